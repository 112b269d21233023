"""``mactl flow list``: every flow, what starts it and how many steps it has."""

from __future__ import annotations

import typer

from mactl.commands import _invocation
from mactl.core.flows.reading import read_steps, read_trigger, walk
from mactl.core.model.flow import Flow
from mactl.core.model.report import Column, Report, Table
from mactl.engine import catalogue
from mactl.i18n import _, mark
from mactl.store import flows

_STATES = {"draft": mark("draft"), "active": mark("active"), "paused": mark("paused"), "stopped": mark("stopped")}

app = typer.Typer()


@app.command("list")
def list_(context: typer.Context) -> Report:
    """List the flows of data/flows.json: their state, what starts each, its steps and its goal.

    Example:

        mactl flow list
    """
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    wrong = (catalogue.FLOWS, catalogue.ACTIONS)
    faults = [fault.sentence() for fault in known.faults if fault.file in wrong]
    faults += [error.message for file, error in known.broken.items() if file in wrong]
    with workspace.open() as database:
        states = {row.id: row.state for row in flows.everything(database)}
    rows = tuple(
        (flow.name, states.get(flow.id, "draft"), _trigger(flow), _steps(flow), _goal(flow), flow.id)
        for flow in known.flows
    )
    columns = (
        Column(key="name", title=_("Flow")),
        Column(key="state", title=_("State")),
        Column(key="trigger", title=_("Starts")),
        Column(key="steps", title=_("Steps"), unit="count"),
        Column(key="goal", title=_("Goal")),
        Column(key="flow", title=_("Id")),
    )
    return Report(
        sentences=tuple(faults) if rows else (*faults, _("No flow yet.")),
        tables=(Table(title="", columns=columns, rows=tuple(_said(row) for row in rows)),) if rows else (),
        document={"flows": [dict(zip((each.key for each in columns), row, strict=True)) for row in rows]},
        exit_code=1 if faults else 0,
    )


def _said(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return a row as a person reads it: the state translated."""
    name, state, *rest = row
    return (name, _(_STATES[str(state)]), *rest)


def _trigger(flow: Flow) -> str:
    trigger = read_trigger(flow.trigger, [])
    return trigger.sentence() if trigger is not None else ""


def _steps(flow: Flow) -> int:
    return sum(1 for _twig in walk(read_steps(flow.steps, [])))


def _goal(flow: Flow) -> str | None:
    if flow.goal is None:
        return None
    return flow.goal.event or _("a condition")
