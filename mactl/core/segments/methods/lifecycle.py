"""Where people are in their life with the shop: new, active, cooling, dormant, lost; and those who never bought.

The limits come from the shop's own rhythm, the days between one order and the next of the same customer: nine of ten
next orders come within the first limit, and so on. A shop with few of them is given 30, 90 and 180 days.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from mactl.clock import DAY
from mactl.core.segments.facts import Facts
from mactl.core.segments.method import Asked, Group, Method, Need, Part, Split
from mactl.core.segments.methods._bins import quantiles
from mactl.core.segments.methods._days import days_before
from mactl.errors import MactlError
from mactl.i18n import _, ngettext

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

SHARES = (Fraction(3, 4), Fraction(9, 10), Fraction(39, 40))
USUAL = (30.0, 90.0, 180.0)
FEWEST = 30  # intervals from which limits are taken


class Lifecycle(Method):
    """From the first order to the last."""

    NEEDS: ClassVar[frozenset[Need]] = frozenset({"everybody", "intervals"})

    def title(self) -> str:
        """Return what people call it."""
        return _("Lifecycle: from the first order to the last")

    def split(self, facts: Facts, asked: Asked) -> Split:
        """Return everybody by the days since the last order; new are those whose only order is recent."""
        limits, said = _limits(facts, asked)
        place = _places(facts, asked, limits)
        groups = tuple(
            Group(key=key, name=name, who=(place == number).nonzero()[0], use=use)
            for number, (key, name, use) in enumerate(_names())
        )
        active, cooling, dormant = (f"{limit:,.10g}" for limit in limits)
        note = _(
            "Days since the last order: active up to {active}, cooling up to {cooling}, dormant up to {dormant}, then"
            " lost. New is active with a single order.",
            active=active,
            cooling=cooling,
            dormant=dormant,
        )
        part = Part(groups=groups, base=facts.everybody, note=note)
        return Split(parts=(part,), cuts={"days": list(limits)}, sentences=(said,))


METHOD = Lifecycle()


def _names() -> tuple[tuple[str, str, str], ...]:
    return (
        ("new", _("New"), _("Welcome, help with the first purchase, lead to the second.")),
        ("active", _("Active"), _("New goods, membership, referrals; no discount is needed.")),
        ("cooling", _("Cooling"), _("A timely reminder: they are past their usual time to order again.")),
        ("dormant", _("Dormant"), _("A win-back with a real reason to return.")),
        ("lost", _("Lost"), _("One last try a year, then leave them out.")),
        ("prospect", _("Never bought"), _("Lead to the first purchase: trust, samples, a first-order offer.")),
    )


def _limits(facts: Facts, asked: Asked) -> tuple[tuple[float, ...], str]:
    if asked.limits:
        if len(asked.limits) != len(SHARES) or list(asked.limits) != sorted(asked.limits) or asked.limits[0] <= 0:
            raise MactlError(
                _("a lifecycle has three limits, each later than the one before"), _("for example --limits 30,90,180")
            )
        return asked.limits, _("The limits are of your own.")
    gaps = facts.intervals
    if gaps is None or len(gaps) < FEWEST:
        return USUAL, _("Too few people ordered twice to know the shop's rhythm: the usual limits are taken.")
    found = sorted({max(1, -(-gap // DAY)) for gap in quantiles(gaps, SHARES)})
    while len(found) < len(SHARES):
        found.append(found[-1] * 2)
    said = ngettext(
        "From {n:,} interval between two orders of one customer: 75 %, 90 % and 97.5 % of the next orders came within"
        " the limits.",
        "From {n:,} intervals between two orders of one customer: 75 %, 90 % and 97.5 % of the next orders came within"
        " the limits.",
        len(gaps),
    )
    return tuple(float(day) for day in found), said


def _places(facts: Facts, asked: Asked, limits: tuple[float, ...]) -> Ints:
    import numpy as np

    bought = facts.purchases
    days = days_before(asked.as_of, bought.last_at, asked.zone)
    place = np.searchsorted(np.asarray(limits), days, side="left") + 1
    place[(place == 1) & (bought.orders == 1)] = 0
    place[bought.orders == 0] = len(limits) + 2
    return place
