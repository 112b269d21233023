"""The six core measures: activation, retention, churn, reach, store visits, repurchase; each with its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.model import shown
from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _messages
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure, finished, rate
from mactl.core.schedule.durations import parse
from mactl.i18n import _

_NOTABLE = 0.01
Counted = tuple[str, int, int]  # the measure, its people, its base


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The six core measures of a period (default: the last 30 days).

    ``goal`` is the shop's first valuable act; it counts as activation, and a visit counts after a message, within
    ``window``. New customers whose time is not over yet are not judged.
    """

    WHOLE: ClassVar[bool] = False
    goal: str = "order_paid"
    window: str = "7d"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        counted = self._counted(at, at.span, ask)
        before = {key: rate(people, base) for key, people, base in self._counted(at, at.before, ask)}
        report = Report(
            title=_("The six core measures"),
            banner=_messages.banner(ask),
            sentences=tuple(_spoken(counted, before)),
            tables=(self._table(counted, before, at),),
            document={
                "goal": self.goal,
                "window": str(parse(self.window)),
                "core": {key: {"people": people, "base": base, "value": rate(people, base)}
                         for key, people, base in counted},
            },
        )  # fmt: skip
        return finished(at, report, lambda span: self._measures(self._counted(at, span, ask)))

    def _counted(self, at: At, span: Span, ask: Ask) -> list[Counted]:
        window = parse(self.window).elapsed_ms()
        new, active = ask("activation", event=self.goal, window=window, now=at.now, **span.bounds)[0]
        was, again = self._kept(at, span, ask)
        figures = _messages.whole(ask, at, span, "store_visited", self.window)
        buyers, repeated = ask("repeated", event=self.goal, now=at.now, **span.bounds)[0]
        return [
            ("activation", active, new),
            ("retention", again, was),
            ("churn", was - again, was),
            ("reach", figures.count("delivered"), figures.count("sent")),
            ("store_visits", figures.count("converted"), figures.count("delivered")),
            ("repurchase", repeated, buyers),
        ]

    def _kept(self, at: At, span: Span, ask: Ask) -> tuple[int, int]:
        """Return who was active as long a time before, and who of them is active again."""
        if span.since is None:
            return 0, 0
        earlier = span.since - (span.until - span.since)
        row = ask("kept", since=earlier, until=span.since, again_since=span.since, again_until=span.until, now=at.now)[
            0
        ]
        return row[0], row[1]

    def _measures(self, counted: Sequence[Counted]) -> list[Measure]:
        names = _names()
        return [
            Measure(key=f"{key}_rate", title=names[key][0], unit="rate", value=rate(people, base),
                    better="less" if key == "churn" else "more")
            for key, people, base in counted
        ]  # fmt: skip

    def _table(self, counted: Sequence[Counted], before: dict[str, float | None], at: At) -> Table:
        names = _names()
        marks = tuple(
            Mark(label=names[key][0], value=rate(people, base), before=before[key]) for key, people, base in counted
        )
        return Table(
            title=_("Measures"),
            columns=(
                Column(key="measure", title=_("Measure")),
                Column(key="people", title=_("People"), unit="count"),
                Column(key="base_people", title=_("Of"), unit="count"),
                Column(key="value", title=_("Rate"), unit="rate"),
                Column(key="definition", title=_("Definition")),
            ),
            rows=tuple(
                (names[key][0], people, base, rate(people, base), names[key][1]) for key, people, base in counted
            ),
            note=at.about
            + " "
            + _("Valuable act: {goal}, in time: {window}.", goal=self.goal,
                window=shown.duration(parse(self.window).elapsed_ms())),
            charts=(Bars(unit="rate", axis=_("share of the base"), marks=marks),),
        )  # fmt: skip


def _names() -> dict[str, tuple[str, str]]:
    """Return what each measure is called, and its definition as the glossary has it."""
    return {
        "activation": (
            _("Activation"),
            _("new customers who did the valuable act in time, of those whose time is over"),
        ),
        "retention": (_("Retention"), _("active again in this period, of those active in the one before")),
        "churn": (_("Churn"), _("not active again: 1 − retention")),
        "reach": (_("Reach"), _("people with a message delivered, of people sent to")),
        "store_visits": (_("Store visits"), _("people who visited a store in time after a message, of delivered")),
        "repurchase": (_("Repurchase"), _("customers with a second paid order in the period, of those with a first")),
    }


def _spoken(counted: Sequence[Counted], before: dict[str, float | None]) -> list[str]:
    """Return what changed most for the worse: what to look at."""
    names, worst = _names(), []
    for key, people, base in counted:
        now, was = rate(people, base), before[key]
        if now is not None and was is not None:
            worst.append(((was - now) if key == "churn" else (now - was), key, now, was))
    if not worst:
        return [_("There is no period before to compare with yet.")]
    fall, key, now, was = min(worst)
    if fall > -_NOTABLE:
        return [_("No core measure fell by more than a percentage point.")]
    return [
        _("Look at {name}: {now}, after {was} in the period before.", name=names[key][0], now=shown.rate(now),
          was=shown.rate(was))
    ]  # fmt: skip


KIND = Core
