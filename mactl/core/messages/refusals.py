"""The gates that ask whether a message may go to this person at all, from its key to the budget (rule M4)."""

from __future__ import annotations

from mactl.core.messages.entitlements import lacking
from mactl.core.messages.facts import Facts, Policy
from mactl.core.messages.verdict import HELD_OUT, Verdict, skip
from mactl.core.schedule.arms import in_holdout

# Where nothing is known of a consent, following the account or holding the token is the consent. Whether the person
# does is asked by the gates of address and entitlement, which can say what is missing.
FOLLOWED = frozenset({"wechat", "push", "social", "inapp"})

_DUPLICATE = skip("duplicate", "duplicate")
_SUPPRESSED = skip("suppression", "suppressed")
_NOT_IN_ONLY = skip("only", "not_in_only")
_DEAD = {"bounced": skip("health", "bounced"), "complained": skip("health", "complained")}
_NO_ADDRESS = skip("address", "no_address")
_INVALID = skip("address", "invalid_address")
_WITHDRAWN = skip("consent", "no_consent", "withdrawn")
_WITHDRAWN_TOPIC = skip("consent", "no_consent", "withdrawn_topic")
_UNKNOWN = skip("consent", "no_consent", "unknown")
_NOT_APPROVED = skip("approval", "not_approved")


def duplicate(facts: Facts, _policy: Policy, _now: int) -> Verdict | None:
    """Refuse a message that another row of the same key stands for already (M1)."""
    return _DUPLICATE if facts.duplicate else None


def suppression(facts: Facts, _policy: Policy, _now: int) -> Verdict | None:
    """Refuse an address on the suppression list."""
    return _SUPPRESSED if facts.suppressed else None


def only(facts: Facts, _policy: Policy, _now: int) -> Verdict | None:
    """Refuse everybody who is not on the ``only`` list, when one is set."""
    return None if facts.in_only else _NOT_IN_ONLY


def health(facts: Facts, _policy: Policy, _now: int) -> Verdict | None:
    """Refuse an address that bounced, or whose owner complained."""
    return None if facts.address_status == "ok" else _DEAD.get(facts.address_status or "ok")


def consent(facts: Facts, policy: Policy, _now: int) -> Verdict | None:
    """Refuse where consent for the channel or topic was withdrawn, or is needed and unknown."""
    if facts.consent == "withdrawn":
        return _WITHDRAWN
    if facts.topic_consent == "withdrawn":
        return _WITHDRAWN_TOPIC
    if facts.consent == "granted" or facts.topic_consent == "granted":
        return None
    return None if policy.unknown_consent == "allow" or policy.channel in FOLLOWED else _UNKNOWN


def holdout(facts: Facts, policy: Policy, _now: int) -> Verdict | None:
    """Hold out whom the recorded draw, else the hash, holds out (F9, F10)."""
    if facts.held_out is not None:
        return HELD_OUT if facts.held_out else None
    for lot in policy.holdouts:
        if in_holdout(lot.key, facts.customer, lot.share):
            return HELD_OUT
    return None


def address(facts: Facts, _policy: Policy, _now: int) -> Verdict | None:
    """Refuse where there is no address, or one that is not valid."""
    if not facts.address:
        return _NO_ADDRESS
    return _INVALID if facts.address_status == "invalid" else None


def entitlement(facts: Facts, policy: Policy, now: int) -> Verdict | None:
    """Refuse where the channel would not let the message through to this person now."""
    detail = lacking(
        policy.needs,
        now,
        follows=facts.follows,
        last_inbound=facts.last_inbound,
        subscriptions_left=facts.subscriptions_left,
        quota_left=facts.quota_left,
    )
    return skip("entitlement", "no_entitlement", detail) if detail else None


def approval(_facts: Facts, policy: Policy, _now: int) -> Verdict | None:
    """Refuse what has no approval for exactly its current hash (G1)."""
    return None if policy.approved else _NOT_APPROVED


def budget(facts: Facts, _policy: Policy, _now: int) -> Verdict | None:
    """Refuse what would go over the budget."""
    return skip("budget", "budget", facts.over_budget) if facts.over_budget else None
