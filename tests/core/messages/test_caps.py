"""Frequency caps: what is in force, since when messages count, and when one is reached."""

from __future__ import annotations

import pytest

from mactl.clock import MINUTE
from mactl.core.messages.caps import Cap, counts_since, in_force, parse_cap, reached
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError

ZONE = zone("Asia/Shanghai")
SMS_DAILY = parse_cap("channel", 1, "day", "sms")
EACH_WEEKLY = parse_cap("channel", 3, "7d")
PROMO = parse_cap("topic", 2, "30d")
ALL = parse_cap("all", 2, "day")
NONE = parse_cap("all", 0, "day")


@pytest.mark.parametrize(
    ("channel", "topic", "expected"),
    [
        ("sms", "promo", (SMS_DAILY, EACH_WEEKLY, PROMO, ALL)),
        ("email", "", (EACH_WEEKLY, ALL)),
        ("email", "promo", (EACH_WEEKLY, PROMO, ALL)),
    ],
)
def test_which_are_in_force(channel: str, topic: str, expected: tuple[Cap, ...]) -> None:
    assert in_force((SMS_DAILY, EACH_WEEKLY, PROMO, ALL, NONE), channel, topic) == expected


@pytest.mark.parametrize(
    ("name", "now", "midnight"),
    [
        ("Asia/Shanghai", "2026-03-02T23:59", "2026-03-02T00:00+08:00"),
        ("America/New_York", "2026-03-02T12:00+08:00", "2026-03-01T00:00-05:00"),
        ("Asia/Kathmandu", "2026-03-02T00:00+05:45", "2026-03-02T00:00+05:45"),
        ("America/New_York", "2026-03-08T23:00-04:00", "2026-03-08T00:00-05:00"),  # a day of 23 hours
    ],
)
def test_a_day_is_the_customers_calendar_day(name: str, now: str, midnight: str) -> None:
    where = zone(name)
    assert counts_since(ALL, parse_instant(now, where), where) == parse_instant(midnight, where)


@pytest.mark.parametrize(
    ("per", "early"),
    [("7d", 15 * MINUTE - 1), ("24h", 15 * MINUTE - 1), ("23h", MINUTE - 1), ("1h", MINUTE - 1), ("30m", 0)],
)
def test_other_lengths_roll(per: str, early: int) -> None:
    """What is just as old counts no more, nor what is younger by the seconds that a run took; what is younger does."""
    cap, ten = parse_cap("all", 1, per), parse_instant("2026-03-02T10:00", ZONE)
    assert ten < counts_since(cap, ten + cap.millis, ZONE)
    assert ten + early < counts_since(cap, ten + cap.millis, ZONE)
    assert ten + early + 1 >= counts_since(cap, ten + cap.millis, ZONE)
    assert ten >= counts_since(cap, ten + cap.millis - 1, ZONE)


def test_a_length_need_not_be_of_whole_steps() -> None:
    cap, ten = parse_cap("all", 1, "1450m"), parse_instant("2026-03-02T10:00", ZONE)
    assert ten < counts_since(cap, ten + cap.millis + 5 * MINUTE, ZONE)
    assert ten >= counts_since(cap, ten + cap.millis - 10 * MINUTE - 1, ZONE)


def test_a_cap_is_reached_when_its_number_is() -> None:
    assert reached((ALL, EACH_WEEKLY), (1, 2)) == ""
    assert reached((ALL, EACH_WEEKLY), (1, 3)) == "3/3 (7d)"
    assert reached((ALL, EACH_WEEKLY), (2, 3)) == "2/2 (day)"
    with pytest.raises(ValueError, match="shorter"):
        reached((ALL, EACH_WEEKLY), (1,))


@pytest.mark.parametrize(
    ("scope", "n", "per"), [("person", 1, "day"), ("all", -1, "day"), ("all", 1, "week"), ("all", 1, "0")]
)
def test_refuses_with_a_hint(scope: str, n: int, per: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse_cap(scope, n, per)
    assert caught.value.hint
