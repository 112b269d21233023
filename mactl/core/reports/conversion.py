"""Conversion: how many of those reached met the goal, and how long they took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.clock import DAY, HOUR, MINUTE
from mactl.core.model import shown
from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _messages
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure, finished
from mactl.core.schedule.durations import parse
from mactl.i18n import _

_EDGES = (HOUR, 3 * HOUR, 12 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY)
Times = Sequence[tuple[int, int]]  # minutes taken, people


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """Time to convert: from the last message delivered to a person to the first ``goal`` within ``window``."""

    WHOLE: ClassVar[bool] = True
    goal: str = "order_paid"
    window: str = "7d"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        times = self._times(at, at.span, ask)
        figures = _messages.whole(ask, at, at.span, self.goal, self.window)
        report = Report(
            title=_("Conversion: {goal}", goal=self.goal),
            banner=_messages.banner(ask),
            sentences=tuple(_messages.nothing(figures) or self._sentences(times, figures.rate("conversion_rate"))),
            tables=(self._table(times, at),),
            document={
                "goal": self.goal,
                "window": str(parse(self.window)),
                "delivered": figures.count("delivered"),
                "converted": figures.count("converted"),
                "conversion_rate": figures.rate("conversion_rate"),
                "median_minutes": quantile(times, 0.5),
                "quartile_minutes": [quantile(times, 0.25), quantile(times, 0.75)],
                "times": [{"up_to_minutes": edge // MINUTE, "people": n} for edge, n in self._buckets(times)],
            },
        )
        return finished(at, report, lambda span: self._measures(at, span, ask))

    def _times(self, at: At, span: Span, ask: Ask) -> list[tuple[int, int]]:
        window = parse(self.window).elapsed_ms()
        rows = ask("time_to_convert", goal=self.goal, window=window, now=at.now, **span.bounds)
        return [(row[0], row[1]) for row in rows]

    def _measures(self, at: At, span: Span, ask: Ask) -> list[Measure]:
        figures = _messages.whole(ask, at, span, self.goal, self.window)
        median = quantile(self._times(at, span, ask), 0.5)
        return [
            Measure(key="converted", title=_("Converted"), value=figures.count("converted")),
            *_messages.measures(figures, "conversion_rate"),
            Measure(key="median_time", title=_("Median time to convert"), unit="duration", better="less",
                    value=None if median is None else median * MINUTE),
        ]  # fmt: skip

    def _sentences(self, times: Times, rate: float | None) -> list[str]:
        median, late = quantile(times, 0.5), quantile(times, 0.9)
        if median is None or late is None:
            return [_("Nobody who was reached did {goal} in time.", goal=self.goal)]
        return [
            _(
                "{rate} of those reached did {goal}; half of them within {median}, nine in ten within {late}.",
                rate="–" if rate is None else shown.rate(rate),
                goal=self.goal,
                median=shown.duration(max(median, 1) * MINUTE),
                late=shown.duration(max(late, 1) * MINUTE),
            )
        ]

    def _buckets(self, times: Times) -> list[tuple[int, int]]:
        """Return (upper edge in ms, people): each edge excluded from its own bucket, the last one the window's end."""
        window = parse(self.window).elapsed_ms()
        edges = [*(edge for edge in _EDGES if edge < window), window]
        lows = [0, *edges[:-1]]
        return [
            (
                edge,
                sum(
                    n for minutes, n in times if low <= minutes * MINUTE and (minutes * MINUTE < edge or edge == window)
                ),
            )
            for low, edge in zip(lows, edges, strict=True)
        ]

    def _table(self, times: Times, at: At) -> Table:
        total, so_far, rows = sum(n for _minutes, n in times), 0, []
        for edge, people in self._buckets(times):
            so_far += people
            rows.append((_("up to {time}", time=shown.duration(edge)), people, so_far / total if total else None))
        marks = tuple(Mark(label=row[0], value=row[1]) for row in rows)
        return Table(
            title=_("Time to convert"),
            columns=(
                Column(key="time", title=_("Time")),
                Column(key="people", title=_("People"), unit="count"),
                Column(key="cumulative", title=_("So far"), unit="rate"),
            ),
            rows=tuple(rows) if total else (),
            note=shown.together(
                at.about,
                _messages.windowed(self.goal, self.window),
                _("Counted from the last message before it, each person once."),
            ),
            charts=(Bars(axis=_("people"), marks=marks),),
        )


def quantile(times: Times, share: float) -> int | None:
    """Return the minutes within which a share of the people converted; None of nobody."""
    total, so_far = sum(n for _minutes, n in times), 0
    for minutes, people in times:
        so_far += people
        if so_far >= share * total:
            return minutes
    return None


KIND = Conversion
