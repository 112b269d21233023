"""What a customer's trail says: the instants at which membership became true or untrue (rule S1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Crossing(NamedTuple):
    """One entry, or exit, of a segment at an instant."""

    at: int
    entered: bool


def crossings(was: bool, trail: Sequence[tuple[int, bool]], known_to: int) -> list[Crossing]:
    """Return the entries and exits that ``trail`` adds to what is written down.

    ``trail`` holds (instant, member or not) in order, each value true until the next instant. ``was`` is what is
    written down, right up to ``known_to`` as far as was known then. Late events may show the time before in another
    light: of that only what holds at ``known_to`` counts, from where its stretch began.
    """
    found: list[Crossing] = []
    stretch: Crossing | None = None
    state = was
    for at, holds in trail:
        if at <= known_to:
            stretch = stretch if stretch is not None and stretch.entered == holds else Crossing(at, holds)
            continue
        if stretch is not None and stretch.entered != state:
            found.append(stretch)
            state = stretch.entered
        stretch = None
        if holds != state:
            found.append(Crossing(at, holds))
            state = holds
    if stretch is not None and stretch.entered != state:
        found.append(stretch)
    return found
