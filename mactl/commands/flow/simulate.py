"""``mactl flow simulate``: flows lived through the workspace's own history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation
from mactl.commands.flow import _views
from mactl.core.model.report import Column, Report, Table
from mactl.errors import UsageError
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.core.model.flow import Flow
    from mactl.engine.catalogue import Catalogue
    from mactl.engine.simulating import Simulated, Stretch
    from mactl.engine.workspace import Workspace

_FROM = mark("From this day or instant on.")
_TO = mark("Up to this day, itself included, or this instant. Without it: now.")
_EVERY = mark("How often the simulated tick comes.")
_SHARE = mark("Let so many of the customers take part, such as 0.1; the same ones each time.")
_AGAINST = mark("Compare with the version that people enter now: active.")

app = typer.Typer()


@app.command()
def simulate(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    from_: Annotated[str, typer.Option("--from", metavar="TIME", help=_FROM)],
    to: Annotated[str, typer.Option(metavar="TIME", help=_TO, show_default=False)] = "",
    every: Annotated[str, typer.Option(metavar="TIME", help=_EVERY)] = "15m",
    share: Annotated[float, typer.Option(metavar="SHARE", help=_SHARE, min=0.0001, max=1)] = 1.0,
    against: Annotated[str, typer.Option(metavar="active", help=_AGAINST, show_default=False)] = "",
) -> Report:
    """Let flows live through the workspace's own history, in memory: whom they would have reached, and at what cost.

    The engine is the one that sends: quiet hours, caps, consents, budgets and templates all count. Flows are read from
    data/flows.json, activated or not; without a name, all of them. Nothing is sent, nothing is written.

    Examples:

        mactl flow simulate 欢迎流程 --from 2026-01-01 --to 2026-01-31
        mactl flow simulate --flow 购物车召回 --from 2026-02-01 --against active
    """
    from mactl.engine import catalogue, ingest, simulating

    if against not in {"", "active"}:
        raise UsageError(_("there is nothing called {name} to compare with", name=against), _("say --against active"))
    invocation = _invocation.of(context)
    workspace = _invocation.workspace(context)
    authored = catalogue.read(workspace)
    chosen = _chosen(authored, flow or name)
    stretch = _stretch(workspace, from_, to, every, share)
    with workspace.open() as database, invocation.talk.progress(_("simulating")) as progress:
        ingest.sync(workspace, database)
        found = simulating.simulate(workspace, database, authored, chosen, stretch, progress)
        other = None
        if against:
            before = [simulating.active(database, each) for each in chosen]
            other = simulating.simulate(workspace, database, authored, before, stretch, progress)
    return _report(workspace, chosen, found, other)


def _chosen(authored: Catalogue, name: str | None) -> list[Flow]:
    """Return the flow that was named, or all of them."""
    found = [authored.flow(name)] if name else list(authored.flows)
    if not found:
        raise UsageError(_("there is no flow"), _("write one into data/flows.json; docs/flows.md shows how"))
    return found


def _stretch(workspace: Workspace, start: str, stop: str, every: str, share: float) -> Stretch:
    from mactl.core.schedule.durations import parse
    from mactl.core.schedule.instants import is_date, parse_instant
    from mactl.core.schedule.relative import span
    from mactl.core.schedule.zones import zone
    from mactl.engine.simulating import Stretch

    home, now = zone(workspace.zone), workspace.clock.now()
    end = now if not stop else span(stop, now, home)[1] if is_date(stop) else parse_instant(stop, home)
    step = parse(every).elapsed_ms()
    if step <= 0:
        raise UsageError(_("a tick comes after some time"), _("write --every as in 5m or 1h"))
    return Stretch(start=span(start, now, home)[0], stop=end, every=step, share=share)


def _report(workspace: Workspace, chosen: list[Flow], found: Simulated, other: Simulated | None) -> Report:
    said = [
        _("{flow}: {n:,} people would have entered.", flow=each, n=people)
        for each, people, _held in found.figures.entered
    ] or [_("Nobody would have entered.")]
    tables = [_steps(found, other), _ends(found)]
    faults = (*found.faults, *(other.faults if other else ()))
    return Report(
        title=_("Simulation: {names}", names=", ".join(each.name for each in chosen)),
        banner=_("simulated: nothing was sent"),
        sentences=(*said, *faults),
        tables=tuple(each for each in tables if each.rows),
        document={
            "flows": _documents(found),
            **({"against": _documents(other)} if other else {}),
            "faults": list(faults),
        },
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        exit_code=1 if faults else 0,
    )


def _steps(found: Simulated, other: Simulated | None) -> Table:
    from mactl.core.messages.cost import amount
    from mactl.core.messages.reasons import sentence

    titles = (("flow", _("Flow")), ("step", _("Step")), ("what", _("what")), ("detail", _("channel or reason")))
    columns = [Column(key=key, title=title) for key, title in titles]
    columns += [
        Column(key="people", title=_("People"), unit="count"),
        Column(key="messages", title=_("messages"), unit="count"),
        Column(key="cost", title=_("cost"), unit="money"),
    ]
    columns += [Column(key="against", title=_("messages, active version"), unit="count")] if other else []
    known = {each[:4]: each for each in (other.figures.steps if other else [])}
    listed = [
        *found.figures.steps,
        *(each for key, each in known.items() if key not in {s[:4] for s in found.figures.steps}),
    ]
    mine = {each[:4] for each in found.figures.steps}
    rows = []
    for each in listed:
        own = each[:4] in mine
        said = sentence(each.detail) if each.what in {"skipped", "failed", "delayed"} else _(each.detail)
        row = [each.flow, each.step, _(each.what), said, each.people if own else 0, each.messages if own else 0]
        row.append(amount(each.cost) if own else amount(0))
        rows.append((*row, *((known[each[:4]].messages if each[:4] in known else 0,) if other else ())))
    return Table(title=_("What would have come of each step"), columns=tuple(columns), rows=tuple(rows))


def _ends(found: Simulated) -> Table:
    from mactl.api import flows

    columns = (
        Column(key="flow", title=_("Flow")),
        Column(key="outcome", title=_("how it ended")),
        Column(key="people", title=_("People"), unit="count"),
    )
    rows = tuple(
        (each, flows.outcome(outcome) if outcome else _("still inside"), people)
        for each, outcome, people in found.figures.ended
    )
    return Table(title=_("How journeys would have ended"), columns=columns, rows=rows)


def _documents(found: Simulated) -> list[dict[str, object]]:
    from mactl.core.messages.cost import amount

    return [
        {
            "flow": flow,
            "entered": people,
            "held_out": held,
            "ended": {outcome or "open": n for name, outcome, n in found.figures.ended if name == flow},
            "steps": [
                {"step": s.step, "state": s.what, "detail": s.detail, "people": s.people, "messages": s.messages,
                 "cost": amount(s.cost)}
                for s in found.figures.steps
                if s.flow == flow
            ],
        }
        for flow, people, held in found.figures.entered
    ]  # fmt: skip
