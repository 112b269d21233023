"""What people are worth: tiers by the revenue they brought so far, and by the size of their orders.

Revenue is net of refunds. Tiers are cut at quantiles of type 7 among those who bought, closed on the right, so that
equal values are in the same tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from mactl.core.model.report import Column
from mactl.core.segments.facts import Facts, Purchases
from mactl.core.segments.method import SCALE, Asked, Group, Method, Need, Part, Split
from mactl.core.segments.methods._bins import binned, quantiles
from mactl.errors import MactlError
from mactl.i18n import _, ngettext

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

VALUE_SHARES = (Fraction(1, 2), Fraction(4, 5), Fraction(19, 20))
ORDER_SHARES = (Fraction(1, 3), Fraction(2, 3))


class Value(Method):
    """Historic value and order value."""

    NEEDS: ClassVar[frozenset[Need]] = frozenset()

    def title(self) -> str:
        """Return what people call it."""
        return _("Value: what people brought so far")

    def split(self, facts: Facts, asked: Asked) -> Split:  # noqa: ARG002 - the socket's signature
        """Return tiers of everybody who bought, by revenue so far and by average order value."""
        bought = facts.purchases
        if not len(bought.customer):
            raise MactlError(
                _("nobody has a paid order yet"), _("import orders as events of type order_paid: mactl events import")
            )
        average = bought.amount // bought.orders
        value, value_cuts = _tiers(bought.amount, VALUE_SHARES)
        order, order_cuts = _tiers(average, ORDER_SHARES)
        base = len(bought.customer)
        parts = (
            Part(groups=_groups(value, _values()), base=base, title=_("Value so far"), note=_note(value_cuts)),
            Part(groups=_groups(order, _orders()), base=base, title=_("Average order value"), key="order_value",
                 note=_note(order_cuts)),
        )  # fmt: skip
        return Split(
            parts=parts,
            cuts={"value": value_cuts, "order_value": order_cuts},
            sentences=_sentences(facts),
            columns=_columns(),
            listing=partial(_listing, bought, average, value, order),
        )


METHOD = Value()


def _values() -> tuple[tuple[str, str, str], ...]:
    return (
        ("top", _("Top"), _("The best twentieth: personal care, early access, never a mass discount.")),
        ("high", _("High"), _("Membership and bundles: who is next to the top.")),
        ("middle", _("Middle"), _("Bring the next purchase forward; cross-sell.")),
        ("low", _("Low"), _("Cheap channels; look for the few who will grow.")),
    )


def _orders() -> tuple[tuple[str, str, str], ...]:
    return (
        ("large", _("Large orders"), _("Quality and service sell; thresholds for gifts, not price cuts.")),
        ("medium", _("Medium orders"), _("Bundles and free delivery from a sum a little above their usual.")),
        ("small", _("Small orders"), _("Sets, multi-buy prices, delivery shared with the next order.")),
    )


def _tiers(values: Ints, shares: Sequence[Fraction]) -> tuple[Ints, list[float]]:
    """Return the tier of each value, 0 the best, and the cut points in the currency."""
    limits = quantiles(values, shares)
    return len(shares) + 1 - binned(values, limits), [cut / SCALE for cut in limits]


def _groups(tier: Ints, names: Sequence[tuple[str, str, str]]) -> tuple[Group, ...]:
    return tuple(
        Group(key=key, name=name, who=(tier == place).nonzero()[0], use=use)
        for place, (key, name, use) in enumerate(names)
    )


def _note(limits: Sequence[float]) -> str:
    said = ", ".join(f"{cut:,.2f}" for cut in limits) or "-"
    return _("Cut points: {cuts}; a value equal to one belongs to the lower tier.", cuts=said)


def _sentences(facts: Facts) -> tuple[str, ...]:
    none = facts.everybody - len(facts.purchases.customer)
    said = ngettext(
        "{n:,} customer without an order is in no tier.", "{n:,} customers without an order are in no tier.", none
    )
    return (said,) if none else ()


def _columns() -> tuple[Column, ...]:
    return (
        Column(key="orders", title=_("Orders"), unit="count"),
        Column(key="value", title=_("Value so far"), unit="money"),
        Column(key="average", title=_("Average order value"), unit="money"),
        Column(key="tier", title=_("Value")),
        Column(key="order_tier", title=_("Orders")),
    )


def _listing(bought: Purchases, average: Ints, value: Ints, order: Ints) -> tuple[Sequence[object], ...]:
    values, orders = [key for key, _name, _use in _values()], [key for key, _name, _use in _orders()]
    return (
        bought.orders.tolist(),
        [stored / SCALE for stored in bought.amount.tolist()],
        [stored / SCALE for stored in average.tolist()],
        [values[place] for place in value.tolist()],
        [orders[place] for place in order.tolist()],
    )
