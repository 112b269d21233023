"""What was spent: on messages by channel and campaign, on coupons and beside them, and what a result cost."""

from __future__ import annotations

import dataclasses
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
        campaigns, names = self._campaigns(at, ask), _messages.named(ask, at.span)
        figures = self._whole(at, at.span, ask)
        month = ask("month_budget", mode=ask("mode")[0][0])
        report = Report(
            title=_("Costs"),
            banner=_messages.banner(ask),
            sentences=(
                *(_messages.nothing(figures) or [_spoken(figures, at)]),
                *(_budgeted(use, at) for use in month),
            ),
            tables=(_channels(channels, at), _campaigns(campaigns, names)),
            document={
                "cost": figures.cost,
                "cost_messages": amount(figures.reach.cost),
                "cost_fixed": amount(figures.fixed),
                "cost_coupons": amount(figures.coupons),
                "by_channel": {part[0]: each.cost for part, each in channels.items()},
                "by_campaign": {name: each.cost for name, each in campaigns.items()},
                "budget": {"month": month[0][0], "max_cost": month[0][1], "used": month[0][2]} if month else None,
            },
        )  # fmt: skip
        return finished(at, report, lambda span: self._measures(at, span, ask))

    def _whole(self, at: At, span: Span, ask: Ask) -> Figures:
        """Return everything sent in a span as one, with all that it cost."""
        whole = _messages.whole(ask, at, span, self.goal, self.window)
        coupons = _messages.coupons(ask, at, span, (), self.goal, self.window)
        fixed = sum(_messages.fixed(ask, span).values())
        return dataclasses.replace(whole, fixed=fixed, coupons=sum(coupons.values()))

    def _campaigns(self, at: At, ask: Ask) -> dict[str, Figures]:
        """Return each campaign that sent anything with all that it cost, the dearest first."""
        parts = _messages.parts(ask, at, at.span, ("campaign",), self.goal, self.window)
        coupons = _messages.coupons(ask, at, at.span, ("campaign",), self.goal, self.window)
        fixed = _messages.fixed(ask, at.span)
        found = {
            name: dataclasses.replace(each, fixed=fixed.get(name, 0), coupons=coupons.get(name, 0))
            for (name,), each in parts.items()
            if each.count("sent")
        }
        return dict(sorted(found.items(), key=lambda item: -item[1].cost))

    def _measures(self, at: At, span: Span, ask: Ask) -> list[Measure]:
        figures = self._whole(at, span, ask)
        spent = figures.cost
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


def _spoken(figures: Figures, at: At) -> str:
    each = _each(figures.cost, figures.count("converted"))
    return _(
        "{cost} was spent to reach {people} people; a converted person cost {each}.",
        cost=shown.money(figures.cost, at.currency),
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
        note=shown.together(at.about, _("Costs of a message or SMS part are those of config.json when it was sent.")),
        charts=(Bars(unit="money", axis=_("cost"), marks=marks),) if len(marks) > 1 else (),
    )


def _campaigns(found: Mapping[str, Figures], names: Mapping[str, str]) -> Table:
    rows = [
        (names.get(name, name), each.count("sent"), amount(each.reach.cost), amount(each.coupons), amount(each.fixed),
         each.cost)
        for name, each in found.items()
    ]  # fmt: skip
    return Table(
        title=_("By campaign"),
        columns=(
            Column(key="campaign", title=_("Campaign")),
            Column(key="sent", title=_("Sent"), unit="count"),
            Column(key="messages", title=_("Messages"), unit="money"),
            Column(key="coupons", title=_("Coupons"), unit="money"),
            Column(key="fixed", title=_("Fixed"), unit="money"),
            Column(key="cost", title=_("Cost"), unit="money"),
        ),
        rows=tuple(rows),
        note=_(
            "Coupons: those redeemed with a goal event, at the cost in config.json. Fixed: the campaign's cost.fixed,"
            " once, in the time of its launch."
        ),
    )


KIND = Costs
