"""The channels compared: whom each reached, what they did, what it earned and cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.experiments.intervals import wilson
from mactl.core.model import shown
from mactl.core.model.chart import Intervals, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _messages
from mactl.core.reports._figures import Figures, channel
from mactl.core.reports._kind import Ask, At
from mactl.core.reports._measures import finished
from mactl.core.reports._messages import Part
from mactl.i18n import _

_RATES = ("open_rate", "click_rate", "conversion_rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """The channels side by side; ``goal`` within ``window`` after delivery is a conversion."""

    WHOLE: ClassVar[bool] = True
    goal: str = "order_paid"
    window: str = "7d"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        found = _messages.parts(ask, at, at.span, ("channel",), self.goal, self.window)
        found = {part: figures for part, figures in found.items() if figures.count("sent")}
        total = _messages.whole(ask, at, at.span, self.goal, self.window)
        report = Report(
            title=_("Channels"),
            banner=_messages.banner(ask),
            sentences=tuple(_messages.nothing(total) or self._sentences(found, at)),
            tables=(self._rates(found), self._money(found, at)),
            document={
                "goal": self.goal,
                "window": self.window,
                "channels": {part[0]: figures.document() for part, figures in found.items()},
            },
        )
        return finished(
            at,
            report,
            lambda span: [
                *_messages.counted(whole := _messages.whole(ask, at, span, self.goal, self.window)),
                *_messages.measures(whole, "delivery_rate", *_RATES, "unsubscribe_rate"),
                *_messages.earned(whole),
            ],
        )

    def _sentences(self, found: Mapping[Part, Figures], at: At) -> list[str]:
        best = max(found, key=lambda part: found[part].revenue)
        figures = found[best]
        if not figures.conversions.events:
            return [_("None of those reached did {goal} in time.", goal=self.goal)]
        return [
            _(
                "{channel} brought most: {revenue} for {cost}, {people} people converted.",
                channel=channel(best[0]),
                revenue=shown.money(figures.revenue, at.currency),
                cost=shown.money(figures.cost, at.currency),
                people=f"{figures.count('converted'):,}",
            )
        ]

    def _rates(self, found: Mapping[Part, Figures]) -> Table:
        rows = [
            (channel(part[0]), *(figures.count(name) for name in ("sent", "delivered", "opened", "clicked")),
             figures.rate("open_rate"), figures.rate("click_rate"), figures.rate("conversion_rate"))
            for part, figures in found.items()
        ]  # fmt: skip
        marks = tuple(_mark(channel(part[0]), figures) for part, figures in found.items())
        return Table(
            title=_("Reach and rates"),
            columns=(
                Column(key="channel", title=_("Channel")),
                Column(key="sent", title=_("Sent"), unit="count"),
                Column(key="delivered", title=_("Delivered"), unit="count"),
                Column(key="opened", title=_("Opened"), unit="count"),
                Column(key="clicked", title=_("Clicked"), unit="count"),
                Column(key="open_rate", title=_("Open rate"), unit="rate"),
                Column(key="click_rate", title=_("Click rate"), unit="rate"),
                Column(key="conversion_rate", title=_("Conversion rate"), unit="rate"),
            ),
            rows=tuple(rows),
            note=_("People, once a channel; rates are shares of delivered; opens by machines are left out."),
            charts=(Intervals(title=_("Click rate with its 95 % interval"), axis=_("of delivered"), marks=marks),),
        )

    def _money(self, found: Mapping[Part, Figures], at: At) -> Table:
        rows = [
            (channel(part[0]), figures.conversions.events, figures.revenue, figures.cost, figures.roas,
             _each(figures))
            for part, figures in found.items()
        ]  # fmt: skip
        return Table(
            title=_("Money"),
            columns=(
                Column(key="channel", title=_("Channel")),
                Column(key="conversions", title=_("Goal events"), unit="count"),
                Column(key="revenue", title=_("Revenue"), unit="money", bar=True),
                Column(key="cost", title=_("Cost"), unit="money"),
                Column(key="roas", title=_("ROAS"), unit="number"),
                Column(key="cost_each", title=_("Cost of a converted person"), unit="money"),
            ),
            rows=tuple(rows),
            note=shown.together(
                at.about,
                _messages.windowed(self.goal, self.window),
                _("Who was reached on two channels counts on both."),
            ),
        )


def _mark(label: str, figures: Figures) -> Mark:
    clicked, delivered = figures.count("clicked"), figures.count("delivered")
    if not delivered:
        return Mark(label=label, value=None)
    low, high = wilson(clicked, delivered)
    return Mark(label=label, value=clicked / delivered, low=low, high=high)


def _each(figures: Figures) -> float | None:
    people = figures.count("converted")
    return float(figures.cost) / people if people else None


KIND = Channels
