"""How many customers conditions hold for, and who the first of them are, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mactl.api.segments.asking import Asked
from mactl.core.segments.condition import Condition
from mactl.core.segments.conditions.segment import InSegment
from mactl.store import memberships, selections, slices
from mactl.store.slices import Progress, silent


def counts(asked: Asked, conditions: Sequence[Condition], progress: Progress = silent) -> list[int]:
    """Return how many customers each of ``conditions`` holds for now; ``progress`` is told how many are done.

    Members that are written down are counted where they stand. Of the others, those that are best decided for everybody
    at once do not keep the rest from being decided slice by slice.
    """
    found = {place: number for place, each in enumerate(conditions) if (number := _written(asked, each)) is not None}
    for splits in (True, False):
        places = [
            place
            for place, each in enumerate(conditions)
            if place not in found and each.splits(asked.context) is splits
        ]
        if places:
            numbers = _decided(asked, [conditions[place] for place in places], progress, splits=splits)
            found |= dict(zip(places, numbers, strict=True))
    return [found[place] for place in range(len(conditions))]


def preview(
    asked: Asked, condition: Condition, first: int = selections.FIRST, progress: Progress = silent
) -> tuple[int, list[str]]:
    """Return how many customers a condition holds for now, and the ids of the first of them."""
    [count] = counts(asked, [condition], progress)
    return count, selections.first(asked.database, condition, asked.context, first) if first and count else []


def _written(asked: Asked, condition: Condition) -> int | None:
    """Return how many members a segment has, where they are written down for now."""
    number = asked.context.kept.get(condition.segment) if isinstance(condition, InSegment) else None
    return None if number is None else memberships.count(asked.database, number)


def _decided(asked: Asked, conditions: Sequence[Condition], progress: Progress, *, splits: bool) -> list[int]:
    parts = slices.ask(
        asked.database,
        lambda hand, scope: selections.counts(hand, conditions, replace(asked.context, scope=scope)),
        splits=splits,
        progress=progress,
    )
    return [sum(each) for each in zip(*parts, strict=True)]
