"""Messages, policies and instants that the tests of the gates share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mactl.core.messages.caps import parse_cap
from mactl.core.messages.facts import Facts, Holdout, Policy
from mactl.core.messages.verdict import Verdict
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.quiet import parse_quiet
from mactl.core.schedule.zones import zone

SHANGHAI = zone("Asia/Shanghai")
NOON = parse_instant("2026-03-02T12:00", SHANGHAI)
NIGHT = parse_instant("2026-03-02T23:00", SHANGHAI)
MORNING = parse_instant("2026-03-03T08:00", SHANGHAI)
QUIET = parse_quiet("22:00-08:00")
EMAIL = Policy(channel="email", zones=("Asia/Shanghai",))
FULL = Policy(
    channel="sms",
    zones=(None, "Asia/Shanghai"),
    topic="promo",
    only=True,
    holdouts=(Holdout(key="c", share=0.0), Holdout(key="workspace", share=0.0)),
    budgeted=True,
    quiet=QUIET,
    caps=(parse_cap("channel", 1, "day"), parse_cap("all", 2, "7d")),
)
WECHAT = Policy(channel="wechat", zones=("Asia/Shanghai",))


def facts(now: int = NOON, **known: Any) -> Facts:
    known = {"address": "mei@example.com", "consent": "granted", "cap_counts": (0, 0), **known}
    return Facts(**{"customer": "c1", "due": now, "first_due": now, **known})


def changed(policy: Policy, **values: Any) -> Policy:
    """Return ``policy`` with other values (its identity is its own)."""
    return replace(policy, **values)


def outcome(verdict: Verdict) -> tuple[str, str, str, bool]:
    return verdict.kind, verdict.gate, verdict.reason, verdict.falls_through
