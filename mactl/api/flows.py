"""Flows at work, as people look at them: who stands where, how journeys ended, the latest ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mactl.core.flows.endings import outcome
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.i18n import _, mark, ngettext
from mactl.store import clocks, flows, journeys, origins, people
from mactl.store.database import Database
from mactl.store.flows import FlowRow
from mactl.store.journeys import Run, Standing

PHASES: Mapping[str, str] = {
    "arriving": mark("just entered"),
    "waiting": mark("waits for its time"),
    "sending": mark("waits for its message"),
    "awaiting": mark("waits for an event"),
    "tasked": mark("waits for a person"),
    "parked": mark("parked: the flow is paused"),
    "done": mark("ended"),
}
STATES: Mapping[str, str] = {"active": mark("active"), "paused": mark("paused"), "stopped": mark("stopped")}


def runs(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    name: str | None,
    *,
    customer: str = "",
    state: str = "",
    limit: int = 20,
) -> Report:
    """Return who stands where in a flow, how it ended for others, and the latest journeys; without a name, of all.

    Raises:
        MactlError: there is no such flow, neither at work nor in the file.
    """
    own = flows.find(database, _id(authored, name)) if name else None
    if name and own is None:
        said = _("{name} was never activated: nobody is inside.", name=authored.flow(name).name)
        return Report(sentences=(said,), document={"flows": [], "runs": []})
    person = people.number(database, customer, workspace.config.workspace.country) if customer else None
    found = journeys.runs(database, own.number if own else None, person, state, limit)
    shown = [own] if own else flows.everything(database)
    standings = [(row, each) for row in shown for each in journeys.standings(database, row.number)]
    due = clocks.running(database, own.number) if own else clocks.Running(0, None)
    return Report(
        title=_("Flow {name}", name=own.id) if own else _("Flows at work"),
        banner=banner(database, shown),
        sentences=(
            *(_sentence(row, [each for known, each in standings if known == row]) for row in shown),
            *_coming(due, workspace.zone),
        )
        or (_("No flow was activated yet."),),
        tables=tuple(table for table in (_where(standings, one=own is not None), _latest(found)) if table.rows),
        document={
            "flows": [_document(workspace, row, standings) for row in shown],
            "runs": [run_document(workspace, run) for run in found],
        },
        time_zone=workspace.zone,
    )


def banner(database: Database, rows: Sequence[FlowRow]) -> str:
    """Return what stands above flows whose messages stay in the sandbox; nothing for live ones."""
    modes = {origin.mode for row in rows for origin in origins.find(database, row.id, kind="flow")}
    return _("sandbox: nothing left this machine") if modes == {"sandbox"} else ""


def _id(authored: Catalogue, name: str) -> str:
    """Return the id of a flow; one that is no longer in the file is known by its id alone."""
    return next((flow.id for flow in authored.flows if name in (flow.id, flow.name)), name)


def _sentence(row: FlowRow, standings: Sequence[Standing]) -> str:
    open_ = sum(each.people for each in standings if each.state == "open")
    done = sum(each.people for each in standings if each.state == "done")
    inside = ngettext("{n:,} person is inside", "{n:,} people are inside", open_)
    ended = ngettext("{n:,} journey has ended", "{n:,} journeys have ended", done)
    return _(
        "{name} is {state}: {inside}, {ended}.", name=row.id, state=_(STATES[row.state]), inside=inside, ended=ended
    )


def _coming(due: clocks.Running, home: str) -> Iterator[str]:
    """Yield for how many people a clock runs at whose end a flow may begin."""
    if due.first is not None:
        at = iso(due.first - due.first % 1000, zone(home))
        yield ngettext(
            "For {n:,} person a clock runs at whose end it may begin: at {at}.",
            "For {n:,} people clocks run at whose end it may begin, the first at {at}.",
            due.clocks, at=at,
        )  # fmt: skip


def _where(standings: Sequence[tuple[FlowRow, Standing]], *, one: bool) -> Table:
    columns = (
        Column(key="flow", title=_("Flow")),
        Column(key="version", title=_("Version"), unit="count"),
        Column(key="step", title=_("Step")),
        Column(key="phase", title=_("Stands")),
        Column(key="people", title=_("People"), unit="count"),
        Column(key="held_out", title=_("Held out"), unit="count"),
        Column(key="next", title=_("Next"), unit="instant"),
    )
    rows = [
        (row.id, each.version, each.step, outcome(each.outcome) if each.state == "done" else _(PHASES[each.phase]),
         each.people, each.held, each.next_due)
        for row, each in standings
    ]  # fmt: skip
    first = 1 if one else 0
    return Table(title=_("Where people are"), columns=columns[first:], rows=tuple(row[first:] for row in rows))


def _latest(found: Sequence[Run]) -> Table:
    columns = (
        Column(key="enrolment", title=_("Journey"), unit="count"),
        Column(key="customer", title=_("Customer")),
        Column(key="flow", title=_("Flow")),
        Column(key="key", title=_("Key")),
        Column(key="entered", title=_("Entered"), unit="instant"),
        Column(key="step", title=_("Step")),
        Column(key="stands", title=_("Stands")),
        Column(key="next", title=_("Next"), unit="instant"),
    )
    return Table(
        title=_("Latest journeys"),
        columns=columns,
        rows=tuple(
            (run.id, run.customer, run.flow, run.key, run.entered_at, run.step, stands(run), run.due) for run in found
        ),
    )


def open_journeys(database: Database, customer: int) -> list[Run]:
    """Return the journeys that a customer is on."""
    return journeys.runs(database, None, customer, "open", 50)


def journeys_table(found: Sequence[Run]) -> Table:
    """Return journeys that a customer is on as a table."""
    columns = (
        Column(key="flow", title=_("Flow")),
        Column(key="key", title=_("Key")),
        Column(key="entered", title=_("Entered"), unit="instant"),
        Column(key="step", title=_("Step")),
        Column(key="stands", title=_("Stands")),
        Column(key="next", title=_("Next"), unit="instant"),
    )
    rows = tuple((run.flow, run.key, run.entered_at, run.step, stands(run), run.due) for run in found)
    return Table(title=_("Open journeys"), columns=columns, rows=rows)


def stands(run: Run) -> str:
    """Return where a journey stands, or how it ended, in words."""
    said = outcome(run.outcome) if run.state == "done" else _(PHASES[run.phase])
    return _("{said} (held out)", said=said) if run.held else said


def _document(workspace: Workspace, row: FlowRow, standings: Sequence[tuple[FlowRow, Standing]]) -> dict[str, object]:
    return {
        "flow": row.id,
        "state": row.state,
        "activated_at": iso(row.activated_at, zone(workspace.zone)),
        "standings": [
            {
                "version": each.version,
                "state": each.state,
                "step": each.step or None,
                "phase": each.phase,
                "outcome": each.outcome,
                "people": each.people,
                "held_out": each.held,
                "next_due": None if each.next_due is None else iso(each.next_due, zone(workspace.zone)),
            }
            for known, each in standings
            if known == row
        ],
    }


def run_document(workspace: Workspace, run: Run) -> dict[str, object]:
    """Return a journey as programs read it."""
    instants = ("entered_at", "due", "ended_at")
    said = run._asdict()
    return {
        **said,
        "held": bool(run.held),
        **{name: None if said[name] is None else iso(said[name], zone(workspace.zone)) for name in instants},
    }
