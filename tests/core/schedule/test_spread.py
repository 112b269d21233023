"""Releases spread over a stretch of time."""

from __future__ import annotations

from mactl.clock import MINUTE
from mactl.core.schedule.spread import offset

PEOPLE = [f"customer-{n}" for n in range(3000)]


def test_everybody_has_a_moment_of_their_own_inside_the_stretch() -> None:
    offsets = [offset("campaign-1", person, 30 * MINUTE) for person in PEOPLE]
    assert min(offsets) >= 0
    assert max(offsets) < 30 * MINUTE
    minutes = [sum(n * MINUTE <= moment < (n + 1) * MINUTE for moment in offsets) for n in range(30)]
    assert min(minutes) > 60
    assert max(minutes) < 140


def test_it_is_the_same_on_every_run_and_none_without_a_stretch() -> None:
    assert offset("campaign-1", "c", 30 * MINUTE) == offset("campaign-1", "c", 30 * MINUTE)
    assert offset("campaign-1", "c", 0) == 0
