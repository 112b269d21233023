"""When a message may go: quiet hours, windows, lateness, gaps, rates."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR, MINUTE
from mactl.core.messages.caps import counts_since, parse_cap
from mactl.core.messages.gates import judge
from mactl.core.messages.verdict import SEND
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.windows import parse_window
from mactl.core.schedule.zones import day_of, local, zone
from tests.core.messages.samples import (
    EMAIL,
    FULL,
    MORNING,
    NIGHT,
    NOON,
    SHANGHAI,
    changed,
    facts,
    outcome,
)


def test_quiet_hours_hold_or_drop() -> None:
    held = judge(facts(NIGHT), FULL, NIGHT)
    assert (held.kind, held.reason, held.until, held.falls_through) == ("delayed", "quiet", MORNING, False)
    dropped = judge(facts(NIGHT), changed(FULL, on_quiet="drop"), NIGHT)
    assert outcome(dropped) == ("skipped", "quiet", "quiet", False)


def test_due_at_2058_and_ticked_at_2300_waits_for_the_morning() -> None:
    due = parse_instant("2026-03-02T20:58", SHANGHAI)
    assert judge(facts(due), FULL, NIGHT).until == MORNING


def test_a_night_is_the_customers() -> None:
    assert judge(facts(NIGHT, zone="Europe/Berlin"), FULL, NIGHT) is SEND
    assert judge(facts(NIGHT, zone="Mars/Olympus"), FULL, NIGHT).until == MORNING  # never "send now"


def test_a_window_replaces_quiet_hours() -> None:
    night_shift = changed(FULL, window=parse_window("22:00", "24:00"), on_quiet="drop")
    assert judge(facts(NIGHT), night_shift, NIGHT) is SEND
    waiting = judge(facts(NOON), night_shift, NOON)
    assert (waiting.kind, waiting.reason) == ("delayed", "window")
    assert waiting.until == parse_instant("2026-03-02T22:00", SHANGHAI)


def test_lateness_counts_from_when_the_night_let_it_go() -> None:
    """Due at 23:00 on Monday, the night let it go on Tuesday at 08:00: late from Wednesday 08:00 on, not from 23:00."""
    wednesday = MORNING + DAY
    assert judge(facts(NIGHT), FULL, wednesday) is SEND
    assert judge(facts(NIGHT), FULL, wednesday + MINUTE - 1) is SEND  # a tick takes its time
    assert judge(facts(NIGHT), FULL, wednesday + MINUTE).reason == "late"
    assert judge(facts(NIGHT), EMAIL, wednesday).reason == "late"  # no quiet hours: from 23:00


def test_catch_up_messages_keep_the_gap() -> None:
    overdue = {"first_due": NOON - 2 * HOUR}
    waiting = judge(facts(**overdue, last_sent_at=NOON - 10 * MINUTE), EMAIL, NOON)
    assert (waiting.kind, waiting.reason, waiting.until) == ("delayed", "gap", NOON + 50 * MINUTE)
    assert not waiting.moves_first_due
    assert judge(facts(**overdue, last_sent_at=NOON - HOUR), EMAIL, NOON) is SEND
    assert judge(facts(**overdue, last_sent_at=NOON - HOUR + 257), EMAIL, NOON) is SEND  # ticks take their time
    assert judge(facts(**overdue), EMAIL, NOON) is SEND
    assert judge(facts(last_sent_at=NOON - 1), EMAIL, NOON) is SEND  # due now: nothing to catch up with
    assert judge(facts(first_due=NOON - 15 * MINUTE, last_sent_at=NOON - 1), EMAIL, NOON) is SEND
    assert judge(facts(**overdue, last_sent_at=NOON), changed(EMAIL, min_gap=0), NOON) is SEND
    assert judge(facts(**overdue, last_sent_at=NOON, exempt=1), EMAIL, NOON) is SEND


def test_a_gap_never_waits_for_a_future_that_was_only_tried_out() -> None:
    waiting = judge(facts(first_due=NOON - 2 * HOUR, last_sent_at=NOON + 365 * DAY), EMAIL, NOON)
    assert waiting.until == NOON + HOUR


def test_a_wait_for_the_rate_is_not_lateness() -> None:
    waiting = judge(facts(rate_at=NOON + 500), EMAIL, NOON)
    assert (waiting.until, waiting.moves_first_due) == (NOON + 500, True)


@given(
    st.integers(NOON, NOON + 365 * DAY),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Mars/Olympus", ""]),
)
def test_nobody_is_sent_to_in_their_night(now: int, name: str) -> None:
    verdict = judge(facts(now, zone=name), FULL, now)
    sent_at = now if verdict is SEND else verdict.until
    assert sent_at is not None
    home = zone(name) if name not in {"", "Mars/Olympus"} else SHANGHAI
    assert 8 <= local(sent_at, home).hour < 22
    assert judge(facts(now, zone=name), FULL, sent_at) is SEND


@given(st.lists(st.integers(0, 8 * HOUR), max_size=60), st.sampled_from(["America/New_York", "Asia/Kathmandu"]))
def test_caps_are_never_exceeded(waits: list[int], name: str) -> None:
    """One person, any rhythm: never more than 2 on one of their days, nor 5 in seven days but a quarter of an hour."""
    limits = (parse_cap("all", 2, "day"), parse_cap("channel", 5, "7d"))
    policy = changed(EMAIL, caps=limits, min_gap=0)
    home, now = zone(name), NOON
    sent: list[int] = []
    for wait in waits:
        now += wait
        counts = tuple(sum(at >= counts_since(cap, now, home) for at in sent) for cap in limits)
        if judge(facts(now, zone=name, cap_counts=counts), policy, now) is SEND:
            sent.append(now)
    assert all(count <= 2 for count in Counter(day_of(at, home) for at in sent).values())
    assert all(sum(at <= other <= at + 7 * DAY - 15 * MINUTE for other in sent) <= 5 for at in sent)


def test_a_blackout_is_passed_over_whole_and_then_the_night() -> None:
    """A day blacked out leads to the next one's opening hours; two in a row to the third's."""
    days = frozenset({date(2026, 3, 2), date(2026, 3, 3)})
    held = judge(facts(NOON), changed(FULL, closed=days), NOON)
    assert (held.kind, held.reason) == ("delayed", "blackout")
    assert held.until == parse_instant("2026-03-04T08:00", SHANGHAI)
    assert outcome(judge(facts(NOON), changed(FULL, closed=days, on_quiet="drop"), NOON))[1] == "quiet"
