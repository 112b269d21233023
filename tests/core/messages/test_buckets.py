"""Token buckets: the promise to the provider, whoever takes and however often."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR, MINUTE, SECOND
from mactl.core.messages.buckets import Rate, full, give_back, parse_rate, take
from mactl.errors import MactlError


@pytest.mark.parametrize(
    ("text", "n", "period"),
    [("100/s", 100, SECOND), ("2000/m", 2000, MINUTE), ("500 / h", 500, HOUR), ("50000/d", 50_000, DAY)],
)
def test_reads(text: str, n: int, period: int) -> None:
    assert parse_rate(text) == Rate(n=n, period=period)


@pytest.mark.parametrize("text", ["100", "0/s", "-1/s", "100/sec", "1.5/s", "", "/s", "１００/s"])
def test_refuses_with_a_hint(text: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse_rate(text)
    assert "100/s" in caught.value.hint


def test_a_pace_and_an_allowance() -> None:
    assert (parse_rate("100/s").burst, parse_rate("100/s").refill) == (5, 96)
    assert parse_rate("50000/d").burst == 25_000  # half a day's at once
    assert parse_rate("1/s").burst == 1


def test_an_empty_bucket_says_when_to_come_back() -> None:
    rate = parse_rate("2/s")
    first = take(full(rate, 0), rate, 0, 5)
    assert (first.granted, first.next_at) == (1, 500)
    assert take(first.bucket, rate, 499, 1).granted == 0
    assert take(first.bucket, rate, 500, 1).granted == 1


def test_what_is_not_used_goes_back() -> None:
    rate = parse_rate("100/s")
    taken = take(full(rate, 0), rate, 0, 5)
    assert take(give_back(taken.bucket, rate, 3), rate, 0, 5).granted == 3
    assert give_back(full(rate, 0), rate, 9) == full(rate, 0)


def test_a_clock_that_goes_backwards_neither_fills_nor_blocks() -> None:
    rate = parse_rate("1/s")
    empty = take(full(rate, 10 * DAY), rate, 10 * DAY, 1).bucket
    assert take(empty, rate, 0, 1).granted == 0
    assert take(take(empty, rate, 0, 1).bucket, rate, 1000, 1).granted == 1


RATES = st.builds(Rate, n=st.integers(1, 5000), period=st.sampled_from([SECOND, MINUTE, HOUR]))


@given(RATES, st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 800)), min_size=1, max_size=60))
def test_never_more_than_promised_in_any_period(rate: Rate, calls: list[tuple[int, int]]) -> None:
    bucket, now, granted = full(rate, 0), 0, []
    for wait, wanted in calls:
        now += wait
        taken = take(bucket, rate, now, wanted)
        bucket = taken.bucket
        granted.append((now, taken.granted))
        assert 0 <= taken.granted <= wanted
    for start, _first in granted:
        assert sum(n for at, n in granted if start <= at < start + rate.period) <= rate.n


@given(RATES, st.integers(1, 300))
def test_waiting_as_told_always_gets_one(rate: Rate, wanted: int) -> None:
    taken = take(full(rate, 0), rate, 0, 10**9)
    for _round in range(3):
        assert taken.next_at > taken.bucket.at
        assert take(taken.bucket, rate, taken.next_at - 1, wanted).granted == 0
        taken = take(taken.bucket, rate, taken.next_at, wanted)
        assert taken.granted >= 1
        taken = take(taken.bucket, rate, taken.bucket.at, 10**9)
