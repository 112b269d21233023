"""Who people are: bands of age, gender, region, and any other field of the profile.

A field with many numbers is cut into bands at quantiles of type 7; of one with many texts the most frequent are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from mactl.core.schedule.zones import day_of, zone
from mactl.core.segments.facts import Facts
from mactl.core.segments.method import Asked, Group, Method, Need, Part, Split
from mactl.core.segments.methods._bins import quantiles
from mactl.errors import MactlError
from mactl.i18n import _, mark, ngettext

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

AGE = "age"
AGES = (18.0, 25.0, 35.0, 45.0, 55.0)
MOST = 20  # groups of a field of text
_TITLES = {
    AGE: mark("Age"),
    "gender": mark("Gender"),
    "region": mark("Region"),
    "city": mark("City"),
    "country": mark("Country"),
    "member_level": mark("Member level"),
}
_FINE = 10_000  # numbers are looked at to the fourth decimal
_OLDEST = 130


class Attribute(Method):
    """A table a field."""

    NEEDS: ClassVar[frozenset[Need]] = frozenset({"everybody", "columns"})
    BY: ClassVar[tuple[str, ...]] = (AGE, "gender", "region", "member_level")

    def title(self) -> str:
        """Return what people call it."""
        return _("Attributes: who people are")

    def split(self, facts: Facts, asked: Asked) -> Split:
        """Return everybody by each field asked for."""
        today = day_of(asked.as_of, zone(asked.zone))
        parts = tuple(self._part(path, facts, asked, today) for path in asked.by)
        return Split(parts=parts)

    def _part(self, path: str, facts: Facts, asked: Asked, today: date) -> Part:
        title, values = _(_TITLES.get(path, path)), facts.columns[path]
        if path == AGE:
            groups = _banded([_age(value, today) for value in values], asked.limits or AGES, _years)
        elif _is_measured(values):
            groups = _by_quantiles(values)
        else:
            groups = _listed(values)
        return Part(groups=groups, base=facts.everybody, title=title, by=path)


METHOD = Attribute()


def _age(value: str | None, today: date) -> float | None:
    """Return the years lived on ``today`` by who was born on a day, or the age that is told; None for neither."""
    if value is None:
        return None
    if value.isdecimal():
        return float(value) if int(value) <= _OLDEST else None
    try:
        born = date.fromisoformat(value[:10])
    except ValueError:
        return None
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return float(years) if 0 <= years <= _OLDEST else None


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _is_measured(values: Sequence[str | None]) -> bool:
    """Tell whether a field holds so many different numbers that each is no group of its own."""
    known = {value for value in values if value is not None}
    return len(known) > MOST and all(_number(value) is not None for value in known)


def _by_quantiles(values: Sequence[str | None]) -> tuple[Group, ...]:
    import numpy as np

    numbers = [None if value is None else _number(value) for value in values]
    known = np.array([round(number * _FINE) for number in numbers if number is not None], np.int64)
    cuts = quantiles(known, [Fraction(part, 5) for part in range(1, 5)])
    limits = sorted({cut / _FINE for cut in cuts})
    return _banded(numbers, limits, _between, closed_right=True)


def _banded(
    values: Sequence[float | None],
    limits: Sequence[float],
    said: Callable[[float | None, float | None], str],
    *,
    closed_right: bool = False,
) -> tuple[Group, ...]:
    """Return a group between each two limits (the lower one inside, unless ``closed_right``), and the unknown."""
    import numpy as np

    if list(limits) != sorted(set(limits)):
        raise MactlError(_("limits are given from the lowest to the highest"), _("for example --limits 18,25,35"))
    numbers = np.array([np.nan if value is None else value for value in values], np.float64)
    band = np.searchsorted(np.asarray(limits), numbers, side="left" if closed_right else "right")
    missing = np.isnan(numbers)
    edges = (None, *limits, None)
    groups = [_group(said(low, high), ((band == place) & ~missing).nonzero()[0])
              for place, (low, high) in enumerate(pairwise(edges))]  # fmt: skip
    return (*(group for group in groups if len(group.who)), *_unknown(missing.nonzero()[0]))


def _years(low: float | None, high: float | None) -> str:
    if low is None:
        return _("under {age}", age=f"{high:g}")
    return _("{age} and over", age=f"{low:g}") if high is None else f"{low:g}–{high - 1:g}"


def _between(low: float | None, high: float | None) -> str:
    if low is None:
        return f"≤ {high:,.10g}"
    return f"> {low:,.10g}" if high is None else f"> {low:,.10g} – {high:,.10g}"


def _listed(values: Sequence[str | None]) -> tuple[Group, ...]:
    """Return a group a value, the most frequent ones; the rest is one group."""
    import numpy as np

    counts = Counter(value for value in values if value is not None)
    kept = [value for value, _count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST]]
    codes = {value: place for place, value in enumerate(kept)}
    place = np.array([-1 if value is None else codes.get(value, MOST) for value in values], np.int64)
    groups = [_group(value, (place == code).nonzero()[0]) for value, code in codes.items()]
    if rest := len(counts) - len(kept):
        said = ngettext("{n:,} other value", "{n:,} other values", rest)
        groups.append(Group(key="other", name=said, who=(place == MOST).nonzero()[0]))
    return (*groups, *_unknown((place == -1).nonzero()[0]))


def _group(said: str, who: Ints) -> Group:
    return Group(key=said, name=said, who=who)


def _unknown(who: Ints) -> tuple[Group, ...]:
    return (Group(key="unknown", name=_("unknown"), who=who),) if len(who) else ()
