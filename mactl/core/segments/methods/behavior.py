"""What people did lately, and how much of it: bought, filled a cart, looked, read; each customer at the furthest step.

Those who only looked are told apart by how much: above the third quartile of all who looked (type 7) is a lot.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from mactl.core.segments.facts import Facts
from mactl.core.segments.method import Asked, Group, Method, Need, Part, Split
from mactl.core.segments.methods._bins import quantiles
from mactl.i18n import _

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints


class Behavior(Method):
    """What people did in the window."""

    NEEDS: ClassVar[frozenset[Need]] = frozenset({"everybody", "activity"})
    WINDOW: ClassVar[str] = "30d"

    def title(self) -> str:
        """Return what people call it."""
        return _("Behavior: what people did")

    def split(self, facts: Facts, asked: Asked) -> Split:  # noqa: ARG002 - the socket's signature
        """Return everybody at the furthest step taken in the window."""
        place, most = _steps(facts)
        groups = tuple(
            Group(key=key, name=name, who=(place == number).nonzero()[0], use=use)
            for number, (key, name, use) in enumerate(_names())
        )
        note = _(
            "Everybody stands at the furthest step of the window. A lot of looking is more than {n:,.10g} times.",
            n=most,
        )
        return Split(parts=(Part(groups=groups, base=facts.everybody, note=note),), cuts={"viewed": [most]})


METHOD = Behavior()


def _names() -> tuple[tuple[str, str, str], ...]:
    return (
        ("bought_again", _("Bought several times"), _("Thank them; membership, early access, no discounts.")),
        ("bought", _("Bought once"), _("What goes with what they bought; the second purchase decides.")),
        ("wanted", _("Filled a cart, did not buy"), _("Remind within a day or two; ask what was missing.")),
        ("viewed_much", _("Looked a lot"), _("Show what they looked at, with an honest reason to decide.")),
        ("viewed", _("Looked a little"), _("Bestsellers and guides; no pressure yet.")),
        ("read", _("Read messages only"), _("They listen: bring them into the shop with one clear offer.")),
        ("nothing", _("Did nothing"), _("Few messages, cheap channels; a win-back if they bought before.")),
    )


def _steps(facts: Facts) -> tuple[Ints, float]:
    """Return the furthest step of everybody, as a place of ``_names``, and from where on looking is a lot."""
    import numpy as np

    viewed, orders = facts.activity["viewed"].count, facts.purchases.orders
    looked = viewed[viewed > 0]
    most = quantiles(looked, [Fraction(3, 4)])[0] if len(looked) else 0.0
    steps = [orders > 1, orders > 0, facts.activity["wanted"].count > 0, viewed > most, viewed > 0,
             facts.activity["read"].count > 0]  # fmt: skip
    return np.select(steps, list(range(len(steps))), len(steps)), most
