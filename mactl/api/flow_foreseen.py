"""What the runs of a flow's plan have shown: what those inside still get, and the last weeks under both versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from mactl.clock import DAY
from mactl.core.flows import endings
from mactl.core.messages.cost import amount
from mactl.core.messages.reasons import sentence
from mactl.core.model.report import Column, Table
from mactl.core.model.shown import money
from mactl.core.reports._figures import CHANNELS
from mactl.core.schedule.instants import iso
from mactl.engine.flow_plan import Future, Past, Planned
from mactl.engine.simulating import Simulated, Stretch
from mactl.i18n import _, ngettext
from mactl.store.simulated import StepFigure

_Pair = tuple[Simulated, Simulated | None]


def tables(plan: Planned) -> Iterator[Table]:
    """Yield what is still to come for those inside, and the last weeks under both versions."""
    if plan.future is not None:
        title = _("What those inside still get, in {days} days", days=days(plan.future.stretch))
        note = _("As if nothing happened to them meanwhile: nobody buys, clicks or unsubscribes.")
        if plan.row is not None and plan.row.state == "paused":
            note += " " + _("As if the flow were resumed now, with --late send.")
        yield _steps(title, note, (plan.future.stay, plan.future.migrate), (_("staying"), _("moved")))
        yield _ends(_("How their journeys end"), plan.future)
    if plan.past is not None:
        title = _("The last {days} days, lived through again", days=days(plan.past.stretch))
        if plan.past.old is not None:
            pair: _Pair = (plan.past.old, plan.past.new)
            yield _steps(title, _base(plan.past), pair, (_("active now"), _("data/flows.json")))
        else:
            yield _steps(title, _base(plan.past), (plan.past.new, None), (_("data/flows.json"), ""))


def sentences(plan: Planned, currency: str) -> Iterator[str]:
    """Yield what the runs come to, and what went wrong in them."""
    past, future = plan.past, plan.future
    if past is not None:
        long, new = days(past.stretch), _sum(past.new, currency)
        if past.old is None:
            yield _("The last {days} days: {new}.", days=long, new=new)
        else:
            old = _sum(past.old, currency)
            yield _("The last {days} days: {new}; under the active version: {old}.", days=long, new=new, old=old)
    runs = [past.new, past.old] if past else []
    runs += [future.stay, future.migrate] if future else []
    yield from dict.fromkeys(fault for run in runs if run is not None for fault in run.faults)


def document(plan: Planned, own: ZoneInfo) -> dict[str, object]:
    """Return what the runs have shown, for programs."""
    past, future = plan.past, plan.future
    return {
        "future": None if future is None else {
            "until": iso(future.stretch.stop, own),
            "stay": _document(future.stay),
            "migrate": None if future.migrate is None else _document(future.migrate),
        },
        "history": None if past is None else {
            "from": iso(past.stretch.start, own),
            "to": iso(past.stretch.stop, own),
            "customers": past.people,
            "customers_in_all": past.all,
            "active": None if past.old is None else _document(past.old),
            "planned": _document(past.new),
        },
    }  # fmt: skip


def days(stretch: Stretch) -> int:
    """Return how many days a stretch is long."""
    return round((stretch.stop - stretch.start) / DAY)


def _base(past: Past) -> str:
    if past.people < past.all:
        return _("Over {n:,} of {all:,} customers, drawn by lot.", n=past.people, all=past.all)
    return ngettext("Over {n:,} customer.", "Over all {n:,} customers.", past.all)


def _steps(title: str, note: str, pair: _Pair, names: tuple[str, str]) -> Table:
    """Return what came of each step in one run or two, side by side."""
    one, two = pair
    columns = [
        Column(key="step", title=_("Step")),
        Column(key="what", title=_("what")),
        Column(key="detail", title=_("channel or reason")),
        Column(key="messages", title=names[0], unit="count"),
        Column(key="cost", title=_("cost"), unit="money"),
    ]
    if two is not None:
        columns += [
            Column(key="messages_then", title=names[1], unit="count"),
            Column(key="cost_then", title=_("cost"), unit="money"),
        ]
    mine, other = _by_key(one), _by_key(two) if two is not None else {}
    rows = []
    for key in [*mine, *(key for key in other if key not in mine)]:
        cells = _cells(mine.get(key)) + (_cells(other.get(key)) if two is not None else ())
        rows.append((key[0], _(key[1]), _said(key[1], key[2]), *cells))
    return Table(title=title, columns=tuple(columns), rows=tuple(rows), note=note)


def _by_key(run: Simulated) -> dict[tuple[str, str, str], StepFigure]:
    return {(each.step, each.what, each.detail): each for each in run.figures.steps}


def _cells(one: StepFigure | None) -> tuple[object, ...]:
    return (0, amount(0)) if one is None else (one.messages, amount(one.cost))


def _said(what: str, detail: str) -> str:
    return sentence(detail) if what in {"skipped", "failed", "delayed"} else _(CHANNELS.get(detail, detail))


def _ends(title: str, future: Future) -> Table:
    columns = [
        Column(key="outcome", title=_("how it ended")),
        Column(key="people", title=_("staying"), unit="count"),
    ]
    runs = [future.stay]
    if future.migrate is not None:
        columns.append(Column(key="people_then", title=_("moved"), unit="count"))
        runs.append(future.migrate)
    ended = [{outcome: people for _flow, outcome, people in run.figures.ended} for run in runs]
    names = list(dict.fromkeys(name for each in ended for name in each))
    rows = tuple(
        (endings.outcome(name) if name else _("still inside"), *(each.get(name, 0) for each in ended)) for name in names
    )
    return Table(title=title, columns=tuple(columns), rows=rows)


def _sum(run: Simulated, currency: str) -> str:
    """Return how many would have entered, what would have gone out and been left out, and what it would have cost."""
    entered = sum(people for _flow, people, _held in run.figures.entered)
    sent, skipped, cost = totals(run.figures.steps)
    return _(
        "{entered:,} entered, {sent:,} sent, {skipped:,} skipped, {cost}",
        entered=entered, sent=sent, skipped=skipped, cost=money(cost, currency),
    )  # fmt: skip


def totals(steps: Sequence[StepFigure]) -> tuple[int, int, Decimal]:
    """Return how many messages were sent, how many skipped, and what they cost."""
    sent = sum(each.messages for each in steps if each.what == "sent")
    return sent, sum(each.messages for each in steps if each.what == "skipped"), amount(sum(e.cost for e in steps))


def _document(run: Simulated) -> dict[str, object]:
    sent, skipped, cost = totals(run.figures.steps)
    return {
        "entered": sum(people for _flow, people, _held in run.figures.entered),
        "held_out": sum(held for _flow, _people, held in run.figures.entered),
        "sent": sent,
        "skipped": skipped,
        "cost": cost,
        "ended": {outcome or "open": people for _flow, outcome, people in run.figures.ended},
        "steps": [
            {"step": s.step, "state": s.what, "detail": s.detail, "people": s.people, "messages": s.messages,
             "cost": amount(s.cost)}
            for s in run.figures.steps
        ],
        "faults": list(run.faults),
    }  # fmt: skip
