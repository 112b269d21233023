"""The gates that ask when a message may go: lateness, windows and quiet hours, gaps, caps, rates (rules T4, T5, M4)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mactl.clock import DAY, MINUTE
from mactl.core.messages.caps import reached
from mactl.core.messages.facts import Facts, Policy
from mactl.core.messages.verdict import Verdict, delay, skip
from mactl.core.schedule.windows import first_open, openings
from mactl.core.schedule.zones import day_of, resolve_zone, start_of_day

_ON_TIME = 15 * MINUTE  # what was due longer ago than this is caught up with (T5)

_LATE = skip("late", "late")
_QUIET = skip("quiet", "quiet")
_BLACKOUT = skip("quiet", "blackout")


def allowed_at(instant: int, facts: Facts, policy: Policy) -> int:
    """Return the first instant, from ``instant`` on, that the window, else the quiet hours, leave to this message.

    A day that is closed (a blackout date) is passed over whole.
    """
    found = _open_hour(instant, facts, policy)
    while policy.closed and (day := day_of(found, zone := _zone(facts, policy))) in policy.closed:
        found = _open_hour(start_of_day(day + timedelta(days=1), zone), facts, policy)
    return found


def _open_hour(instant: int, facts: Facts, policy: Policy) -> int:
    if policy.hours is None:
        return instant
    return first_open(_openings(policy, facts.zone, instant // DAY), instant)


def _zone(facts: Facts, policy: Policy) -> ZoneInfo:
    return resolve_zone(facts.zone, *policy.zones).zone


@lru_cache(maxsize=16_384)
def _openings(policy: Policy, zone: str | None, utc_day: int) -> tuple[tuple[int, int], ...]:
    """Return the openings of one UTC day in a customer's zone, looked up once for everybody who lives there."""
    assert policy.hours is not None
    return openings(utc_day, policy.hours, resolve_zone(zone, *policy.zones).zone, policy.workdays)


def late(facts: Facts, policy: Policy, now: int) -> Verdict | None:
    """Refuse what is more than ``max_late`` past the instant at which the window or quiet hours let it go."""
    limit = policy.max_late
    if limit is None or _minutes(now) - facts.first_due <= limit:
        return None
    return _LATE if _minutes(now) - allowed_at(facts.first_due, facts, policy) > limit else None


def quiet(facts: Facts, policy: Policy, now: int) -> Verdict | None:
    """Hold a message until its window opens or the quiet hours end; in quiet hours drop it if the policy says so."""
    until = allowed_at(now, facts, policy)
    if until == now:
        return None
    if policy.closed and day_of(now, _zone(facts, policy)) in policy.closed:
        return _BLACKOUT if policy.on_quiet == "drop" else delay("quiet", "blackout", until)
    if policy.window is not None:
        return delay("quiet", "window", until)
    return _QUIET if policy.on_quiet == "drop" else delay("quiet", "quiet", until)


def gap(facts: Facts, policy: Policy, now: int) -> Verdict | None:
    """Keep a message that is caught up with at least ``min_gap`` after the person's last one."""
    last = facts.last_sent_at
    if last is None or facts.exempt or not caught_up(facts.first_due, now):
        return None
    if _minutes(now) - _minutes(last) >= policy.min_gap:
        return None
    return delay("gap", "gap", min(last, now) + policy.min_gap)  # `now` may be before `last`: --now is free


def caught_up(due: int, now: int) -> bool:
    """Tell whether what was due at ``due`` is overdue at ``now``."""
    return _minutes(now) - due > _ON_TIME


def _minutes(instant: int) -> int:
    """Return an instant's minute: what cron does in a minute counts alike, whether early or late in its tick."""
    return instant // MINUTE * MINUTE


def cap(facts: Facts, policy: Policy, _now: int) -> Verdict | None:
    """Refuse what goes over a frequency cap."""
    if facts.exempt:
        return None
    figures = reached(policy.caps, facts.cap_counts)
    return skip("cap", "cap", figures, falls_through=policy.cap_falls_through) if figures else None


def rate(facts: Facts, _policy: Policy, now: int) -> Verdict | None:
    """Hold a message until the provider's bucket has a token for it; its lateness counts from there."""
    return delay("rate", "rate", facts.rate_at, moves_first_due=True) if facts.rate_at > now else None
