"""The plan of a flow as people read it: what changes, who is inside, what would go out, what to type then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mactl.api import flow_doubts, flow_foreseen, flows, references
from mactl.core.decode.faults import Fault
from mactl.core.flows.differing import Difference
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, flow_plan, ingest
from mactl.engine.flow_plan import Inside, Planned, Wish
from mactl.engine.simulating import Progress
from mactl.engine.workspace import Workspace
from mactl.i18n import _, mark, ngettext

KINDS: Mapping[str, str] = {
    "added": mark("added"),
    "removed": mark("removed"),
    "renamed": mark("renamed"),
    "moved": mark("elsewhere"),
    "time": mark("another time"),
    "changed": mark("changed"),
    "text": mark("another text"),
}
FATES: Mapping[str, str] = {
    "kept": mark("keeps its place"),
    "at_once": mark("goes on at once"),
    "earlier": mark("goes on earlier"),
    "later": mark("goes on later"),
    "anew": mark("begins the step anew"),
    "moved": mark("goes on at {step}"),
    "left": mark("leaves the flow"),
    "asked": mark("gone: --move {old}=STEP or --move {old}=exit"),
    "stays": mark("is in it already"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A plan, and what speaks against it."""

    workspace: Workspace
    plan: Planned
    faults: tuple[Fault, ...]
    doubts: tuple[Fault, ...]


def report(workspace: Workspace, name: str, wish: Wish, progress: Progress = lambda _done, _all: None) -> Report:
    """Return the plan of the flow with this name or id; exit code 1 where activating it would be refused."""
    authored = catalogue.read(workspace)
    found = authored.flow(name)
    with workspace.open() as database:
        ingest.sync(workspace, database)
        wrong = references.faults(workspace, authored, found)
        wish = replace(wish, days=0) if wrong else wish  # what would be refused cannot be lived through
        plan = flow_plan.plan(workspace, database, authored, found, wish, progress)
    told = _Told(workspace=workspace, plan=plan, faults=wrong, doubts=flow_doubts.faults(workspace, authored, [found]))
    tables = [_changes(plan), _inside(plan), *flow_foreseen.tables(plan)]
    refused = bool(wrong) or not plan.approved
    return Report(
        title=_("Plan of flow {name}: nothing was changed", name=found.name),
        sentences=tuple(_sentences(told)),
        tables=tuple(each for each in tables if each.rows),
        document=_document(told),
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        exit_code=1 if refused else 0,
    )


def command(plan: Planned, *, migrate: bool = False) -> str:
    """Return what is to be typed to activate a flow as planned; ``migrate``: those who are inside are moved."""
    words = ["mactl flow activate", "--flow", plan.flow.id]
    if migrate:
        words.append("--migrate")
        words += [f"--move {step}={to}" for step, to in plan.moves.items()]  # what was done counts under its new name
        words += [f"--move {step}=STEP|exit" for step in plan.lost]
    return " ".join(words)


def _sentences(told: _Told) -> Iterator[str]:
    """Yield what a plan says before its tables."""
    plan = told.plan
    yield _state(told)
    if plan.row is not None and plan.row.state == "paused":
        yield _("It is paused and stays so: nobody enters, nothing goes out, until mactl flow resume.")
    for each in told.faults:
        yield _("Activating would be refused: {fault}", fault=each.sentence())
    yield from flow_doubts.sentences(told.doubts)
    if not plan.approved:
        yield _("Activating would be refused: nobody approved it as it is (mactl flow approve).")
    if people := sum(each.people for each in plan.inside):
        yield _who(plan, people)
    for step, to in plan.renamed.items():
        yield _("{old} looks renamed to {new}: --move {old}={new} says so.", old=step, new=to)
    if plan.lost:
        lost = ", ".join(
            ngettext("{step} ({n:,} person)", "{step} ({n:,} people)", n, step=step) for step, n in plan.lost.items()
        )
        yield _("--migrate asks where those go on whose step is gone: {steps}.", steps=lost)
    yield from flow_foreseen.sentences(plan, told.workspace.config.workspace.currency)
    if plan.active is None or plan.active != plan.again:
        yield _("To do it: {command}", command=command(plan))
    if plan.movable:
        yield _("To move those inside, too: {command}", command=command(plan, migrate=True))


def _state(told: _Told) -> str:
    """Return what activating would change of who enters what."""
    plan, name = told.plan, told.plan.flow.name
    if plan.active is None:
        return _("{name} was never active: activating lets people in from then on.", name=name)
    since = iso(plan.active.at - plan.active.at % 1000, zone(told.workspace.zone))
    said = _("{name} has version {n}, of {since}.", name=name, n=plan.active.number, since=since)
    if plan.active == plan.again:
        return _both(said, _("data/flows.json holds the same: activating changes nothing for who enters."))
    if plan.again is not None:
        return _both(said, _("data/flows.json holds version {n} again.", n=plan.again.number))
    changes = ngettext("{n} difference", "{n} differences", len(plan.differences))
    return _both(said, _("data/flows.json holds another: {changes}.", changes=changes))


def _both(one: str, other: str) -> str:
    return _("{sentence} {next_sentence}", sentence=one, next_sentence=other)


def _who(plan: Planned, people: int) -> str:
    inside = ngettext("{n:,} person is inside", "{n:,} people are inside", people)
    if not plan.movable:
        return _("{inside}, in this very version.", inside=inside)
    moved = ngettext("--migrate would move {n:,}", "--migrate would move {n:,}", plan.movable)
    return _("{inside}: they finish the version that they entered; {moved}.", inside=inside, moved=moved)


def _changes(plan: Planned) -> Table:
    columns = (
        Column(key="change", title=_("What changes")),
        Column(key="step", title=_("Step")),
        Column(key="before", title=_("active now")),
        Column(key="after", title=_("data/flows.json")),
    )
    rows = [row for each in plan.differences for row in _rows(each)]
    note = ""
    if plan.corrected:
        rows += [(_(KINDS["text"]), step, None, f"{channel}/{name}") for step, channel, name in _corrected(plan)]
        note = _("A template's new text reaches those inside, too, as soon as its file is saved.")
    return Table(title=_("What changes"), columns=columns, rows=tuple(rows), note=note)


def _corrected(plan: Planned) -> list[tuple[str, str, str]]:
    return [(each.step, each.channel, each.template or each.channel) for each in plan.corrected]


def _rows(each: Difference) -> Iterator[tuple[str, str, str | None, str | None]]:
    """Yield the lines of a difference: a change has one for each field."""
    kind, step = _(KINDS[each.kind]), each.step or _("the flow")
    if each.kind != "changed":
        yield kind, step, each.was or None, each.will or None
    for part in each.parts:
        name = part.key.partition(".")[2] if each.step and "." in part.key else part.key
        yield f"{kind}: {name}", step, part.was or None, part.will or None


def _inside(plan: Planned) -> Table:
    columns = (
        Column(key="version", title=_("Version"), unit="count"),
        Column(key="step", title=_("Step")),
        Column(key="phase", title=_("Stands")),
        Column(key="people", title=_("People"), unit="count"),
        Column(key="fate", title=_("with --migrate")),
        Column(key="first", title=_("first at"), unit="instant"),
    )
    rows = [
        (each.version, each.step, _(flows.PHASES[each.phase]), each.people, fate(each), each.first)
        for each in plan.inside
    ]
    return Table(title=_("People inside"), columns=columns, rows=tuple(rows))


def fate(each: Inside) -> str:
    """Return how people would move, in words."""
    return _(FATES[each.fate], step=each.target, old=each.step)


def _document(told: _Told) -> dict[str, object]:
    plan, own = told.plan, zone(told.workspace.zone)
    return {
        "flow": plan.flow.id,
        "name": plan.flow.name,
        "state": plan.row.state if plan.row and plan.row.version else "inactive",
        "active_version": plan.active.number if plan.active else None,
        "version": plan.program.digest,
        "known_as": plan.again.number if plan.again else None,
        "approved": plan.approved,
        "faults": [each.sentence() for each in told.faults],
        "warnings": [each.sentence() for each in told.doubts],
        "changes": [_change(each) for each in plan.differences],
        "corrected": [{"step": s, "channel": c, "template": t} for s, c, t in _corrected(plan)],
        "inside": _groups(plan.inside, own),
        "migrate": {
            "people": plan.movable, "renamed": dict(plan.renamed), "moves": dict(plan.moves), "lost": plan.lost,
        },
        **flow_foreseen.document(plan, own),
        "command": command(plan),
        "migrate_command": command(plan, migrate=True) if plan.movable else None,
    }  # fmt: skip


def _change(each: Difference) -> dict[str, object]:
    said: dict[str, object] = {
        "change": each.kind, "step": each.step, "key": each.key, "before": each.before, "after": each.after,
    }  # fmt: skip
    if each.parts:
        said["fields"] = [{"key": part.key, "before": part.before, "after": part.after} for part in each.parts]
    return said


def _groups(inside: Sequence[Inside], own: object) -> list[dict[str, object]]:
    return [
        {
            "version": each.version, "step": each.step, "phase": each.phase, "people": each.people,
            "migrate": each.fate, "to": each.target or None,
            "first": None if each.first is None else iso(each.first, own),  # type: ignore[arg-type]
            "last": None if each.last is None else iso(each.last, own),  # type: ignore[arg-type]
        }
        for each in inside
    ]  # fmt: skip
