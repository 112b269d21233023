"""Groups that the data fall into by themselves: k-means on recency, frequency, value and behaviour.

Measures are taken as logarithms and standardised, so that no single one decides. The number of groups is the one whose
silhouette is best; how stable they are is shown: two halves of the people, each split on its own, agree on everybody or
do not (adjusted Rand index).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from mactl.core.model.report import Column, Table
from mactl.core.schedule.arms import share
from mactl.core.segments.facts import Facts
from mactl.core.segments.method import SCALE, Asked, Group, Method, Need, Part, Split
from mactl.core.segments.methods import _kmeans
from mactl.core.segments.methods._days import days_before
from mactl.errors import MactlError
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.core.segments.facts import Floats, Ints

FEWEST = 50  # people from whom groups can be told
SAMPLE = 10_000  # people from whom centres are found; everybody is put to the nearest
CHOICES = (3, 4, 5, 6)
STABLE, FAIR = 0.8, 0.6
_MEASURES = ("recency", "frequency", "monetary", "viewed", "read")
# What is said of a centre that is low or high in a measure.
_SAID = {
    "recency": (mark("recent"), mark("long away")),
    "frequency": (mark("few orders"), mark("many orders")),
    "monetary": (mark("low spend"), mark("high spend")),
    "viewed": (mark("seldom looking"), mark("looking much")),
    "read": (mark("not reading"), mark("reading")),
}
_CLEAR = 0.35  # standard deviations from which a measure is worth a word


class Cluster(Method):
    """k-means on what people bought and did."""

    NEEDS: ClassVar[frozenset[Need]] = frozenset({"everybody", "activity"})

    def title(self) -> str:
        """Return what people call it."""
        return _("Clusters: groups that the data fall into")

    def split(self, facts: Facts, asked: Asked) -> Split:
        """Return everybody who bought by the nearest centre; centres are named by what sets them apart."""
        buyers = facts.purchases.orders.nonzero()[0]
        if len(buyers) < FEWEST:
            raise MactlError(
                _("{n} people with orders are too few to see groups", n=len(buyers)),
                _("at least {n} are needed; --method rfm works with any number", n=FEWEST),
            )
        raw = _measured(facts, asked)[buyers]
        rows = _standard(raw)
        some = _sample(facts.purchases.customer[buyers], asked.seed)
        centres, worth = _centres(rows[some], asked)
        place = _kmeans.nearest(rows, centres)
        stable = _stability(rows[some], len(centres), asked.seed)
        groups = _groups(centres, place, buyers)
        return Split(
            parts=(Part(groups=groups, base=len(buyers)),),
            sentences=(_verdict(stable, worth, len(centres)), _unbought(facts.everybody - len(buyers))),
            tables=(_centre_table(groups, raw, place),),
            extra={"seed": asked.seed, "stability": stable, "silhouette": worth},
        )


METHOD = Cluster()


def _measured(facts: Facts, asked: Asked) -> Floats:
    """Return the five measures of everybody, a row each: days, orders, revenue, looks, messages read."""
    import numpy as np

    bought = facts.purchases
    days = days_before(asked.as_of, bought.last_at, asked.zone)
    columns = (
        days,
        bought.orders,
        bought.amount.clip(min=0) / SCALE,
        *(facts.activity[name].count for name in ("viewed", "read")),
    )
    return np.column_stack(columns).astype(np.float64)


def _standard(raw: Floats) -> Floats:
    """Return logarithms with mean 0 and deviation 1; a measure that is the same for all stays 0."""
    import numpy as np

    logs = np.log1p(raw)
    spread = logs.std(axis=0)
    found: Floats = (logs - logs.mean(axis=0)) / np.where(spread > 0, spread, 1)
    return found


def _sample(customers: Ints, seed: int) -> Ints:
    """Return the places of at most ``SAMPLE`` people, in an order drawn by hash."""
    import numpy as np

    lots = np.array([share(f"cluster:{seed}", str(number)) for number in customers.tolist()])
    return lots.argsort(kind="stable")[:SAMPLE]


def _centres(rows: Floats, asked: Asked) -> tuple[Floats, float]:
    """Return the centres of as many groups as asked for, else of the number with the best silhouette."""
    if asked.groups and not 2 <= asked.groups <= 9:
        raise MactlError(_("--groups takes 2 to 9"), _("leave it out and the data decide"))
    tried = [(_kmeans.fit(rows, k, asked.seed), k) for k in ((asked.groups,) if asked.groups else CHOICES)]
    judged = [(_kmeans.silhouette(rows, _kmeans.nearest(rows, centres)), -k, centres) for centres, k in tried]
    worth, _k, centres = max(judged, key=lambda each: each[:2])
    return centres, worth


def _stability(rows: Floats, k: int, seed: int) -> float:
    """Return how far groups found in one half of the people agree with those found in the other, over all of them."""
    half = len(rows) // 2
    found = [_kmeans.nearest(rows, _kmeans.fit(part, k, seed)) for part in (rows[:half], rows[half:])]
    return _kmeans.agreement(found[0], found[1])


def _groups(centres: Floats, place: Ints, buyers: Ints) -> tuple[Group, ...]:
    taken: dict[str, int] = {}
    made = []
    for number, centre in enumerate(centres):
        name = _name(centre)
        taken[name] = taken.get(name, 0) + 1
        shown = name if taken[name] == 1 else f"{name} ({taken[name]})"
        made.append(Group(key=shown, name=shown, who=buyers[place == number], use=_use(centre)))
    return tuple(made)


def _name(centre: Floats) -> str:
    """Return the two or fewer words that set a centre apart most."""
    ordered = sorted(range(len(_MEASURES)), key=lambda n: -abs(centre[n]))
    words = [_(_SAID[_MEASURES[n]][int(centre[n] > 0)]) for n in ordered[:2] if abs(centre[n]) >= _CLEAR]
    return _(", ").join(words) or _("average")


def _use(centre: Floats) -> str:
    recent, spending = bool(centre[0] <= 0), bool(centre[2] > 0)
    if recent:
        return _("Keep: new goods first, membership.") if spending else _("Grow: bundles, the next purchase.")
    return _("Win back, in person where it pays.") if spending else _("Cheap channels only.")


def _verdict(stable: float, worth: float, k: int) -> str:
    said = (
        _("stable")
        if stable >= STABLE
        else _("fairly stable")
        if stable >= FAIR
        else _("not stable: do not build on them")
    )
    return _(
        "{k} groups, {said}: halves of the people agree to {stable:.2f} (adjusted Rand, 1 is alike);"
        " silhouette {worth:.2f}.",
        k=k,
        said=said,
        stable=stable,
        worth=worth,
    )


def _unbought(count: int) -> str:
    return _("{n:,} without an order are in no group.", n=count) if count else ""


def _centre_table(groups: tuple[Group, ...], raw: Floats, place: Ints) -> Table:
    columns = (
        Column(key="name", title=_("Group")),
        Column(key="recency", title=_("Days since"), unit="number"),
        Column(key="frequency", title=_("Orders"), unit="number"),
        Column(key="monetary", title=_("Revenue"), unit="money"),
        Column(key="viewed", title=_("Looks"), unit="number"),
        Column(key="read", title=_("Read"), unit="number"),
    )
    rows = tuple((group.name, *_medians(raw[place == number])) for number, group in enumerate(groups))
    return Table(title=_("The usual customer of each group (medians)"), columns=columns, rows=rows)


def _medians(rows: Floats) -> list[float]:
    import numpy as np

    return [float(each) for each in np.median(rows, axis=0)] if len(rows) else [0.0] * rows.shape[1]
