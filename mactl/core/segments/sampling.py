"""Samples by hash: a share of people, an exact number, or so many of each stratum; the same key draws the same people.

The lots are those of the condition ``sample``. A larger sample under the same key holds the smaller one, except that
strata may be given one more or less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mactl.core.schedule.arms import share


def by_share(people: Sequence[str], key: str, fraction: float) -> list[int]:
    """Return the places of the ``fraction`` (0 to 1) of people that ``key`` draws."""
    return [place for place, name in enumerate(people) if share(key, name) < fraction]


def by_size(people: Sequence[str], key: str, size: int) -> list[int]:
    """Return the places of exactly ``size`` people, of all where there are fewer: those with the lowest lots."""
    lots = sorted((share(key, name), name, place) for place, name in enumerate(people))
    return sorted(place for _lot, _name, place in lots[:size])


def by_strata(people: Sequence[str], strata: Sequence[str], key: str, sizes: Mapping[str, int]) -> list[int]:
    """Return the places of so many people of each stratum as ``sizes`` says."""
    groups: dict[str, list[int]] = {}
    for place, name in enumerate(strata):
        groups.setdefault(name, []).append(place)
    drawn = []
    for name, places in groups.items():
        drawn += [places[n] for n in by_size([people[place] for place in places], key, sizes.get(name, 0))]
    return sorted(drawn)


def proportional(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many of each stratum make ``size`` in proportion to ``counts``, the rest by largest remainder."""
    total = sum(counts.values())
    size = min(size, total)
    exact = {name: divmod(size * count, total) for name, count in counts.items()} if total else {}
    made = {name: whole for name, (whole, _rest) in exact.items()}
    order = sorted(exact, key=lambda name: (-exact[name][1], name))
    for name in order[: size - sum(made.values())]:
        made[name] += 1
    return made


def equal(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many of each stratum make ``size`` in equal parts; what a small one lacks, the others give."""
    made, left = {}, min(size, sum(counts.values()))
    smallest_first = sorted(counts, key=lambda name: (counts[name], name))
    for place, name in enumerate(smallest_first):
        made[name] = min(counts[name], left // (len(counts) - place))
        left -= made[name]
    return made
