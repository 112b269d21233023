"""Stories told to flows: each played in a world of its own by the engine itself, then compared with what it expects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from mactl.clock import DAY
from mactl.core.decode import faults as places
from mactl.core.decode.machine import refusal
from mactl.core.decode.strict_json import read
from mactl.core.decode.wording import told
from mactl.core.model.story import ALWAYS, KINDS, Story
from mactl.core.schedule.instants import iso, parse_instant
from mactl.core.schedule.zones import find, zone
from mactl.engine import flowing, people, tasks, world
from mactl.engine.catalogue import Catalogue
from mactl.engine.surroundings import surroundings
from mactl.engine.workspace import Workspace
from mactl.engine.world import World
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import tasks as rows_of
from mactl.store import telling
from mactl.store.database import MEMORY, Database
from mactl.store.telling import Told

FOLDER = "stories"
_LONGEST = 800 * DAY  # a story that still goes on then never ends
Job = tuple[int, str, str]  # a task done at an instant: its step, its outcome


class Line(NamedTuple):
    """One line of a comparison: "same", "missing" (expected and not done) or "extra" (done and not expected)."""

    verdict: str
    at: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a story: its lines in order, and what went wrong besides. ``zone`` is the customer's."""

    story: Story
    file: str
    lines: tuple[Line, ...]
    faults: tuple[str, ...]
    zone: str

    @property
    def passed(self) -> bool:
        """Tell whether everything went as expected."""
        return not self.faults and all(line.verdict == "same" for line in self.lines)


def files(workspace: Workspace) -> list[Path]:
    """Return the workspace's files of stories, in the order of their names."""
    return sorted((workspace.folder / FOLDER).glob("**/*.json"))


def load(path: Path) -> list[Story]:
    """Return the stories of a file: one object, or a list of them.

    Raises:
        MactlError: every fault of the file at once, with line and path.
    """
    from pydantic import TypeAdapter, ValidationError

    try:
        document = read(path.read_bytes(), path.name)
    except FileNotFoundError:
        hint = _("Name it from the folder you are in, or say --all for every story in stories/ of the workspace.")
        raise MactlError(_("There is no file {path}", path=path), hint) from None
    except OSError as fault:
        raise MactlError(_("{file} cannot be read: {fault}", file=path, fault=refusal(fault)), _("Check it.")) from None
    listed = document.value if isinstance(document.value, list) else [document.value]
    adapter, found, wrong = TypeAdapter(Story), [], []
    for index, value in enumerate(listed):
        base = (index,) if isinstance(document.value, list) else ()
        try:
            found.append(adapter.validate_json(json.dumps(value)))
            wrong += [document.fault((*base, *where), said, hint) for where, said, hint in _faults(found[-1])]
        except ValidationError as fault:
            given = value if isinstance(value, dict) else {}
            for where, said, hint in told(fault.errors(include_url=False), given, Story):
                wrong.append(document.fault((*base, *where), said, hint))
    if wrong:
        raise places.error(wrong, path.name)
    return found


def play(workspace: Workspace, authored: Catalogue, story: Story, file: str = "") -> Outcome:
    """Play a story and compare; the flow is read from its file, activated or not, and nobody is held out."""
    flow = authored.flow(story.flow)
    flow = replace(flow, holdout=0.0)
    own = replace(authored, flows=(flow, *(each for each in authored.flows if each.id != flow.id)))
    home = str(story.customer.get("time_zone") or workspace.zone)
    place = zone(home) if find(home) else zone(workspace.zone)
    rows = [(parse_instant(str(row[0]), place), row) for row in story.events]
    jobs = [(parse_instant(str(row[0]), place), str(row[1]), str(row[2])) for row in story.tasks]
    begin = min((at for at, _row in rows), default=workspace.clock.now())
    quiet = replace(workspace, config=replace(workspace.config, holdout=0.0))
    with Database(MEMORY) as database:
        scene = world.world(quiet, own, database, begin - 1)
        people.add(surroundings(scene.workspace, database), dict(story.customer))
        flowing.activate(scene.workspace, database, own, flow)
        until = _end(story, place, [*(row[0] for row in rows), *(job[0] for job in jobs)])
        done = _run(scene, str(story.customer["id"]), rows, jobs, until)
    expected = [_expected(row, place) for row in story.expect]
    kinds = ALWAYS | {each.kind for each in expected}
    lines = compare(_in_order(expected), _in_order(each for each in done if each.kind in kinds))
    return Outcome(story=story, file=file, lines=tuple(lines), faults=tuple(dict.fromkeys(scene.faults)), zone=home)


def _in_order(told: Iterable[Told]) -> list[Told]:
    """Return lines in the order of time; of one instant the messages first, then what went with them, the exit last."""
    return sorted(told, key=lambda each: (each.at, each.kind not in ALWAYS, each.kind == "exit"))


def compare(expected: Sequence[Told], done: Sequence[Told]) -> list[Line]:
    """Return both lists as one, in the order of time: what is in both, what is missing, what is extra."""
    from difflib import SequenceMatcher

    lines: list[Line] = []
    matcher = SequenceMatcher(None, list(expected), list(done), autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            lines += [_line("same", each) for each in expected[a:b]]
        else:
            lines += [_line("missing", each) for each in expected[a:b]]
            lines += [_line("extra", each) for each in done[c:d]]
    return lines


def _line(verdict: str, one: Told) -> Line:
    return Line(verdict, one.at, tuple(word for word in (one.kind, *one.words) if word))


def _run(
    scene: World, customer: str, rows: Iterable[tuple[int, tuple[Any, ...]]], jobs: Sequence[Job], until: int
) -> list[Told]:
    """Let the events happen, people do their tasks and everything come due in its time; return what was done."""
    waiting, working = sorted(rows, key=lambda each: each[0]), sorted(jobs)
    seen = telling.Seen()
    while True:
        coming = (scene.next_due(), waiting[0][0] if waiting else None, working[0][0] if working else None)
        instants = [at for at in coming if at is not None and at <= until]
        if not instants:
            return telling.everything(scene.database, seen)
        at = min(instants)
        while waiting and waiting[0][0] == at:
            _at, row = waiting.pop(0)
            properties = dict(row[2]) if len(row) > 2 else {}
            scene.happen({"type": row[1], "customer": customer, "at": at, "properties": properties}, at)
        scene.tick(at)
        while working and working[0][0] == at:
            _complete(scene, working.pop(0))
        telling.notice(scene.database, seen, at)


def _complete(scene: World, job: Job) -> None:
    """Complete the open task of a step; where there is none, or it has no such outcome, the story is at fault."""
    at, step, outcome = job
    found = next((each for each in rows_of.waiting(scene.database) if each.step == step), None)
    if found is None:
        scene.faults.append(
            _("there is no open task of {step} at {at}", step=step, at=iso(at, zone(scene.workspace.zone)))
        )
        return
    try:
        tasks.complete(scene.workspace, scene.database, found.id, outcome)
    except MactlError as fault:
        scene.faults.append(fault.told)
    scene.tick(at)


def _end(story: Story, place: Any, instants: Sequence[int]) -> int:
    if story.until is not None:
        return parse_instant(story.until, place)
    return max(instants, default=0) + _LONGEST


def _expected(row: Sequence[Any], place: Any) -> Told:
    words = tuple(str(word) for word in row[2:])
    return Told(parse_instant(str(row[0]), place), str(row[1]), words)


def _faults(story: Story) -> Iterable[tuple[tuple[str | int, ...], str, str]]:
    """Yield what is wrong with the lines of a story."""
    place = zone("UTC")
    for key, listed in (("events", story.events), ("tasks", story.tasks), ("expect", story.expect)):
        for index, row in enumerate(listed):
            if len(row) < 2 or not isinstance(row[1], str):
                hint = _('Write it as in ["2026-03-02T14:10+08:00", "order_paid", {"amount": 5}].')
                yield (key, index), _("an instant and a name are wanted here"), hint
                continue
            try:
                parse_instant(str(row[0]), place)
            except MactlError as wrong:
                yield (key, index, 0), wrong.message, wrong.hint
            if key == "expect" and row[1] not in KINDS:
                yield (key, index, 1), _("a story cannot expect {name}", name=row[1]), ", ".join(KINDS)
            if key == "events" and len(row) > 2 and not isinstance(row[2], Mapping):
                yield (key, index, 2), _("properties are an object"), _('Write it as in {"amount": 5}.')
    yield from _task_faults(story)
    if "id" not in story.customer:
        yield ("customer",), _("a customer needs an id"), _('Write {"id": "u1", ...}.')


def _task_faults(story: Story) -> Iterable[tuple[tuple[str | int, ...], str, str]]:
    for index, row in enumerate(story.tasks):
        if len(row) != 3 or not all(isinstance(word, str) for word in row[1:]):
            hint = _('Write it as in ["2026-03-05T15:00+08:00", "call", "sold"].')
            yield ("tasks", index), _("an instant, a step and an outcome are wanted here"), hint


def spoken(outcome: Outcome, line: Line) -> str:
    """Return a line as the story's author would write it."""
    place = zone(outcome.zone) if find(outcome.zone) else zone("UTC")
    return json.dumps([iso(line.at, place), *line.words], ensure_ascii=False)
