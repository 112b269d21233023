"""``mactl flow simulate``: flows lived through the workspace's own history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.flows import endings
from mactl.core.model import shown
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
_CUSTOMERS = mark("Let at most so many customers take part, drawn by lot; the same ones each time.")
_SEGMENT = mark("Let only those take part who are in this segment now, by name or id.")
_OPENS = mark("Assume that so many of the messages are opened, such as 0.3; without it none is.")
_CLICKS = mark("Assume that so many of the messages are clicked, such as 0.05; who clicks has opened.")
_AGAINST = mark("Compare with the version that people enter now: active.")

From = Annotated[str, typer.Option("--from", metavar="TIME", help=_FROM)]
To = Annotated[str, typer.Option(metavar="TIME", help=_TO, show_default=False)]
Every = Annotated[str, typer.Option(metavar="TIME", help=_EVERY)]
Share = Annotated[float, typer.Option(metavar="SHARE", help=_SHARE, min=0.0001, max=1)]
Customers = Annotated[int | None, typer.Option(metavar="N", help=_CUSTOMERS, min=1, show_default=False)]
Segment = Annotated[
    str, typer.Option(metavar="NAME", help=_SEGMENT, autocompletion=_names.segments, show_default=False)
]
Opens = Annotated[float, typer.Option(metavar="RATE", help=_OPENS, min=0, max=1)]
Clicks = Annotated[float, typer.Option(metavar="RATE", help=_CLICKS, min=0, max=1)]
Against = Annotated[str, typer.Option(metavar="active", help=_AGAINST, show_default=False)]

app = typer.Typer()


@app.command()
def simulate(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    from_: From,
    to: To = "",
    every: Every = "15m",
    share: Share = 1.0,
    customers: Customers = None,
    segment: Segment = "",
    open_rate: Opens = 0.0,
    click_rate: Clicks = 0.0,
    against: Against = "",
) -> Report:
    """Let flows live through the workspace's own history, in memory: whom they would have reached, and at what cost.

    The engine is the one that sends: quiet hours, caps, consents, budgets and templates all count. Flows are read from
    data/flows.json, activated or not; without a name, all of them. Nothing is sent, nothing is written. Nobody opens or
    clicks what was never sent: for flows that wait for that, say how many are assumed to.

    Examples:

        mactl flow simulate --flow 购物车召回 --from 2026-02-01 --against active
        mactl flow simulate 欢迎流程 --from 2026-02-01 --customers 2000 --open-rate 0.3 --click-rate 0.05
    """
    from mactl.engine import catalogue, ingest, simulating
    from mactl.engine.assuming import Rates

    if against not in {"", "active"}:
        raise UsageError(_("there is nothing called {name} to compare with", name=against), _("say --against active"))
    authored = catalogue.read(workspace := _invocation.workspace(context))
    chosen, assumed = _chosen(authored, flow or name), Rates(open_rate, click_rate)
    stretch = _stretch(workspace, from_, to, every)
    stretch = replace(stretch, share=share, people=customers, segment=segment, assumed=assumed)
    with workspace.open() as database, _invocation.of(context).talk.progress(_("simulating")) as progress:
        ingest.sync(workspace, database)
        runs = [chosen, [simulating.active(database, each) for each in chosen]] if against else [chosen]
        done = [simulating.simulate(workspace, database, authored, each, stretch, progress) for each in runs]
    return _report(workspace, chosen, stretch, done[0], done[1] if against else None)


def _chosen(authored: Catalogue, name: str | None) -> list[Flow]:
    """Return the flow that was named, or all of them."""
    found = [authored.flow(name)] if name else list(authored.flows)
    if not found:
        raise UsageError(_("there is no flow"), _("write one into data/flows.json; docs/flows.md shows how"))
    return found


def _stretch(workspace: Workspace, start: str, stop: str, every: str) -> Stretch:
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
    return Stretch(start=span(start, now, home)[0], stop=end, every=step)


def _report(
    workspace: Workspace, chosen: list[Flow], stretch: Stretch, found: Simulated, other: Simulated | None
) -> Report:
    said = [
        _("{flow}: {n:,} people would have entered.", flow=each, n=people)
        for each, people, _held in found.figures.entered
    ] or [_("Nobody would have entered.")]
    if any(stretch.assumed):
        said.append(_assumed(stretch))
    tables = [_steps(found, other), _ends(found)]
    faults = (*found.faults, *(other.faults if other else ()))
    return Report(
        title=_("Simulation: {names}", names=", ".join(each.name for each in chosen)),
        banner=_("simulated: nothing was sent"),
        sentences=(*said, *faults),
        tables=tuple(each for each in tables if each.rows),
        document={
            "flows": _documents(found),
            "assumed": {"open_rate": stretch.assumed.opens, "click_rate": stretch.assumed.clicks},
            **({"against": _documents(other)} if other else {}),
            "faults": list(faults),
        },
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        exit_code=1 if faults else 0,
    )


def _assumed(stretch: Stretch) -> str:
    """Return what was assumed of people, that nobody may take it for what they did."""
    return _(
        "Assumed: {opens} of the messages are opened, {clicks} are clicked; drawn by lot, not observed.",
        opens=shown.rate(max(stretch.assumed)),
        clicks=shown.rate(stretch.assumed.clicks),
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
        said = sentence(each.detail) if each.what in {"skipped", "failed", "delayed"} else _names.channel(each.detail)
        row = [each.flow, each.step, _(each.what), said, each.people if own else 0, each.messages if own else 0]
        row.append(amount(each.cost) if own else amount(0))
        rows.append((*row, *((known[each[:4]].messages if each[:4] in known else 0,) if other else ())))
    return Table(title=_("What would have come of each step"), columns=tuple(columns), rows=tuple(rows))


def _ends(found: Simulated) -> Table:

    columns = (
        Column(key="flow", title=_("Flow")),
        Column(key="outcome", title=_("how it ended")),
        Column(key="people", title=_("People"), unit="count"),
    )
    rows = tuple(
        (each, endings.outcome(outcome) if outcome else _("still inside"), people)
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
