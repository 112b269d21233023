"""What the reports of messages share: counted parts as figures, the names of campaigns, the banner of a sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mactl.core.messages.cost import UNIT
from mactl.core.model import shown
from mactl.core.model.results import Conversions, Reach
from mactl.core.reports import _sentences
from mactl.core.reports._figures import Figures
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure
from mactl.core.schedule.durations import parse
from mactl.i18n import _, mark

Part = tuple[str, ...]
TITLES = {
    "open_rate": mark("Open rate, of delivered"),
    "click_rate": mark("Click rate, of delivered"),
    "conversion_rate": mark("Conversion rate, of delivered"),
    "delivery_rate": mark("Delivery rate, of sent"),
    "bounce_rate": mark("Bounce rate, of sent"),
    "unsubscribe_rate": mark("Unsubscribe rate, of delivered"),
    "complaint_rate": mark("Complaint rate, of delivered"),
}
_LESS = {"bounce_rate", "unsubscribe_rate", "complaint_rate"}


def parts(ask: Ask, at: At, span: Span, by: Sequence[str], goal: str, window: str) -> dict[Part, Figures]:
    """Return the figures of the messages sent in a span, by parts (campaign, channel, city, domain ...)."""
    rows = ask("messages", by=tuple(by), goal=goal, window=parse(window).elapsed_ms(), now=at.now, **span.bounds)
    return {tuple(row[: len(by)]): Figures(reach=row[-2], conversions=row[-1], margin=at.margin) for row in rows}


def whole(ask: Ask, at: At, span: Span, goal: str, window: str) -> Figures:
    """Return the figures of all messages sent in a span, each person once."""
    found = parts(ask, at, span, (), goal, window)
    return found.get((), Figures(reach=Reach(), conversions=Conversions(), margin=at.margin))


def named(ask: Ask, span: Span) -> dict[str, str]:
    """Return the names of campaigns and flows by their ids."""
    return {row[1]: row[2] for row in ask("launches", **span.bounds)}


def fixed(ask: Ask, span: Span) -> dict[str, int]:
    """Return what was paid beside the messages of each campaign launched in a span, in ten-thousandths."""
    return {row[1]: round(Decimal(row[3]) * UNIT) for row in ask("launches", **span.bounds) if row[4]}


def coupons(ask: Ask, at: At, span: Span, by: Part, goal: str, window: str) -> dict[str, int]:
    """Return what the coupons redeemed after messages of a span cost, in ten-thousandths, by one part or ("") whole."""
    if not at.coupons:
        return {}
    found: dict[str, int] = {}
    rows = ask("redeemed", by=by, goal=goal, window=parse(window).elapsed_ms(), now=at.now, **span.bounds)
    for part, coupon, times in rows:
        found[str(part)] = found.get(str(part), 0) + at.coupons.get(coupon, 0) * times
    return found


def banner(ask: Ask) -> str:
    """Return the warning over figures of a sandbox."""
    return _sentences.banner(str(ask("mode")[0][0]), {})


def measures(figures: Figures, *names: str) -> list[Measure]:
    """Return rates of figures as measures."""
    return [
        Measure(key=name, title=_(TITLES[name]), unit="rate", value=figures.rate(name),
                better="less" if name in _LESS else "more")
        for name in names
    ]  # fmt: skip


def counted(figures: Figures) -> list[Measure]:
    """Return the people of figures as measures."""
    return [
        Measure(key="sent", title=_("Sent"), value=figures.count("sent")),
        Measure(key="delivered", title=_("Delivered"), value=figures.count("delivered")),
    ]


def earned(figures: Figures) -> list[Measure]:
    """Return the money of figures as measures."""
    return [
        Measure(key="revenue", title=_("Revenue"), unit="money", value=figures.revenue),
        Measure(key="cost", title=_("Cost"), unit="money", value=figures.cost, better="less"),
    ]


def windowed(goal: str, window: str) -> str:
    """Return what counts as a conversion, in words."""
    return _(
        "Converted: {goal} within {window} after delivery; descriptive, not what the messages caused.",
        goal=goal,
        window=shown.duration(parse(window).elapsed_ms()),
    )


def nothing(figures: Figures) -> list[str]:
    """Return the sentence that stands where no message was sent."""
    if figures.count("sent"):
        return []
    return [_("No message was sent in this time.")]
