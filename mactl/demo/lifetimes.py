"""When each customer buys: the BG/NBD process of Fader, Hardie and Lee 2005 ("Counting your customers" the easy way).

While alive, a customer buys at a rate of their own (gamma-distributed over people); after each purchase they leave for
good with a probability of their own (beta-distributed). Some people join and never buy. Visits without a purchase come
at a multiple of the rate while alive, and thin out after.
"""

from __future__ import annotations

from dataclasses import dataclass

from mactl.demo.dice import Dice
from mactl.demo.rhythm import drawn

_EVER_BUYS = 0.74
_FIRST_AFTER = 12.0  # mean days from joining to the first purchase
_RATE_SHAPE, _RATE_DAYS = 0.95, 46.0  # purchases a day ~ Gamma(shape, 1 / days)
_LEAVE_A, _LEAVE_B = 0.8, 4.4  # leaving after a purchase ~ Beta(a, b)
_VISITS_EVERY = 24.0  # mean days between visits without a purchase
_FADES_AFTER = 45.0  # mean days of visits after the last purchase of somebody who left


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """The local days on which a customer buys, and those on which they only look."""

    purchases: list[int]
    visits: list[int]


def lifetime(dice: Dice, joined: int, until: int) -> Lifetime:
    """Return the days of a customer who joined on day ``joined``, up to and without day ``until``."""
    purchases, left = _purchases(dice, joined, until)
    visits, day = [], joined + dice.wait(_VISITS_EVERY / 4)
    rate = _VISITS_EVERY * (0.35 + dice.gamma(1.6, 0.6))
    while day < min(until, left):
        visits.append(int(day))
        day += dice.wait(rate)
    return Lifetime(purchases=purchases, visits=visits)


def _purchases(dice: Dice, joined: int, until: int) -> tuple[list[int], float]:
    """Return the days of purchase, and the day after which the customer is not seen again."""
    fades = dice.wait(_FADES_AFTER)
    if not dice.chance(_EVER_BUYS):
        return [], joined + 20 + 2 * fades
    rate = max(dice.gamma(_RATE_SHAPE, 1 / _RATE_DAYS), 1e-4)
    leaves = dice.beta(_LEAVE_A, _LEAVE_B)
    found: list[int] = []
    day = joined + dice.wait(_FIRST_AFTER)
    while day < until:
        found.append(drawn(dice, int(day), joined))
        if dice.chance(leaves):
            return _kept(found, until), day + fades
        day += dice.wait(1 / rate)
    return _kept(found, until), until


def _kept(days: list[int], until: int) -> list[int]:
    return sorted(day for day in days if day < until)
