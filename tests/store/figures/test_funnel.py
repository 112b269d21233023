"""Funnels through events: strictly ordered, within the window, each person once, never increasing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl.clock import DAY
from mactl.store import figures
from tests.store.ledger import START, Ledger, after

STEPS = ("a", "b", "c")
NOW = after(days=60)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def people(ledger: Ledger, *steps: str, window: int = 7 * DAY, since: int = 0, until: int = NOW) -> list[int]:
    rows = figures.answer(
        ledger.database, "funnel", steps=steps or STEPS, window=window, since=since, until=until, now=NOW
    )
    return [row[0] for row in rows]


def happened(ledger: Ledger, customer: int, *events: tuple[str, float]) -> None:
    ledger.events([(customer, kind, after(days=day), None) for kind, day in events])


def test_steps_come_one_after_the_other_within_the_window(ledger: Ledger) -> None:
    happened(ledger, 1, ("a", 0), ("b", 1), ("c", 2))
    happened(ledger, 2, ("b", 0), ("a", 1), ("c", 2))  # b came first
    happened(ledger, 3, ("a", 0), ("b", 1), ("c", 7))  # at the window's end: still inside
    happened(ledger, 4, ("a", 0), ("b", 1), ("c", 7.001))
    happened(ledger, 5, ("c", 0))
    assert people(ledger) == [4, 3, 2]


def test_a_later_try_counts_and_a_person_counts_once(ledger: Ledger) -> None:
    happened(ledger, 1, ("a", 0), ("b", 6), ("a", 10), ("b", 11), ("c", 12))
    assert people(ledger) == [1, 1, 1]


def test_chains_do_not_mix_their_windows(ledger: Ledger) -> None:
    """The second a is later than the only b: with the first a, c is out of time."""
    happened(ledger, 1, ("a", 0), ("b", 5), ("a", 6), ("c", 8))
    assert people(ledger) == [1, 1, 0]


def test_of_one_instant_the_event_stored_first_comes_first(ledger: Ledger) -> None:
    happened(ledger, 1, ("a", 0), ("b", 0), ("c", 0))
    happened(ledger, 2, ("b", 0), ("a", 0), ("c", 0))
    assert people(ledger) == [2, 1, 1]


def test_an_event_never_follows_itself(ledger: Ledger) -> None:
    happened(ledger, 1, ("a", 0))
    happened(ledger, 2, ("a", 0), ("a", 1))
    assert people(ledger, "a", "a") == [2, 1]


def test_the_first_step_lies_in_the_period_the_others_may_come_after(ledger: Ledger) -> None:
    happened(ledger, 1, ("a", 0), ("b", 3))
    happened(ledger, 2, ("a", 2), ("b", 3))
    assert people(ledger, "a", "b", since=START, until=after(days=1)) == [1, 1]


def brute(rows: Sequence[tuple[int, str, int]], window: int) -> list[int]:
    """Count by trying every first step of every person."""
    reached = {}
    for customer in {row[0] for row in rows}:
        own = [(at, place, kind) for place, (who, kind, at) in enumerate(rows) if who == customer]
        best = 0
        for at, place, kind in own:
            if kind != STEPS[0]:
                continue
            depth, last = 1, (at, place)
            for step in STEPS[1:]:
                later = [(t, p) for t, p, k in own if k == step and (t, p) > last and t <= at + window]
                if not later:
                    break
                depth, last = depth + 1, min(later)
            best = max(best, depth)
        reached[customer] = best
    return [sum(depth >= n for depth in reached.values()) for n in (1, 2, 3)]


EVENTS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(STEPS), st.integers(0, 12)), max_size=25)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(EVENTS, st.integers(0, 8))
def test_any_events_give_what_trying_gives_and_never_increase(
    ledger: Ledger, rows: list[tuple[int, str, int]], window: int
) -> None:
    ledger.database.sql.execute("DELETE FROM events")
    ledger.events([(customer, kind, START + at, None) for customer, kind, at in rows])
    found = people(ledger, window=window)
    assert found == brute(rows, window)
    assert found == sorted(found, reverse=True)
