"""Explaining to a person what became of a customer in a flow: every journey line by line, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mactl.api import flows as shown
from mactl.core.flows import endings
from mactl.core.flows.migrating import MIGRATED
from mactl.core.flows.program import Program
from mactl.core.messages.reasons import sentence
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._figures import channel
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import asking, catalogue, enroll, flow_legs
from mactl.engine.journeys import Journeys
from mactl.engine.workspace import Workspace
from mactl.i18n import _, mark
from mactl.store import clocks, flows, journeys, people, trail
from mactl.store.database import Database
from mactl.store.flows import FlowRow
from mactl.store.journeys import Attempt, Run
from mactl.store.trail import Mark

_OF_MESSAGES = {
    "sent", "delivered", "opened", "clicked", "bounced", "complained", "skipped", "failed", "unknown", "held_out",
}  # fmt: skip
WHATS: Mapping[str, str] = {
    "entered": mark("entered"),
    "sent": mark("sent"),
    "delivered": mark("delivered"),
    "opened": mark("opened"),
    "clicked": mark("clicked"),
    "bounced": mark("bounced"),
    "complained": mark("complained about"),
    "skipped": mark("skipped"),
    "failed": mark("failed"),
    "unknown": mark("in doubt"),
    "held_out": mark("held out"),
    "done": mark("done"),
    "awaits": mark("waits"),
    "parked": mark("parked"),
    "resumed": mark("goes on"),
    "passed_over": mark("passed over"),
    "migrated": mark("moved to another version"),
    "not_started": mark("did not start a flow"),
    "exit": mark("left"),
}


def one(workspace: Workspace, customer: str, name: str) -> Report:
    """Return all journeys of a customer (id, e-mail, phone) in the flow with this name or id; why none, if none."""
    authored = catalogue.read(workspace)
    with workspace.open() as database:
        number = people.number(database, customer, workspace.config.workspace.country)
        public = people.public_ids(database, [number])[number]
        ident = next((flow.id for flow in authored.flows if name in (flow.id, flow.name)), name)
        row = flows.find(database, ident)
        if row is None:
            flow = authored.flow(name)
            said = _("{name} was never activated: nobody is inside.", name=flow.name)
            return Report(sentences=(said,), document={"customer": public, "flow": flow.id, "journeys": []})
        legs = flow_legs.legs(workspace, database, authored, workspace.clock.now())
        runs = journeys.runs(database, row.number, number, "", 20)
        trails = {run.id: _lines(database, run.id) for run in runs}
        banner = shown.banner(database, [row])
        reasons = list(_why_not(legs.journeys, row, number)) if not runs else []
    title = _("{customer} and {campaign}", customer=public, campaign=name)
    report = Report(
        title=title, banner=banner, time_zone=workspace.zone, sentences=tuple(reasons) or tuple(map(_standing, runs))
    )
    return replace(
        report,
        tables=tuple(_table(run, trails[run.id]) for run in runs),
        document=_document(workspace, public, row, runs, trails, reasons),
    )


class Line(NamedTuple):
    """One thing that happened, with the channels that were tried for it: the last one is what it happened on."""

    mark: Mark
    tried: Sequence[Attempt] = ()

    @property
    def channel(self) -> str:
        """The channel that it happened on; "" for what has none."""
        return self.tried[-1].channel if self.tried else ""

    def why(self) -> str:
        """Return why, in words: the channels tried before it, too."""
        before = [
            _("{channel}: {reason}", channel=channel(each.channel), reason=sentence(each.reason))
            for each in self.tried[:-1]
        ]
        return _("; ").join([*filter(None, [detail(self.mark)]), *before])


def _lines(database: Database, run: int) -> list[Line]:
    """Return what happened in a journey, in order."""
    tried: dict[int, list[Attempt]] = {}
    for each in journeys.attempts(database, run):
        tried.setdefault(each.visit, []).append(each)
    return [
        Line(each, tried.get(each.visit, ()) if each.what in _OF_MESSAGES else ()) for each in trail.of(database, run)
    ]


def _standing(run: Run) -> str:
    return _(
        "Journey {number}, version {version}: {stands}.", number=run.id, version=run.version, stands=shown.stands(run)
    )


def _why_not(legs: Journeys, row: FlowRow, customer: int) -> Iterator[str]:
    """Yield why somebody has no journey in a flow: its state, what would have started it, its filter."""
    program = legs.program(row.version)
    since = iso(row.since - row.since % 1000, zone(legs.home))
    if row.state != "active":
        yield _("{name} is {state}: nobody enters.", name=row.id, state=_(shown.STATES[row.state]))
    yield _(
        "It starts {trigger}; what happened before {since} lets nobody in.",
        trigger=program.trigger.sentence(),
        since=since,
    )
    due = clocks.running(legs.database, row.number, customer).first
    if due is not None:
        at = iso(due - due % 1000, zone(legs.home))
        yield _("A clock runs for the customer: the flow begins at {at}, unless something happens till then.", at=at)
    else:
        yield from _last_events(legs, program, row, customer)
    if program.flow.filter is not None:
        zones = people.time_zones(legs.database, [customer])
        context = legs.context(row.version, zones)
        passes = asking.holding(legs.database, context, program.flow.filter, [(customer, legs.now)])
        yield _("The customer passes the filter now.") if passes else _("The customer does not pass the filter now.")


def _last_events(legs: Journeys, program: Program, row: FlowRow, customer: int) -> Iterator[str]:
    for kind in enroll.interests(program):
        found = legs.database.row("SELECT last_at FROM rollups WHERE customer = ? AND type = ?", (customer, kind))
        if found is None:
            yield _("The customer has no event {event}.", event=kind)
            continue
        at = iso(found[0] - found[0] % 1000, zone(legs.home))
        said = _("The last {event} was at {at}, before the flow was active.")
        if found[0] >= row.since:
            said = _("The last {event} was at {at}; it was imported, or did not fit, or re-entry forbade it.")
        yield said.format(event=kind, at=at)


def _table(run: Run, lines: list[Line]) -> Table:
    columns = (
        Column(key="at", title=_("when"), unit="instant"),
        Column(key="step", title=_("Step")),
        Column(key="what", title=_("what happened")),
        Column(key="channel", title=_("channel")),
        Column(key="detail", title=_("why")),
    )
    rows = tuple((each.mark.at, each.mark.step, what(each.mark), channel(each.channel), each.why()) for each in lines)
    title = _("Journey {number}", number=run.id) + (f" ({run.key})" if run.key else "")
    return Table(title=title, columns=columns, rows=rows)


def what(each: Mark) -> str:
    """Return what happened, in words."""
    return _(WHATS[each.what]) if each.what in WHATS else each.what


def detail(each: Mark) -> str:
    """Return why, or how it ended, in words."""
    if each.what == "exit":
        return endings.outcome(each.detail)
    if each.what == MIGRATED:
        return _("goes on at {step}", step=each.detail)
    return sentence(each.detail) if each.detail else ""


def _document(
    workspace: Workspace,
    customer: str,
    row: FlowRow,
    runs: list[Run],
    trails: Mapping[int, list[Line]],
    reasons: list[str],
) -> dict[str, object]:
    own = zone(workspace.zone)
    return {
        "customer": customer,
        "flow": row.id,
        "state": row.state,
        "journeys": [
            {
                **shown.run_document(workspace, run),
                "trail": [_line(each, own) for each in trails[run.id]],
            }
            for run in runs
        ],
        "reasons": reasons,
    }


def _line(line: Line, own: ZoneInfo) -> dict[str, object]:
    said: dict[str, object] = {
        "at": iso(line.mark.at, own),
        "step": line.mark.step,
        "what": line.mark.what,
        "detail": line.mark.detail,
    }
    tried = [{"channel": each.channel, "state": each.state, "reason": each.reason} for each in line.tried]
    return {**said, "tried": tried} if tried else said
