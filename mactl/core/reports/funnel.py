"""A funnel through events: how many people go from each step to the next, in order, within a time from the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from mactl.core.model import shown
from mactl.core.model.chart import Funnel as Picture
from mactl.core.model.chart import Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure, finished, rate
from mactl.core.schedule.durations import parse
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The funnel of ``steps``, all within ``window`` from a person's first; each person counts once, at the best try.

    Every step comes strictly after the one before it, events of one instant in the order in which they were stored.
    """

    WHOLE: ClassVar[bool] = True
    steps: tuple[str, ...] = ("product_viewed", "cart_updated", "order_paid")
    window: str = "7d"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        people = self._people(at, at.span, ask)
        rows = self._rows(people)
        report = Report(
            title=_("Funnel: {steps}", steps=" → ".join(self.steps)),
            sentences=tuple(self._sentences(people)),
            tables=(self._table(rows, at),),
            document={
                "steps": [
                    dict(zip(("event", "people", "rate_from_first", "rate_from_previous"), row, strict=True))
                    for row in rows
                ],
                "window": str(parse(self.window)),
            },
        )
        return finished(at, report, lambda span: self._measures(self._people(at, span, ask)))

    def _people(self, at: At, span: Span, ask: Ask) -> list[int]:
        window = parse(self.window).elapsed_ms()
        return [row[0] for row in ask("funnel", steps=self.steps, window=window, now=at.now, **span.bounds)]

    def _rows(self, people: Sequence[int]) -> list[tuple[str, int, float | None, float | None]]:
        before = [people[0], *people[:-1]] if people else []
        return [
            (step, count, rate(count, people[0]), rate(count, previous))
            for step, count, previous in zip(self.steps, people, before, strict=True)
        ]

    def _measures(self, people: Sequence[int]) -> list[Measure]:
        found = [Measure(key="people", title=_("People at the first step"), value=people[0])]
        found += [
            Measure(key=f"reached_{n}", title=_("{step}, of the first step", step=step), unit="rate",
                    value=rate(count, people[0]))
            for n, (step, count) in enumerate(zip(self.steps[1:], people[1:], strict=True), 2)
        ]  # fmt: skip
        return [*found, Measure(key="rate", title=_("Whole funnel"), unit="rate", value=rate(people[-1], people[0]))]

    def _sentences(self, people: Sequence[int]) -> list[str]:
        if not people[0]:
            return [_("Nobody did {event} in this time: check the names with mactl events tail.", event=self.steps[0])]
        whole = people[-1] / people[0]
        said = [
            _(
                "Of {first} people who did {start}, {last} ({rate}) came as far as {end}.",
                first=f"{people[0]:,}",
                start=self.steps[0],
                last=f"{people[-1]:,}",
                rate=shown.rate(whole),
                end=self.steps[-1],
            )
        ]
        return [*said, *self._worst(people)]

    def _worst(self, people: Sequence[int]) -> list[str]:
        """Return where most people are lost: what to look at."""
        lost = [(a - b, place) for place, (a, b) in enumerate(pairwise(people))]
        if not lost or max(lost)[0] == 0:
            return []
        count, place = max(lost)
        return [
            _(
                "Most are lost between {a} and {b}: {count} people.",
                a=self.steps[place],
                b=self.steps[place + 1],
                count=f"{count:,}",
            )
        ]

    def _table(self, rows: Sequence[tuple[str, int, float | None, float | None]], at: At) -> Table:
        marks = tuple(
            Mark(label=step, value=count, said="" if whole is None else shown.rate(whole))
            for step, count, whole, _previous in rows
        )
        return Table(
            title=_("Steps"),
            columns=(
                Column(key="event", title=_("Step")),
                Column(key="people", title=_("People"), unit="count"),
                Column(key="rate_from_first", title=_("Of the first"), unit="rate"),
                Column(key="rate_from_previous", title=_("Of the previous"), unit="rate"),
            ),
            rows=tuple(rows),
            note=at.about
            + " "
            + _(
                "First step in that time, the others after it, in order, within {window} of the first; each person"
                " once.",
                window=shown.duration(parse(self.window).elapsed_ms()),
            ),
            charts=(Picture(marks=marks),),
        )


KIND = Funnel
