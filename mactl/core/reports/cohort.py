"""Cohorts: of those who first ordered in a month, how many ordered again in each month after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.chart import Heat
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._cohorts import Cohort as Group
from mactl.core.reports._cohorts import cohorts, kept, period_name
from mactl.core.reports._kind import Ask, At
from mactl.core.reports._measures import Measure, finished, rate
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Cohorts by first ``goal`` (a paid order), a month or a week each (``by``); only periods that have ended."""

    WHOLE: ClassVar[bool] = True
    goal: str = "order_paid"
    by: str = "month"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        found = cohorts(at, ask, self.goal, self.by)
        report = Report(
            title=_("Cohorts by first order"),
            sentences=tuple(self._sentences(found)),
            tables=(self._table(found, at),),
            document={
                "goal": self.goal,
                "by": self.by,
                "cohorts": [
                    {
                        "start": group.start,
                        "people": group.people,
                        "returned": list(group.returned),
                        "retention": [people / group.people for people in group.returned],
                        "revenue": [amount(units) for units in group.amounts],
                    }
                    for group in found
                ],
            },
        )
        return finished(at, report, lambda span: _measures(ask, at.now, span.bounds, self.goal))

    def _sentences(self, found: Sequence[Group]) -> list[str]:
        if not found:
            return [_("No {by} with a first order has ended in this time.", by=_by(self.by))]
        people, able = kept(found, 1)
        again = rate(people, able)
        return [
            _(
                "{people} people first ordered in these {n} periods; {rate} of them ordered again in the next one.",
                people=f"{sum(group.people for group in found):,}",
                n=len(found),
                rate="–" if again is None else shown.rate(again),
            )
        ]

    def _table(self, found: Sequence[Group], at: At) -> Table:
        wide = max((len(group.returned) for group in found), default=0)
        rows = [
            (_label(group.start, self.by), group.people, *_shares(group), *[None] * (wide - len(group.returned)))
            for group in found
        ]
        picture = Heat(
            down=_by(self.by),
            across=period_name(self.by),
            rows=tuple(f"{row[0]} ({row[1]:,})" for row in rows),
            columns=tuple(str(n) for n in range(1, wide)),
            values=tuple((*_shares(group)[1:], *[None] * (wide - len(group.returned))) for group in found),
        )
        return Table(
            title=_("Ordered again"),
            columns=(
                Column(key="cohort", title=_by(self.by)),
                Column(key="people", title=_("People"), unit="count"),
                *(Column(key=f"period_{n}", title=str(n), unit="rate") for n in range(wide)),
            ),
            rows=tuple(rows),
            note=shown.together(at.about, _("Shares of the cohort's people who ordered in that period; 0 is its own.")),
            charts=(picture,) if wide > 1 else (),
        )


def _shares(group: Group) -> tuple[float, ...]:
    return tuple(people / group.people for people in group.returned)


def _by(by: str) -> str:
    return _("month") if by == "month" else _("week from")


def _label(start: str, by: str) -> str:
    return start[:7] if by == "month" else start


def _measures(ask: Ask, now: int, bounds: dict[str, int], goal: str) -> list[Measure]:
    people, again = ask("repeated", event=goal, now=now, **bounds)[0]
    return [
        Measure(key="buyers", title=_("Customers with an order"), value=people),
        Measure(key="repurchase_rate", title=_("With a second order in the period"), unit="rate",
                value=rate(again, people)),
    ]  # fmt: skip


KIND = Cohort
