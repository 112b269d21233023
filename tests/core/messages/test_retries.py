"""Backoff: longer each time, a limit, Retry-After kept, jitter that is the same on every run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR, SECOND
from mactl.core.messages.retries import LIMIT, WAITS, backoff


def test_it_waits_longer_each_time_and_then_gives_up() -> None:
    waits = [backoff(attempt, key="m1") for attempt in range(1, LIMIT + 1)]
    assert all(wait is not None for wait in waits)
    assert waits == sorted(wait or 0 for wait in waits)
    assert backoff(LIMIT + 1, key="m1") is None
    assert backoff(3, key="m1", limit=2) is None
    assert backoff(9, key="m1", limit=20) is not None


def test_a_provider_that_names_a_wait_gets_it() -> None:
    assert HOUR <= (backoff(1, HOUR, key="m1") or 0) <= 1.2 * HOUR
    assert 10 * SECOND <= (backoff(1, 0, key="m1") or 0) <= 12 * SECOND
    assert (backoff(1, 400 * DAY, key="m1") or 0) <= 1.2 * DAY
    assert (backoff(1, -5, key="m1") or 0) >= WAITS[0]


@given(st.integers(1, LIMIT), st.text(max_size=20))
def test_jitter_is_up_to_a_fifth_and_the_same_again(attempt: int, key: str) -> None:
    wait = backoff(attempt, key=key)
    assert wait == backoff(attempt, key=key)
    assert WAITS[attempt - 1] <= (wait or 0) <= 1.2 * WAITS[attempt - 1]


def test_messages_that_failed_together_come_back_apart() -> None:
    assert len({backoff(2, key=f"m{n}") for n in range(100)}) > 90
