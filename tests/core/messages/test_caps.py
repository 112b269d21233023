"""Frequency caps: what is in force, since when messages count, and when one is reached."""

from __future__ import annotations

import pytest

from mactl.clock import DAY, HOUR
from mactl.core.messages.caps import Cap, counts_since, in_force, parse_cap, reached
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError

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


def test_other_lengths_roll() -> None:
    now = 1_772_431_800_000
    since = counts_since(EACH_WEEKLY, now, zone("Asia/Shanghai"))
    assert since > now - 7 * DAY  # what is exactly seven days old counts no more
    assert since == now - 7 * DAY + 1
    assert parse_cap("all", 1, "24h").millis == 24 * HOUR


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
