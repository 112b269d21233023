"""How many customers conditions hold for, and who the first of them are, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mactl.api.segments.asking import Asked
from mactl.core.segments.condition import Condition
from mactl.store import selections, slices
from mactl.store.slices import Progress, silent


def counts(asked: Asked, conditions: Sequence[Condition], progress: Progress = silent) -> list[int]:
    """Return how many customers each of ``conditions`` holds for now; ``progress`` is told how many are done.

    Those that are best decided for everybody at once do not keep the others from being decided slice by slice.
    """
    found: dict[int, int] = {}
    for splits in (True, False):
        places = [place for place, each in enumerate(conditions) if each.splits(asked.context) is splits]
        if places:
            numbers = _counts(asked, [conditions[place] for place in places], progress, splits=splits)
            found |= dict(zip(places, numbers, strict=True))
    return [found[place] for place in range(len(conditions))]


def preview(
    asked: Asked, condition: Condition, first: int = selections.FIRST, progress: Progress = silent
) -> tuple[int, list[str]]:
    """Return how many customers a condition holds for now, and the ids of the first of them."""
    [count] = counts(asked, [condition], progress)
    return count, selections.first(asked.database, condition, asked.context, first) if first and count else []


def _counts(asked: Asked, conditions: Sequence[Condition], progress: Progress, *, splits: bool) -> list[int]:
    parts = slices.ask(
        asked.database,
        lambda hand, scope: selections.counts(hand, conditions, replace(asked.context, scope=scope)),
        splits=splits,
        progress=progress,
    )
    return [sum(each) for each in zip(*parts, strict=True)]
