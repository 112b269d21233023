"""The figures of a report: rates with their base, money, what a holdout shows, and what thresholds ask of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from mactl.core.experiments.intervals import Interval, Sample, newcombe, welch
from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.results import Arm, CampaignResults, Conversions, Reach
from mactl.errors import UsageError
from mactl.i18n import _, mark

# Each rate: people of the one among people of the other (its base).
RATES: Mapping[str, tuple[str, str]] = {
    "sent_rate": ("sent", "audience"),
    "delivery_rate": ("delivered", "sent"),
    "bounce_rate": ("bounced", "sent"),
    "open_rate": ("opened", "delivered"),
    "click_rate": ("clicked", "delivered"),
    "click_to_open_rate": ("clicked", "opened"),
    "unsubscribe_rate": ("unsubscribed", "delivered"),
    "complaint_rate": ("complained", "delivered"),
    "conversion_rate": ("converted", "delivered"),
}
CHANNELS: Mapping[str, str] = {
    "email": mark("E-mail"),
    "sms": mark("SMS"),
    "wechat": mark("WeChat"),
    "push": mark("Push"),
    "social": mark("Social"),
    "inapp": mark("In-app"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counted people, events and money as one value; money in the workspace's currency."""

    reach: Reach
    conversions: Conversions
    fixed: int = 0
    coupons: int = 0
    lift: Lift | None = None
    margin: Decimal = Decimal(1)  # the share of revenue that is gross profit

    def count(self, name: str) -> int:
        """Return how many people ``name`` ("sent", "converted" ...) counts."""
        return self.conversions.people if name == "converted" else int(getattr(self.reach, name))

    def rate(self, name: str) -> float | None:
        """Return a rate of ``RATES``; None where its base is nobody."""
        part, base = RATES[name]
        whole = self.count(base)
        return self.count(part) / whole if whole else None

    @property
    def revenue(self) -> Decimal:
        """Return the sum of the goal events' amounts."""
        return amount(self.conversions.revenue)

    @property
    def cost(self) -> Decimal:
        """Return what the messages and the coupons redeemed cost, and what was paid beside them."""
        return amount(self.reach.cost + self.fixed + self.coupons)

    @property
    def profit(self) -> Decimal:
        """Return the gross profit of the revenue."""
        return self.revenue * self.margin

    @property
    def roas(self) -> float | None:
        """Return revenue for each unit of cost; None where nothing was spent."""
        return float(self.revenue / self.cost) if self.cost else None

    @property
    def roi(self) -> float | None:
        """Return (gross profit - cost) / cost, incremental where a holdout shows it; None where nothing was spent."""
        gained = float(self.revenue) if self.lift is None else self.lift.revenue.estimate
        profit = gained * float(self.margin)
        return (profit - float(self.cost)) / float(self.cost) if self.cost else None

    @property
    def basis(self) -> str:
        """Return the basis of ROI, in words."""
        return _("attributed") if self.lift is None else _("incremental")

    @property
    def delivered_basis(self) -> str:
        """Return how delivered is known: reported by the provider, sent less bounced, or both by channel."""
        if not self.reach.derived:
            return "reported"
        return "mixed" if self.reach.delivered_reported else "sent - bounced"

    def document(self) -> dict[str, object]:
        """Return every figure unrounded under its stable name."""
        people = {name: self.count(name) for name in _COUNTS}
        rates = {
            name: {"value": self.rate(name), "people": self.count(part), "base": base, "base_people": self.count(base)}
            for name, (part, base) in RATES.items()
        }
        return {
            **people,
            "delivered_basis": self.delivered_basis,
            "conversions": self.conversions.events,
            "revenue": self.revenue,
            "cost": self.cost,
            "cost_messages": amount(self.reach.cost),
            "cost_fixed": amount(self.fixed),
            "cost_coupons": amount(self.coupons),
            "gross_profit": self.profit,
            "roi": self.roi,
            "roi_basis": "attributed" if self.lift is None else "incremental",
            "margin": self.margin,
            "roas": self.roas,
            "rates": rates,
        }


_COUNTS = (
    "audience", "sent", "delivered", "bounced", "bounced_hard", "bounced_soft", "opened", "machine_opened", "clicked",
    "unsubscribed", "complained", "blocked", "negative", "converted",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """What the messages added, from the people held out: for each person, and for all who were to get one."""

    treated: Arm
    held: Arm
    rate: Interval
    conversions: Interval
    revenue: Interval

    def document(self) -> dict[str, object]:
        """Return the figures under their stable names."""
        return {
            "treated": _arm(self.treated),
            "held_out": _arm(self.held),
            "rate_difference": _interval(self.rate),
            "incremental_conversions": _interval(self.conversions),
            "incremental_revenue": _interval(self.revenue),
            "confidence": 0.95,
            "methods": {"conversions": "Newcombe 1998, method 10", "revenue": "Welch 1947"},
        }


def _arm(arm: Arm) -> dict[str, object]:
    rate = arm.converted / arm.people if arm.people else None
    return {"people": arm.people, "converted": arm.converted, "rate": rate, "revenue": arm.revenue}


def _interval(found: Interval) -> dict[str, object]:
    return {"estimate": found.estimate, "low": found.low, "high": found.high}


def lift(arms: tuple[Arm, Arm] | None) -> Lift | None:
    """Return what a holdout shows; None without one, or while nobody was held out."""
    if arms is None or not arms[1].people:
        return None
    treated, held = arms
    rate = newcombe(treated.converted, treated.people, held.converted, held.people)
    money = welch(_sample(treated), _sample(held))
    return Lift(
        treated=treated,
        held=held,
        rate=rate,
        conversions=rate.times(treated.people),
        revenue=money.times(treated.people),
    )


def _sample(arm: Arm) -> Sample:
    return Sample(n=arm.people, total=arm.revenue, squares=arm.squares)


def of(results: CampaignResults) -> Figures:
    """Return the figures of a campaign."""
    return Figures(
        reach=results.reach,
        conversions=results.conversions,
        fixed=results.fixed,
        coupons=results.coupons,
        lift=lift(results.arms),
        margin=results.margin,
    )


class Threshold(NamedTuple):
    """The least that a measure must reach (``--fail-under open_rate=0.2``)."""

    measure: str
    least: float

    def check(self, figures: Figures) -> dict[str, object]:
        """Return what the measure is and whether it reaches the threshold; a measure without a value does not."""
        value = measure(figures, self.measure)
        met = value is not None and value >= self.least
        return {"measure": self.measure, "at_least": self.least, "value": value, "met": met}


def measure(figures: Figures, name: str) -> float | None:
    """Return a rate or figure by its name in the document."""
    if name in RATES:
        return figures.rate(name)
    known = figures.document()
    names = [key for key, value in known.items() if value is None or isinstance(value, int | float | Decimal)]
    if name not in names:
        raise UsageError(
            _("no measure named {name}", name=name),
            _("--fail-under takes one of {names}", names=", ".join((*RATES, *names))),
        )
    value = known[name]
    return None if value is None else float(str(value))


def about_roi(margin: Decimal) -> str:
    """Return how ROI and ROAS are reckoned, in words."""
    said = _("no margin taken off") if margin == 1 else _("margin {margin}", margin=shown.rate(float(margin)))
    return _(
        "ROI = (gross profit − cost) / cost, {margin}; ROAS = revenue / cost; a dash where nothing was spent.",
        margin=said,
    )


def channel(name: str) -> str:
    """Return a channel's name in the language spoken."""
    return _(CHANNELS[name]) if name in CHANNELS else name
