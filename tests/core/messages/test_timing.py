"""When a message may go: quiet hours, windows, lateness, gaps, rates."""

from __future__ import annotations

from mactl.clock import DAY, HOUR, MINUTE
from mactl.core.messages.gates import judge
from mactl.core.messages.verdict import SEND
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.windows import parse_window
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
    assert judge(facts(NIGHT), FULL, wednesday + 1).reason == "late"
    assert judge(facts(NIGHT), EMAIL, wednesday).reason == "late"  # no quiet hours: from 23:00


def test_catch_up_messages_keep_the_gap() -> None:
    overdue = {"first_due": NOON - 2 * HOUR}
    waiting = judge(facts(**overdue, last_sent_at=NOON - 10 * MINUTE), EMAIL, NOON)
    assert (waiting.kind, waiting.reason, waiting.until) == ("delayed", "gap", NOON + 50 * MINUTE)
    assert not waiting.moves_first_due
    assert judge(facts(**overdue, last_sent_at=NOON - HOUR), EMAIL, NOON) is SEND
    assert judge(facts(**overdue), EMAIL, NOON) is SEND
    assert judge(facts(last_sent_at=NOON - 1), EMAIL, NOON) is SEND  # due now: nothing to catch up with
    assert judge(facts(first_due=NOON - 15 * MINUTE, last_sent_at=NOON - 1), EMAIL, NOON) is SEND
    assert judge(facts(**overdue, last_sent_at=NOON), changed(EMAIL, min_gap=0), NOON) is SEND
    assert judge(facts(**overdue, last_sent_at=NOON, exempt=1), EMAIL, NOON) is SEND


def test_a_wait_for_the_rate_is_not_lateness() -> None:
    waiting = judge(facts(rate_at=NOON + 500), EMAIL, NOON)
    assert (waiting.until, waiting.moves_first_due) == (NOON + 500, True)
