"""What was spent: on messages by channel and campaign, on coupons and beside them, and what a result cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _messages
from mactl.core.reports._figures import Figures, channel
from mactl.core.reports._kind import Ask, At, Row, Span
from mactl.core.reports._measures import Measure, finished
from mactl.core.reports._messages import Part
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Costs by channel and campaign; per person reached, clicked and converted (``goal`` within ``window``)."""

    WHOLE: ClassVar[bool] = True
    goal: str = "order_paid"
    window: str = "7d"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        channels = _messages.parts(ask, at, at.span, ("channel",), self.goal, self.window)
        campaigns = _messages.parts(ask, at, at.span, ("campaign",), self.goal, self.window)
        fixed, names = _messages.fixed(ask, at.span), _messages.named(ask, at.span)
        total = self._spent(at, at.span, ask)
        figures = _messages.whole(ask, at, at.span, self.goal, self.window)
        month = ask("month_budget", mode=ask("mode")[0][0])
        report = Report(
            title=_("Costs"),
            banner=_messages.banner(ask),
            sentences=(
                *(_messages.nothing(figures) or [_spoken(total, figures, at)]),
                *(_budgeted(use, at) for use in month),
            ),
            tables=(_channels(channels, at), _campaigns(campaigns, fixed, names)),
            document={
                "cost": total,
                "cost_messages": amount(figures.reach.cost),
                "cost_fixed": amount(sum(fixed.values())),
                "by_channel": {part[0]: each.cost for part, each in channels.items()},
                "by_campaign": {part[0]: amount(each.reach.cost + fixed.get(part[0], 0))
                                for part, each in campaigns.items()},
                "budget": {"month": month[0][0], "max_cost": month[0][1], "used": month[0][2]} if month else None,
            },
        )  # fmt: skip
        return finished(at, report, lambda span: self._measures(at, span, ask))

    def _spent(self, at: At, span: Span, ask: Ask) -> Decimal:
        figures = _messages.whole(ask, at, span, self.goal, self.window)
        return amount(figures.reach.cost + sum(_messages.fixed(ask, span).values()))

    def _measures(self, at: At, span: Span, ask: Ask) -> list[Measure]:
        figures, spent = _messages.whole(ask, at, span, self.goal, self.window), self._spent(at, span, ask)
        return [
            Measure(key="cost", title=_("Cost"), unit="money", value=spent, better="less"),
            *(
                Measure(key=f"cost_per_{name}", title=title, unit="money", better="less",
                        value=_each(spent, figures.count(name)))
                for name, title in (("delivered", _("Cost of a person reached")), ("clicked", _("Cost of a click")),
                                    ("converted", _("Cost of a converted person")))
            ),
        ]  # fmt: skip


def _each(spent: Decimal, people: int) -> Decimal | None:
    return spent / people if people else None


def _spoken(total: Decimal, figures: Figures, at: At) -> str:
    each = _each(total, figures.count("converted"))
    return _(
        "{cost} was spent to reach {people} people; a converted person cost {each}.",
        cost=shown.money(total, at.currency),
        people=f"{figures.count('delivered'):,}",
        each="–" if each is None else shown.money(each, at.currency),
    )


def _budgeted(use: Row, at: At) -> str:
    month, limit, used = use
    return _(
        "Budget of {month}: {used} of {limit} used.",
        month=month,
        used=shown.money(used, at.currency),
        limit=shown.money(limit, at.currency),
    )


def _channels(found: Mapping[Part, Figures], at: At) -> Table:
    rows = [
        (channel(part[0]), each.count("sent"), each.cost,
         *(_each(each.cost, each.count(name)) for name in ("delivered", "clicked", "converted")))
        for part, each in found.items()
        if each.count("sent")
    ]  # fmt: skip
    marks = tuple(Mark(label=str(row[0]), value=float(str(row[2]))) for row in rows)
    return Table(
        title=_("Messages by channel"),
        columns=(
            Column(key="channel", title=_("Channel")),
            Column(key="sent", title=_("Sent"), unit="count"),
            Column(key="cost", title=_("Cost"), unit="money"),
            Column(key="per_delivered", title=_("A person reached"), unit="money"),
            Column(key="per_clicked", title=_("A click"), unit="money"),
            Column(key="per_converted", title=_("A converted person"), unit="money"),
        ),
        rows=tuple(rows),
        note=at.about + " " + _("Costs of a message or SMS part are those of config.json when it was sent."),
        charts=(Bars(unit="money", axis=_("cost"), marks=marks),) if len(marks) > 1 else (),
    )


def _campaigns(found: Mapping[Part, Figures], fixed: Mapping[str, int], names: Mapping[str, str]) -> Table:
    ranked = sorted(found.items(), key=lambda item: -(item[1].reach.cost + fixed.get(item[0][0], 0)))
    rows = [
        (names.get(part[0], part[0]), each.count("sent"), each.cost, amount(fixed.get(part[0], 0)),
         amount(each.reach.cost + fixed.get(part[0], 0)))
        for part, each in ranked
        if each.count("sent")
    ]  # fmt: skip
    return Table(
        title=_("By campaign"),
        columns=(
            Column(key="campaign", title=_("Campaign")),
            Column(key="sent", title=_("Sent"), unit="count"),
            Column(key="messages", title=_("Messages"), unit="money"),
            Column(key="fixed", title=_("Fixed"), unit="money"),
            Column(key="cost", title=_("Cost"), unit="money"),
        ),
        rows=tuple(rows),
        note=_("Fixed: the campaign's cost.fixed, once, in the time of its launch."),
    )


KIND = Costs
