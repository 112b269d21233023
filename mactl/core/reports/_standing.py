"""How a shop's marketing stands in a time, against the time before, and what of it asks for a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.results import Conversions, Reach
from mactl.core.reports._figures import Figures
from mactl.core.reports._measures import Measure, change, rate
from mactl.core.reports._messages import TITLES
from mactl.i18n import _

_ENOUGH = 50  # people before a rate of theirs is judged
_BOUNCES, _FEEDBACK, _FALL = 0.05, 0.01, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A time as it went: paid orders and their people, those with a second one, and what came of messages."""

    orders: int = 0
    buyers: int = 0
    revenue: int = 0
    repeated: int = 0
    reach: Reach = field(default_factory=Reach)
    conversions: Conversions = field(default_factory=Conversions)

    @property
    def figures(self) -> Figures:
        """Return the messages' figures."""
        return Figures(reach=self.reach, conversions=self.conversions)

    def measures(self) -> list[Measure]:
        """Return everything that is compared, targets and thresholds included, under stable names."""
        figures = self.figures
        rates = ("delivery_rate", "bounce_rate", "open_rate", "click_rate", "conversion_rate", "unsubscribe_rate",
                 "complaint_rate")  # fmt: skip
        less = {"bounce_rate", "unsubscribe_rate", "complaint_rate"}
        return [
            Measure(key="orders", title=_("Paid orders"), value=self.orders),
            Measure(key="buyers", title=_("Buyers"), value=self.buyers),
            Measure(key="order_revenue", title=_("Revenue"), unit="money", value=amount(self.revenue)),
            Measure(key="repurchase_rate", title=_("Repurchase"), unit="rate", value=rate(self.repeated, self.buyers)),
            Measure(key="reached", title=_("People reached"), value=figures.count("delivered")),
            *(Measure(key=name, title=_(TITLES[name]), unit="rate", value=figures.rate(name),
                      better="less" if name in less else "more") for name in rates),
            Measure(key="negative_rate", title=_("Negative feedback"), unit="rate", better="less",
                    value=rate(self.reach.negative, figures.count("delivered"))),
            Measure(key="message_revenue", title=_("Revenue after messages"), unit="money", value=figures.revenue),
            Measure(key="message_cost", title=_("Cost"), unit="money", value=figures.cost, better="less"),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody: messages in doubt, messages overdue, when the last tick ran (None: never)."""

    unknown: int = 0
    overdue: int = 0
    scheduled: int = 0
    last_tick: int | None = None


def sentences(now: Standing, before: Standing, currency: str) -> Iterator[str]:
    """Yield how it stands: orders, messages, and what these earned, each against the time before."""
    was = {measure.key: measure for measure in before.measures()}
    is_ = {measure.key: measure for measure in now.measures()}
    yield _(
        "Orders: {orders}{orders_change} by {buyers} people, {revenue}{revenue_change}; repurchase {repurchase}.",
        orders=f"{now.orders:,}",
        orders_change=_against(is_["orders"], was["orders"]),
        buyers=f"{now.buyers:,}",
        revenue=shown.money(amount(now.revenue), currency),
        revenue_change=_against(is_["order_revenue"], was["order_revenue"]),
        repurchase=_rate(is_["repurchase_rate"]) + _against(is_["repurchase_rate"], was["repurchase_rate"]),
    )
    if not now.figures.count("sent"):
        yield _("Messages: none was sent.")
        return
    yield _(
        "Messages: {people} people reached{change}; opened {opened}, clicked {clicked}, unsubscribed {left}.",
        people=f"{now.figures.count('delivered'):,}",
        change=_against(is_["reached"], was["reached"]),
        opened=_rate(is_["open_rate"]) + _against(is_["open_rate"], was["open_rate"]),
        clicked=_rate(is_["click_rate"]) + _against(is_["click_rate"], was["click_rate"]),
        left=_rate(is_["unsubscribe_rate"]),
    )
    yield _earned(now.figures, currency)


def _earned(figures: Figures, currency: str) -> str:
    return _(
        "After them: {people} bought within 7 d, {revenue}; the messages cost {cost} (ROAS {roas}).",
        people=f"{figures.count('converted'):,}",
        revenue=shown.money(figures.revenue, currency),
        cost=shown.money(figures.cost, currency),
        roas="–" if figures.roas is None else f"{figures.roas:,.1f}",
    )


def _rate(measure: Measure) -> str:
    return "–" if measure.value is None else shown.rate(float(measure.value))


def _against(measure: Measure, before: Measure) -> str:
    """Return the change in brackets, nothing where there is none to tell."""
    told = change(measure, before.value)
    return _(" ({change})", change=told) if told and before.value else ""


def alarms(
    now: Standing, before: Standing, waiting: Waiting, targets: Mapping[str, float], *, at: int, currency: str
) -> Iterator[str]:
    """Yield what asks for a look, the most urgent first."""
    yield from _stuck(waiting, at)
    yield from _refused(now)
    for measure in now.measures():
        target = targets.get(measure.key)
        if target is not None and measure.meets(target) is False and measure.value is not None:
            yield _("{measure} misses its target: {value}, {target} is wanted.", measure=measure.title,
                    value=_said(measure, measure.value, currency), target=_said(measure, target, currency))  # fmt: skip
    if before.revenue and now.revenue < before.revenue * (1 - _FALL):
        yield _("Revenue fell by more than a fifth: mactl report --kind core, --kind cohort show where.")
    again, was = rate(now.repeated, now.buyers), rate(before.repeated, before.buyers)
    if again is not None and was is not None and before.buyers >= _ENOUGH and again < was * (1 - _FALL):
        yield _("Fewer buy again: mactl report --kind retention.")


def _stuck(waiting: Waiting, at: int) -> Iterator[str]:
    if waiting.unknown:
        yield _("{n} messages are in doubt: mactl campaign list, then campaign show --state unknown.",
                n=f"{waiting.unknown:,}")  # fmt: skip
    silent = waiting.last_tick is None or waiting.last_tick < at - 86_400_000
    if silent and (waiting.overdue or waiting.scheduled):
        yield _("No tick ran for a day, and something is due: let cron run mactl tick.")
    elif waiting.overdue:
        yield _("{n} messages are due and wait: mactl tick sends them.", n=f"{waiting.overdue:,}")


def _refused(now: Standing) -> Iterator[str]:
    figures = now.figures
    bounced, feedback = figures.rate("bounce_rate"), rate(now.reach.negative, figures.count("delivered"))
    if bounced is not None and bounced > _BOUNCES and figures.count("sent") >= _ENOUGH:
        yield _("{rate} of messages bounced: mactl report --kind deliverability.", rate=shown.rate(bounced))
    if feedback is not None and feedback > _FEEDBACK and figures.count("delivered") >= _ENOUGH:
        yield _("{rate} unsubscribed, complained or blocked: mactl report --kind negative.", rate=shown.rate(feedback))


def _said(measure: Measure, value: int | float | Decimal, currency: str) -> str:
    if measure.unit == "money":
        return shown.money(Decimal(str(value)), currency)
    return shown.rate(float(value)) if measure.unit == "rate" else f"{value:,}"
