"""The gates of M4: their order, the first refusal, and that explain and judge agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR
from mactl.core.messages.facts import Facts, Policy
from mactl.core.messages.gates import GATES, NAMES, explain, judge, was_drawn
from mactl.core.messages.reasons import REASONS
from mactl.core.messages.verdict import SEND
from tests.core.messages.samples import (
    EMAIL,
    FULL,
    MORNING,
    NIGHT,
    NOON,
    WECHAT,
    changed,
    facts,
)


def test_the_order_is_fixed() -> None:
    assert (
        *("duplicate", "suppression", "only", "health", "consent", "holdout", "address", "entitlement"),
        *("approval", "budget", "late", "quiet", "gap", "cap", "rate"),
    ) == NAMES


@pytest.mark.parametrize("policy", [EMAIL, FULL, WECHAT])
def test_who_passes_every_gate_is_sent_to(policy: Policy) -> None:
    assert judge(facts(), policy, NOON) is SEND
    assert all(answer.passed for answer in explain(facts(), policy, NOON))


def test_the_first_refusal_wins() -> None:
    everything = {
        "duplicate": 1,
        "suppressed": 1,
        "in_only": 0,
        "address_status": "bounced",
        "consent": "withdrawn",
        "held_out": 1,
        "over_budget": "max_cost",
        "first_due": NOON - 9 * DAY,
        "cap_counts": (1, 2),
        "rate_at": NOON + 1,
    }
    undone = {"address_status": "ok", "consent": "granted", "held_out": 0, "in_only": 1, "first_due": NOON}
    seen = []
    while (verdict := judge(facts(**everything), FULL, NOON)) is not SEND:
        seen.append(verdict.gate)
        field = {
            "duplicate": "duplicate",
            "suppression": "suppressed",
            "only": "in_only",
            "health": "address_status",
            "consent": "consent",
            "holdout": "held_out",
            "budget": "over_budget",
            "late": "first_due",
            "cap": "cap_counts",
            "rate": "rate_at",
        }[verdict.gate]
        everything[field] = undone.get(field, {"cap_counts": (0, 0), "over_budget": ""}.get(field, 0))
    assert seen == [name for name in NAMES if name in seen]
    assert len(seen) == 10


def test_lift_counts_all_who_were_drawn() -> None:
    assert was_drawn(SEND)
    assert was_drawn(judge(facts(held_out=1), FULL, NOON))
    assert was_drawn(judge(facts(cap_counts=(1, 0)), FULL, NOON))
    assert not was_drawn(judge(facts(consent="withdrawn"), FULL, NOON))
    assert not was_drawn(judge(facts(suppressed=1), FULL, NOON))


def test_explain_answers_every_gate_after_a_refusal_too() -> None:
    message = facts(NIGHT, suppressed=1, consent="withdrawn", cap_counts=(1, 0), zone="Mars/Olympus")
    answers = {answer.gate: answer for answer in explain(message, FULL, NIGHT)}
    assert tuple(answers) == NAMES
    assert [name for name, answer in answers.items() if not answer.passed] == ["suppression", "consent", "quiet", "cap"]
    assert answers["consent"].detail == "consent was withdrawn"
    assert answers["cap"].detail == "1/1 (day)"
    assert answers["quiet"].until == MORNING
    assert "time zone is unknown" in answers["quiet"].detail
    assert answers["approval"].detail == "does not apply here"


def test_explain_says_why_a_gate_does_not_ask() -> None:
    answers = {answer.gate: answer.detail for answer in explain(facts(), changed(FULL, transactional=True), NOON)}
    assert answers["consent"] == answers["cap"] == answers["quiet"] == "transactional messages are exempt"
    assert {a.gate: a.detail for a in explain(facts(exempt=1), FULL, NOON)}["cap"] == "this person is exempt"


ANY_FACTS = st.builds(
    Facts,
    customer=st.text(max_size=5),
    due=st.just(NOON),
    first_due=st.integers(NOON - 3 * DAY, NOON),
    zone=st.sampled_from([None, "", "Europe/Berlin", "Pacific/Apia", "Mars/Olympus"]),
    address=st.sampled_from([None, "", "a@b.cn"]),
    address_status=st.sampled_from([None, "ok", "bounced", "complained", "invalid"]),
    suppressed=st.integers(0, 1),
    in_only=st.booleans(),
    duplicate=st.just(0),
    consent=st.sampled_from([None, "granted", "withdrawn"]),
    topic_consent=st.sampled_from([None, "granted", "withdrawn"]),
    held_out=st.sampled_from([None, 0, 1]),
    cap_counts=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    exempt=st.booleans(),
    last_sent_at=st.none() | st.integers(NOON - 2 * HOUR, NOON),
    rate_at=st.sampled_from([0, NOON, NOON + 10]),
)
POLICIES = [FULL, EMAIL, WECHAT, changed(FULL, transactional=True), changed(FULL, on_quiet="drop", min_gap=5 * HOUR)]


@given(ANY_FACTS, st.sampled_from(POLICIES), st.integers(NOON, NOON + 2 * DAY))
def test_judge_is_the_first_answer_that_explain_gives(message: Facts, policy: Policy, now: int) -> None:
    if not policy.caps:
        message = message._replace(cap_counts=())
    verdict = judge(message, policy, now)
    refused = next((answer for answer in explain(message, policy, now) if not answer.passed), None)
    if refused is None:
        assert verdict is SEND
    else:
        assert (verdict.gate, verdict.reason, verdict.until) == (refused.gate, refused.reason, refused.until)
        assert verdict.reason in REASONS


@given(ANY_FACTS, st.sampled_from(POLICIES), st.integers(NOON, NOON + 2 * DAY))
def test_a_delay_ends_later_and_nobody_forbidden_is_sent_to(message: Facts, policy: Policy, now: int) -> None:
    if not policy.caps:
        message = message._replace(cap_counts=())
    verdict = judge(message, policy, now)
    assert (verdict.until is not None) == (verdict.kind == "delayed")
    if verdict.until is not None:
        assert verdict.until > now
    if message.suppressed or not message.address or message.address_status == "bounced":
        assert verdict.kind in {"skipped", "held_out"}
    if message.suppressed:
        assert (verdict.kind, verdict.falls_through) == ("skipped", False)


def test_every_gate_is_asked_of_a_full_policy_but_two() -> None:
    assert [gate.name for gate in GATES if not gate.asks(FULL)] == ["entitlement", "approval"]
