"""The gates that every message passes before it is rendered and sent, in their fixed order (rule M4).

``judge`` gives dispatch the first refusal; ``explain`` gives a person every gate with its answer. Both read one table.
They are asked at the dispatch instant; a retry or a wake asks them again. See facts.py for what they are told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mactl.core.messages import refusals, timing
from mactl.core.messages.facts import Facts, Policy
from mactl.core.messages.reasons import explanation
from mactl.core.messages.verdict import SEND, Verdict
from mactl.core.schedule.zones import resolve_zone

Check = Callable[[Facts, Policy, int], Verdict | None]


class Gate(NamedTuple):
    """A gate: its name, its question, and which policies make it ask."""

    name: str
    check: Check
    asks: Callable[[Policy], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateAnswer:
    """One gate's answer: ``reason`` is a code of reasons.py, ``detail`` a sentence, ``until`` when to look again."""

    gate: str
    passed: bool
    reason: str = ""
    detail: str = ""
    until: int | None = None


def _always(_policy: Policy) -> bool:
    return True


def _of_marketing(_policy: Policy) -> bool:
    return not _policy.transactional


GATES: tuple[Gate, ...] = (
    Gate("duplicate", refusals.duplicate, _always),
    Gate("suppression", refusals.suppression, _always),
    Gate("only", refusals.only, lambda policy: policy.only),
    Gate("health", refusals.health, _always),
    Gate("consent", refusals.consent, _of_marketing),
    Gate("holdout", refusals.holdout, lambda policy: bool(policy.holdouts)),
    Gate("address", refusals.address, _always),
    Gate("entitlement", refusals.entitlement, lambda policy: bool(policy.needs)),
    Gate("approval", refusals.approval, lambda policy: not policy.approved),
    Gate("budget", refusals.budget, lambda policy: policy.budgeted),
    Gate("late", timing.late, lambda policy: policy.max_late is not None),
    Gate("quiet", timing.quiet, lambda policy: policy.hours is not None or bool(policy.closed)),
    Gate("gap", timing.gap, lambda policy: policy.min_gap > 0 and not policy.transactional),
    Gate("cap", timing.cap, lambda policy: bool(policy.caps) and not policy.transactional),
    Gate("rate", timing.rate, _always),
)

NAMES: tuple[str, ...] = tuple(gate.name for gate in GATES)
_BEFORE_THE_DRAW = frozenset(NAMES[: NAMES.index("holdout")])


def judge(facts: Facts, policy: Policy, now: int) -> Verdict:
    """Return what to do with a message at the dispatch instant ``now``: the first refusal, else send it."""
    for check in _in_force(policy):
        verdict = check(facts, policy, now)
        if verdict is not None:
            return verdict
    return SEND


def explain(facts: Facts, policy: Policy, now: int) -> list[GateAnswer]:
    """Return every gate's answer at ``now``, those after a refusal too."""
    return [_answer(gate, facts, policy, now) for gate in GATES]


def was_drawn(verdict: Verdict) -> bool:
    """Tell whether the message came as far as the holdout's draw, so that lift counts the person (F10)."""
    return verdict.gate not in _BEFORE_THE_DRAW


@lru_cache(maxsize=256)
def _in_force(policy: Policy) -> tuple[Check, ...]:
    return tuple(gate.check for gate in GATES if gate.asks(policy))


def _answer(gate: Gate, facts: Facts, policy: Policy, now: int) -> GateAnswer:
    if not gate.asks(policy):
        return GateAnswer(gate=gate.name, passed=True, detail=explanation(_exemption(gate, policy)))
    verdict = gate.check(facts, policy, now)
    if verdict is None:
        return GateAnswer(gate=gate.name, passed=True, detail=explanation(_note(gate, facts, policy)))
    detail = verdict.detail or _note(gate, facts, policy)
    return GateAnswer(
        gate=gate.name, passed=False, reason=verdict.reason, detail=explanation(detail), until=verdict.until
    )


def _exemption(gate: Gate, policy: Policy) -> str:
    """Say why a gate does not ask: the class of the message, or that nothing of the kind is set."""
    exempt = policy.transactional and gate.name in {"consent", "quiet", "gap", "cap"}
    return "transactional" if exempt else "not_in_force"


def _note(gate: Gate, facts: Facts, policy: Policy) -> str:
    """Say what a person should know of an answer: that a zone is unknown (T2), or that the customer is exempt."""
    if gate.name in {"gap", "cap"} and facts.exempt:
        return "exempt"
    return "zone" if gate.name == "quiet" and resolve_zone(facts.zone, *policy.zones).unknown else ""
