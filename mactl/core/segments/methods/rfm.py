"""Recency, frequency and monetary value: scores by quantiles, named by the map, and the eight classes of high and low.

R is the number of days since the last paid order (lower is better), F the number of paid orders, M what they brought
net of refunds. Cut points are quantiles of type 7, bins are closed on the right, recency is reversed. Customers without
a paid order are in no group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from mactl import i18n
from mactl.core.model.chart import Heat
from mactl.core.model.report import Column, Table
from mactl.core.model.rfm import CODES, EVERY_SIDE, RfmClass, RfmMap, RfmSegment
from mactl.core.segments.facts import Facts
from mactl.core.segments.method import SCALE, Asked, Group, Method, Part, Split
from mactl.core.segments.methods._bins import binned, cuts, distinct
from mactl.core.segments.methods._days import days_before
from mactl.errors import MactlError
from mactl.i18n import _, mark, ngettext

if TYPE_CHECKING:
    from mactl.core.segments.facts import Floats, Ints

MEASURES = ("recency", "frequency", "monetary")
_TITLES = {
    "recency": mark("Recency (days)"),
    "frequency": mark("Frequency (orders)"),
    "monetary": mark("Monetary (revenue)"),
}
_TOP = 5  # the scale of the map


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Everybody's measures and scores; ``steps`` is how many scores each measure has in the end."""

    values: Mapping[str, Ints]
    scores: Mapping[str, Ints]
    cuts: Mapping[str, Sequence[float]]
    steps: Mapping[str, int]

    def codes(self) -> Ints:
        """Return each customer's code as a number: 543 for r 5, f 4, m 3."""
        r, f, m = (self.scores[name] for name in MEASURES)
        return r * 100 + f * 10 + m

    def mapped(self) -> Ints:
        """Return each customer's place among ``CODES``: scores stretched to 1 to 5 where there are more or fewer."""
        r, f, m = (_stretched(self.scores[name], self.steps[name]) - 1 for name in MEASURES)
        return r * _TOP * _TOP + f * _TOP + m


class Rfm(Method):
    """Recency, frequency, monetary value."""

    def title(self) -> str:
        """Return what people call it."""
        return _("RFM: recency, frequency, monetary value")

    def split(self, facts: Facts, asked: Asked) -> Split:
        """Return segments and classes, a heat map of recency by frequency, and everybody's scores."""
        if not len(facts.purchases.customer):
            raise MactlError(
                _("nobody has a paid order yet"), _("import orders as events of type order_paid: mactl events import")
            )
        found = scored(facts, asked)
        base = len(facts.purchases.customer)
        places = _segments(asked.map)[found.mapped()]
        kinds, limits = _classes(found, asked)
        segments, classes = asked.map.segments, asked.map.classes
        parts = (
            Part(groups=tuple(_segment(one, places == n) for n, one in enumerate(segments)), base=base,
                 title=_("Segments")),
            Part(groups=tuple(_class(one, kinds == n) for n, one in enumerate(classes)), base=base, key="classes",
                 title=_("The eight classes"), note=_limits_said(limits, asked.split)),
        )  # fmt: skip
        return Split(
            parts=parts,
            cuts={name: _money(name, found.cuts[name]) for name in MEASURES},
            bins=asked.bins,
            sentences=tuple(_sentences(facts, found, asked.bins)),
            tables=(heat_map(found), _cut_table(found)),
            columns=_columns(),
            listing=partial(_listing, found, places, kinds, asked.map),
        )


METHOD = Rfm()


def scored(facts: Facts, asked: Asked) -> Scores:
    """Return the measures and scores of everybody who bought."""
    bought = facts.purchases
    values = {
        "recency": days_before(asked.as_of, bought.last_at, asked.zone),
        "frequency": bought.orders,
        "monetary": bought.amount,
    }
    limits = {name: distinct(cuts(values[name], asked.bins), values[name]) for name in MEASURES}
    steps = {name: len(limits[name]) + 1 for name in MEASURES}
    scores = {name: binned(values[name], limits[name]) for name in MEASURES}
    scores["recency"] = steps["recency"] + 1 - scores["recency"]
    return Scores(values=values, scores=scores, cuts=limits, steps=steps)


def heat_map(found: Scores) -> Table:
    """Return how many customers have each pair of scores of recency (down, the best above) and frequency."""
    import numpy as np

    down, across = found.steps["recency"], found.steps["frequency"]
    cells = np.zeros((down + 1, across + 1), np.int64)
    np.add.at(cells, (found.scores["recency"], found.scores["frequency"]), 1)
    rows, places = tuple(range(down, 0, -1)), range(1, across + 1)
    chart = Heat(
        unit="count",
        down=_("recency"),
        across=_("frequency"),
        rows=tuple(f"R{r}" for r in rows),
        columns=tuple(f"F{f}" for f in places),
        values=tuple(tuple(float(cells[r, f]) for f in places) for r in rows),
    )
    note = _("Customers by score: R{top} bought most recently, F{most} most often.", top=down, most=across)
    return Table(
        title=_("Recency by frequency"),
        columns=(Column(key="r", title="R"), *(Column(key=f"f{f}", title=f"F{f}", unit="count") for f in places)),
        rows=tuple((f"R{r}", *(int(cells[r, f]) for f in places)) for r in rows),
        note=note,
        charts=(chart,),
    )


def _stretched(scores: Ints, steps: int) -> Ints:
    """Return scores of 1 to ``steps`` on the scale of 1 to 5; a single step is its middle."""
    if steps == 1:
        return scores * 0 + (_TOP + 1) // 2
    return (2 * (scores - 1) * (_TOP - 1) + steps - 1) // (2 * (steps - 1)) + 1


def _segments(known: RfmMap) -> Ints:
    import numpy as np

    return np.array([known.segment_of(code) for code in CODES])


def _classes(found: Scores, asked: Asked) -> tuple[Ints, list[float]]:
    """Return the place of everybody's class, and the limits between high and low in the units of the measures."""
    import numpy as np

    limits = _limits(found, asked.split)
    recency, frequency, monetary = (found.values[name] for name in MEASURES)
    high = (recency < limits[0], frequency > limits[1], monetary > limits[2] * SCALE)
    places = np.array([asked.map.class_of(sides) for sides in EVERY_SIDE])
    code = sum((~side).astype(np.int64) << place for place, side in enumerate(high))
    return places[code], limits


def _limits(found: Scores, split: str) -> list[float]:
    import numpy as np

    values: list[Floats] = [found.values[name] / (SCALE if name == "monetary" else 1) for name in MEASURES]
    if split == "mean":
        return [float(each.mean()) for each in values]
    if split == "median":
        return [float(np.median(each)) for each in values]
    try:
        own = [float(word) for word in split.replace("，", ",").split(",")]
    except ValueError:
        own = []
    if len(own) != len(MEASURES) or not all(np.isfinite(own)):
        raise MactlError(
            _("the classes are not split by {text}", text=repr(split)),
            _("say mean, median, or the limits of days, orders and revenue: 30,2,500"),
        )
    return own


def _segment(one: RfmSegment, inside: Ints) -> Group:
    chinese = i18n.language() == "zh"
    name, use = (one.name_zh, one.use_zh) if chinese else (one.name, one.use)
    return Group(key=one.name, name=name or one.name, who=inside.nonzero()[0], use=use or one.use)


def _class(one: RfmClass, inside: Ints) -> Group:
    chinese = i18n.language() == "zh"
    name = one.full or one.name if chinese else f"{one.name} ({one.name_en})" if one.name_en else one.name
    return Group(key=one.name, name=name, who=inside.nonzero()[0], use=(one.use_zh if chinese else "") or one.use)


def _sentences(facts: Facts, found: Scores, bins: int) -> list[str]:
    base = len(facts.purchases.customer)
    said = [
        ngettext("{n:,} customer with a paid order is scored.", "{n:,} customers with a paid order are scored.", base)
    ]
    if unscored := facts.everybody - base:
        said.append(ngettext("{n:,} without one is in no group.", "{n:,} without one are in no group.", unscored))
    said += [
        _(
            "{measure}: cut points coincide, so there are {steps} scores instead of {bins}.",
            measure=_(_TITLES[name]),
            steps=found.steps[name],
            bins=bins,
        )
        for name in MEASURES
        if found.steps[name] < bins
    ]
    return said


def _cut_table(found: Scores) -> Table:
    """Return which values have which score."""
    most = max(found.steps.values())
    columns = (Column(key="measure", title=_("Measure")),
               *(Column(key=f"score_{n}", title=_("Score {n}", n=n)) for n in range(1, most + 1)))  # fmt: skip
    rows = tuple((_(_TITLES[name]), *_ranges(name, found), *[None] * (most - found.steps[name])) for name in MEASURES)
    note = _("Quantiles with linear interpolation (type 7); a value equal to a cut point belongs to the lower bin.")
    return Table(title=_("Cut points"), columns=columns, rows=rows, note=note)


def _ranges(name: str, found: Scores) -> list[str]:
    limits = [f"{cut:,.10g}" for cut in _money(name, found.cuts[name])]
    if not limits:
        return [_("all")]
    middle = [f"> {low} – {high}" for low, high in pairwise(limits)]
    said = [f"≤ {limits[0]}", *middle, f"> {limits[-1]}"]
    return said[::-1] if name == "recency" else said


def _limits_said(limits: Sequence[float], split: str) -> str:
    how = {"mean": _("their means"), "median": _("their medians")}.get(split, _("limits of your own"))
    return _(
        "High or low by {how}: days below {days} are high, orders above {orders}, revenue above {revenue}.",
        how=how,
        days=f"{limits[0]:,.1f}",
        orders=f"{limits[1]:,.2f}",
        revenue=f"{limits[2]:,.2f}",
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(key="recency_days", title=_("Days since the last order"), unit="count"),
        Column(key="frequency", title=_("Orders"), unit="count"),
        Column(key="monetary", title=_("Revenue"), unit="money"),
        Column(key="r", title="R", unit="count"),
        Column(key="f", title="F", unit="count"),
        Column(key="m", title="M", unit="count"),
        Column(key="code", title=_("RFM code")),
        Column(key="segment", title=_("Segment")),
        Column(key="class", title=_("Class")),
    )


def _listing(found: Scores, places: Ints, kinds: Ints, known: RfmMap) -> tuple[Sequence[object], ...]:
    recency, frequency, monetary = (found.values[name].tolist() for name in MEASURES)
    segments, classes = [one.name for one in known.segments], [one.name for one in known.classes]
    return (
        recency,
        frequency,
        [_plain(value) for value in monetary],
        *(found.scores[name].tolist() for name in MEASURES),
        [str(code) for code in found.codes().tolist()],
        [segments[place] for place in places.tolist()],
        [classes[place] for place in kinds.tolist()],
    )


def _plain(stored: int) -> float | int:
    whole, rest = divmod(stored, SCALE)
    return stored / SCALE if rest else whole


def _money(name: str, limits: Sequence[float]) -> list[float]:
    return [cut / SCALE for cut in limits] if name == "monetary" else list(limits)
