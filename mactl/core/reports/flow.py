"""How a flow does: who went in and how it ended for them, step by step, and what it adds against its holdout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.flows.endings import outcome
from mactl.core.model import shown
from mactl.core.model.chart import Funnel, Intervals, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.results import Arm
from mactl.core.reports import _figures, _messages, _sentences
from mactl.core.reports._figures import Figures, Lift
from mactl.core.reports._kind import Ask, At, Row, Span
from mactl.core.reports._measures import Measure, finished, rate
from mactl.core.schedule.durations import parse
from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The report of the flow with this id or name: journeys that began, and messages that were sent, in the period.

    ``goal`` and ``window`` stand in for the flow's own (default: order_paid, 7 d), counted from delivery for a step,
    from entry for the flow as a whole.
    """

    WHOLE: ClassVar[bool] = True
    flow: str = ""
    goal: str | None = None
    window: str | None = None

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report.

        Raises:
            MactlError: no such flow was ever activated.
        """
        known = self._known(ask)
        steps, entries, lift = self._steps(at, at.span, ask), *self._entries(at, at.span, ask)
        report = Report(
            title=_("Flow {name}", name=known[2]),
            banner=_messages.banner(ask),
            sentences=tuple(self._sentences(entries, lift, at)),
            tables=(_steps_table(steps, at), _lifts(steps), _ends(entries)),
            document={
                "flow": known[1],
                "name": known[2],
                "state": known[5],
                "goal": self._goal(ask),
                "window": str(parse(self._window(ask))),
                "entered": sum(row[1] for row in entries),
                "outcomes": {row[0]: {"journeys": row[1], "people": row[2], "held_out": row[3]} for row in entries},
                "lift": lift.document() if lift else None,
                "steps": [_document(row) for row in steps],
            },
        )
        return finished(at, report, lambda span: self._measures(at, span, ask))

    def _known(self, ask: Ask) -> Row:
        found = ask("flow_known", flow=self.flow)
        if not found:
            raise MactlError(
                _("no flow named {name} was activated", name=self.flow or "?"),
                _("mactl flow list shows them; name one with --flow NAME"),
            )
        return found[0]

    def _goal(self, ask: Ask) -> str:
        return self.goal or self._known(ask)[3] or "order_paid"

    def _window(self, ask: Ask) -> str:
        return self.window or self._known(ask)[4] or "7d"

    def _what(self, at: At, span: Span, ask: Ask) -> dict[str, object]:
        window = parse(self._window(ask)).elapsed_ms()
        return {"flow": self._known(ask)[0], "goal": self._goal(ask), "window": window, "now": at.now, **span.bounds}

    def _steps(self, at: At, span: Span, ask: Ask) -> list[Row]:
        return ask("flow_steps", name=self._known(ask)[1], **self._what(at, span, ask))

    def _entries(self, at: At, span: Span, ask: Ask) -> tuple[list[Row], Lift | None]:
        *found, (_empty, treated, held) = ask("flow_entries", **self._what(at, span, ask))
        return found, _figures.lift((treated, held))

    def _measures(self, at: At, span: Span, ask: Ask) -> list[Measure]:
        entries, lift = self._entries(at, span, ask)
        entered, met = sum(row[1] for row in entries), sum(row[1] for row in entries if row[0] == "goal")
        return [
            Measure(key="entered", title=_("Journeys begun"), value=entered),
            Measure(key="goal_rate", title=_("Ended by the goal"), unit="rate", value=rate(met, entered)),
            Measure(key="lift", title=_("Lift of the conversion rate"), unit="rate",
                    value=None if lift is None else lift.rate.estimate),
        ]  # fmt: skip

    def _sentences(self, entries: Sequence[Row], lift: Lift | None, at: At) -> list[str]:
        entered = sum(row[1] for row in entries)
        if not entered:
            return [_("Nobody entered it in this time.")]
        inside = sum(row[1] for row in entries if row[0] == "open")
        said = [
            _("{entered} journeys began, {inside} are still under way.", entered=f"{entered:,}", inside=f"{inside:,}")
        ]
        if lift is None:
            return [
                *said,
                _('No holdout: what the flow adds is not known. "holdout": 0.1 keeps a tenth back to compare with.'),
            ]
        return [*said, _sentences.compared(lift, at.currency)]


def _figures_of(row: Row) -> Figures | None:
    return None if row[2] is None else Figures(reach=row[2], conversions=row[3])


def _lift_of(row: Row) -> Lift | None:
    arms: tuple[Arm, Arm] | None = None if row[4] is None else (row[4], row[5])
    return _figures.lift(arms)


def _steps_table(steps: Sequence[Row], at: At) -> Table:
    rows = []
    for row in steps:
        own = _figures_of(row)
        counts = (
            [None] * 5
            if own is None
            else [own.count(n) for n in ("sent", "opened", "clicked", "converted")] + [own.revenue]
        )
        rows.append((row[0], row[1], *counts))
    marks = tuple(
        Mark(label=row[0], value=row[1], said=shown.rate(row[1] / steps[0][1])) for row in steps if steps[0][1]
    )
    return Table(
        title=_("Steps"),
        columns=(
            Column(key="step", title=_("Step")),
            Column(key="people", title=_("Came to it"), unit="count"),
            Column(key="sent", title=_("Sent"), unit="count"),
            Column(key="opened", title=_("Opened"), unit="count"),
            Column(key="clicked", title=_("Clicked"), unit="count"),
            Column(key="converted", title=_("Converted"), unit="count"),
            Column(key="revenue", title=_("Revenue"), unit="money"),
        ),
        rows=tuple(rows),
        note=at.about
        + " "
        + _("People, each once a step, in the order in which steps were first come to; a dash: it sends nothing."),
        charts=(Funnel(marks=marks),) if len(marks) > 1 else (),
    )


def _lifts(steps: Sequence[Row]) -> Table:
    found = [(row[0], lift) for row in steps if (lift := _lift_of(row)) is not None]
    marks = tuple(
        Mark(label=step, value=lift.rate.estimate, low=lift.rate.low, high=lift.rate.high) for step, lift in found
    )
    return Table(
        title=_("Lift by step"),
        columns=(
            Column(key="step", title=_("Step")),
            Column(key="treated", title=_("Got it, or were to"), unit="count"),
            Column(key="held_out", title=_("Held out"), unit="count"),
            Column(key="lift", title=_("Lift"), unit="points"),
            Column(key="low", title=_("95 % from"), unit="points"),
            Column(key="high", title=_("95 % to"), unit="points"),
        ),
        rows=tuple(
            (step, lift.treated.people, lift.held.people, lift.rate.estimate, lift.rate.low, lift.rate.high)
            for step, lift in found
        ),
        note=_("Difference of the conversion rates; the step's own decision begins the window; Newcombe's intervals."),
        charts=(Intervals(unit="points", axis=_("lift of the conversion rate"), reference=0.0, marks=marks),)
        if marks
        else (),
    )


def _ends(entries: Sequence[Row]) -> Table:
    return Table(
        title=_("How it ended"),
        columns=(
            Column(key="outcome", title=_("Outcome")),
            Column(key="journeys", title=_("Journeys"), unit="count", bar=True),
            Column(key="people", title=_("People"), unit="count"),
            Column(key="held_out", title=_("Held out"), unit="count"),
        ),
        rows=tuple((_("still inside") if row[0] == "open" else outcome(row[0]), *row[1:]) for row in entries),
    )


def _document(row: Row) -> dict[str, object]:
    own, lift = _figures_of(row), _lift_of(row)
    return {
        "step": row[0],
        "people": row[1],
        "results": None if own is None else own.document(),
        "lift": lift.document() if lift else None,
    }


KIND = Flow
