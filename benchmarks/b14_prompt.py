"""B14: what a person asks of segments at a prompt, over a million customers and ten million events.

Somebody at a prompt waits five seconds without a thought, and longer only with a bar that moves; so each question is
held against what the machine itself needs for so much data: the other side reads the event log once from end to end and
sums it up. The goal is five readings, for the heaviest question: who came and who went in thirty days, and why
(``segment diff --from -30d``), where the earlier side is worked out from history. A reading takes about three quarters
of a second where the goal was set, so that five of them are an answer within four seconds; on a disk that is slower the
reading is, too. The notes hold the other questions against the reading in the same way: every count decided live, the
overlap of three segments, the difference of two definitions, every count from the members written down.

Customers are decided in slices, by as many threads as there are cores (four at most): the figure is that of the cores
named at its foot.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from benchmarks.b04_segments import NOW, laid_out
from benchmarks.harness import Result, Scale, disk, in_turn, seconds
from mactl.api.segments.asking import Asked
from mactl.api.segments.counting import counts
from mactl.api.segments.diffing import Side, diff
from mactl.api.segments.overlapping import overlap
from mactl.engine import catalogue, segmenting
from mactl.engine.workspace import Workspace
from mactl.store.database import Database

EVENTS = 10
_DAYS = 30
_GOAL = 5
_MONTH = _DAYS * 86_400_000
# Within two months one customer in twenty moved, and one tag in two was given.
_MOVED = """
INSERT INTO changes (customer, at, kind, name, old, new)
SELECT id, :now - id * 7919 % 60 * 86400000, 'profile', 'city', json_quote('广州'), json_quote(city)
FROM customers WHERE id % 20 = 3
"""
_TAGGED = """
INSERT INTO changes (customer, at, kind, name, new)
SELECT customer, :now - customer * 7919 % 60 * 86400000, 'tag', tag, '""' FROM tags WHERE customer % 24 = 0
"""


def run(scale: Scale) -> Result:
    """Measure at three sizes; the largest has the figure."""
    folder = disk(scale.folder)
    result = Result(
        code="B14",
        title="who came and went in 30 days, of 1,000,000 with 10,000,000 events, against reading the events once",
        ours="segment diff",
        theirs="one reading",
        unit="s",
        goal=_GOAL,
        at_most=True,
        growth_unit="s",
    )
    for people in (scale.size(10_000, 300), scale.size(100_000, 400), scale.size(1_000_000, 500)):
        workspace = laid_out(folder / "prompt", people, EVENTS)
        with workspace.open() as database:
            asked = _asked(workspace, database)
            result.pairs = in_turn(_timed(asked, _came_and_went), lambda: seconds(lambda: _read(database)), scale.pairs)
            ours = statistics.median(a for a, _b in result.pairs)
            result.growth.append((people, ours, statistics.median(a / b for a, b in result.pairs)))
            if people == scale.size(1_000_000, 500):
                result.notes += _others(asked, scale.pairs)
    return result


def _asked(workspace: Workspace, database: Database) -> Asked:
    """Return the workspace as it is asked, its segments up to date, with changes to be undone."""
    known = catalogue.read(workspace)
    with database.transaction() as sql:
        for statement in (_MOVED, _TAGGED):
            sql.execute(statement, {"now": NOW})
    segmenting.refresh(workspace, database, known, now=NOW)
    return Asked(known=known, database=database, context=known.context(database, NOW + 1000, workspace.zone))


def _timed(asked: Asked, work: Callable[[Asked], object]) -> Callable[[], float]:
    return lambda: seconds(lambda: work(asked))


def _read(database: Database) -> None:
    database.row("SELECT count(*), sum(amount) FROM events NOT INDEXED")


def _came_and_went(asked: Asked) -> None:
    meaning = asked.meaning("lapsed")
    before = Side(condition=meaning, definition=meaning, context=asked.at(asked.context.now - _MONTH))
    diff(asked, before, replace(before, condition=asked.segment("lapsed"), context=asked.context))


def _others(asked: Asked, pairs: int) -> list[str]:
    """Return what the other questions take, each as a note."""
    live = replace(asked, context=replace(asked.context, kept={}))
    segments = [segment.id for segment in asked.known.segments]

    def definitions() -> None:
        one, other = (
            Side(condition=asked.meaning(name), definition=asked.meaning(name), context=live.context)
            for name in ("lapsed", "repeat_buyers")
        )
        diff(live, one, other)

    def crossed() -> None:
        overlap(live, [(name, asked.meaning(name)) for name in ("vip_users", "high_value", "repeat_buyers")])

    questions: tuple[tuple[str, Callable[[], object]], ...] = (
        ("ten counts from the members written down", lambda: counts(asked, [asked.segment(name) for name in segments])),
        ("ten counts decided live", lambda: counts(live, [asked.meaning(name) for name in segments])),
        ("the overlap of three segments, decided live", crossed),
        ("the difference of two definitions with 600,000 who move, decided live", definitions),
    )
    return [_note(asked.database, said, work, pairs) for said, work in questions]


def _note(database: Database, said: str, work: Callable[[], object], pairs: int) -> str:
    found = in_turn(partial(seconds, work), lambda: seconds(lambda: _read(database)), pairs)
    ours, ratio = statistics.median(a for a, _b in found), statistics.median(a / b for a, b in found)
    return f"{said}: {ours:.2g} s, {ratio:.2g} readings"
