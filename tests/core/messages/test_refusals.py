"""What refuses a message for good, what falls through to the next channel, and who is exempt."""

from __future__ import annotations

from typing import Any

import pytest

from mactl.clock import DAY, HOUR
from mactl.core.messages.facts import Holdout, Policy
from mactl.core.messages.gates import judge
from mactl.core.messages.verdict import SEND
from mactl.core.schedule.arms import in_holdout
from tests.core.messages.samples import (
    EMAIL,
    FULL,
    NIGHT,
    NOON,
    WECHAT,
    changed,
    facts,
    outcome,
)

REFUSALS: list[tuple[Policy, dict[str, Any], tuple[str, str, str, bool]]] = [
    (EMAIL, {"duplicate": 1}, ("skipped", "duplicate", "duplicate", False)),
    (EMAIL, {"suppressed": 1}, ("skipped", "suppression", "suppressed", False)),
    (FULL, {"in_only": 0}, ("skipped", "only", "not_in_only", False)),
    (EMAIL, {"address_status": "bounced"}, ("skipped", "health", "bounced", True)),
    (EMAIL, {"address_status": "complained"}, ("skipped", "health", "complained", False)),
    (EMAIL, {"consent": "withdrawn"}, ("skipped", "consent", "no_consent", True)),
    (EMAIL, {"consent": None}, ("skipped", "consent", "no_consent", True)),
    (FULL, {"topic_consent": "withdrawn"}, ("skipped", "consent", "no_consent", True)),
    (FULL, {"held_out": 1}, ("held_out", "holdout", "held_out", False)),
    (EMAIL, {"address": None}, ("skipped", "address", "no_address", True)),
    (EMAIL, {"address": "", "address_status": None}, ("skipped", "address", "no_address", True)),
    (EMAIL, {"address_status": "invalid"}, ("skipped", "address", "invalid_address", True)),
    (changed(EMAIL, approved=False), {}, ("skipped", "approval", "not_approved", False)),
    (FULL, {"over_budget": "max_cost"}, ("skipped", "budget", "budget", False)),
    (EMAIL, {"first_due": NOON - DAY - 1}, ("skipped", "late", "late", False)),
    (FULL, {"cap_counts": (1, 0)}, ("skipped", "cap", "cap", False)),
    (FULL, {"cap_counts": (0, 2)}, ("skipped", "cap", "cap", False)),
    (changed(FULL, cap_falls_through=True), {"cap_counts": (0, 9)}, ("skipped", "cap", "cap", True)),
    (EMAIL, {"rate_at": NOON + 1}, ("delayed", "rate", "rate", False)),
]


@pytest.mark.parametrize(("policy", "known", "expected"), REFUSALS)
def test_refusals(policy: Policy, known: dict[str, Any], expected: tuple[str, str, str, bool]) -> None:
    assert outcome(judge(facts(**known), policy, NOON)) == expected


@pytest.mark.parametrize(
    ("policy", "known"),
    [
        (EMAIL, {"first_due": NOON - DAY}),  # not past max_late
        (changed(EMAIL, max_late=None), {"first_due": 0}),
        (changed(EMAIL, unknown_consent="allow"), {"consent": None}),
        (FULL, {"consent": None, "topic_consent": "granted"}),
        (WECHAT, {"consent": None}),  # following is consent
        (EMAIL, {"in_only": 0}),  # no only list is set
        (EMAIL, {"rate_at": NOON}),
        (FULL, {"held_out": 0}),
        (FULL, {"exempt": 1, "cap_counts": (9, 9)}),
    ],
)
def test_what_does_not_refuse(policy: Policy, known: dict[str, Any]) -> None:
    assert judge(facts(**known), policy, NOON) is SEND


@pytest.mark.parametrize(
    "known",
    [{"consent": "withdrawn"}, {"consent": None}, {"cap_counts": (9, 9)}, {"last_sent_at": NIGHT - 1}],
)
def test_transactional_messages_pass_consent_caps_gaps_and_the_night(known: dict[str, Any]) -> None:
    message = facts(**{"first_due": NIGHT - HOUR, **known})
    assert judge(message, changed(FULL, transactional=True), NIGHT) is SEND


@pytest.mark.parametrize("known", [{"suppressed": 1}, {"address_status": "bounced"}, {"address": None}, {"in_only": 0}])
def test_transactional_messages_never_pass_suppression_or_a_hard_bounce(known: dict[str, Any]) -> None:
    assert judge(facts(**known), changed(FULL, transactional=True), NOON).kind == "skipped"


def test_holdouts_are_drawn_by_hash_and_a_recorded_draw_stands() -> None:
    policy = changed(FULL, holdouts=(Holdout(key="c", share=0.2), Holdout(key="workspace", share=0.1)))
    people = [f"p{n}" for n in range(2000)]
    held = {person for person in people if judge(facts(customer=person), policy, NOON).kind == "held_out"}
    assert held == {p for p in people if in_holdout("c", p, 0.2) or in_holdout("workspace", p, 0.1)}
    assert 460 < len(held) < 660
    assert all(judge(facts(customer=person, held_out=0), policy, NOON) is SEND for person in held)
