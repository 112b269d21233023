"""Retention by first order: what share of the customers orders again so many months (or weeks) later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.experiments.intervals import wilson
from mactl.core.model import shown
from mactl.core.model.chart import Line, Lines
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._cohorts import Cohort, cohorts, kept, period_name
from mactl.core.reports._kind import Ask, At
from mactl.core.reports._measures import Measure, finished, rate
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """The retention curve over all cohorts by first ``goal``, a month or a week each step (``by``)."""

    WHOLE: ClassVar[bool] = True
    goal: str = "order_paid"
    by: str = "month"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        found = cohorts(at, ask, self.goal, self.by)
        steps = range(1, max((len(group.returned) for group in found), default=1))
        curve = [(later, *kept(found, later)) for later in steps]
        report = Report(
            title=_("Retention by first order"),
            sentences=tuple(self._sentences(curve)),
            tables=(self._table(curve, at),),
            document={
                "goal": self.goal,
                "by": self.by,
                "curve": [
                    {"period": later, "people": people, "base": base, "rate": rate(people, base),
                     "interval": list(wilson(people, base))}
                    for later, people, base in curve
                ],
            },
        )  # fmt: skip
        return finished(at, report, lambda span: self._measures(at, ask, found, span.bounds))

    def _measures(self, at: At, ask: Ask, found: Sequence[Cohort], bounds: dict[str, int]) -> list[Measure]:
        people, again = ask("repeated", event=self.goal, now=at.now, **bounds)[0]
        del found
        return [
            Measure(key="buyers", title=_("Customers with an order"), value=people),
            Measure(key="repurchase_rate", title=_("With a second order in the period"), unit="rate",
                    value=rate(again, people)),
        ]  # fmt: skip

    def _sentences(self, curve: Sequence[tuple[int, int, int]]) -> list[str]:
        if not curve:
            return [_("There are not yet two whole periods to compare.")]
        said = [
            _("{n} later: {rate}", n=later, rate=shown.rate(people / base))
            for later, people, base in curve
            if base and later in {1, 3, 6, 12}
        ]
        return [_("Ordered again, {by}: {shares}.", by=period_name(self.by), shares=_("; ").join(said))]

    def _table(self, curve: Sequence[tuple[int, int, int]], at: At) -> Table:
        bounds = [wilson(people, base) for _later, people, base in curve]
        line = Line(
            label=_("Retention"),
            values=tuple(rate(people, base) for _later, people, base in curve),
            low=tuple(low for low, _high in bounds),
            high=tuple(high for _low, high in bounds),
        )
        return Table(
            title=_("Ordered again"),
            columns=(
                Column(key="period", title=period_name(self.by), unit="count"),
                Column(key="base", title=_("People who could have"), unit="count"),
                Column(key="people", title=_("Ordered"), unit="count"),
                Column(key="rate", title=_("Share"), unit="rate"),
                Column(key="low", title=_("95 % from"), unit="rate"),
                Column(key="high", title=_("95 % to"), unit="rate"),
            ),
            rows=tuple(
                (later, base, people, rate(people, base), *interval)
                for (later, people, base), interval in zip(curve, bounds, strict=True)
            ),
            note=shown.together(at.about, _("Only periods that have ended; intervals by Wilson (1927).")),
            charts=(
                Lines(unit="rate", axis=_("share who ordered again"), across=period_name(self.by), lines=(line,),
                      places=tuple(str(later) for later, _people, _base in curve)),
            ),
        )  # fmt: skip


KIND = Retention
