"""Why a message did not go, or not yet: stable short codes, and the sentence that each is to a person.

The codes stand in the ledger, in JSON and in files; the sentences are for every screen and report. A detail says more
about a reason where there is more to say (``no_consent`` because it was ``withdrawn``).
"""

from __future__ import annotations

from mactl.i18n import _, mark

REASONS: dict[str, str] = {
    # The gates, in their order (M4).
    "duplicate": mark("already has this message"),
    "suppressed": mark("on the suppression list"),
    "not_in_only": mark("not on the only list"),
    "bounced": mark("the address bounced"),
    "complained": mark("complained about an earlier message"),
    "no_consent": mark("no consent"),
    "held_out": mark("in the holdout"),
    "no_address": mark("no address on this channel"),
    "invalid_address": mark("the address is not valid"),
    "no_entitlement": mark("the channel does not allow a message to this person now"),
    "not_approved": mark("not approved"),
    "budget": mark("the budget is used up"),
    "late": mark("too late"),
    "window": mark("waits for its sending window"),
    "quiet": mark("quiet hours"),
    "blackout": mark("a blackout date: no marketing goes out"),
    "gap": mark("too soon after another message"),
    "cap": mark("frequency cap reached"),
    "rate": mark("waits for the provider's rate"),
    "no_coupon": mark("no coupon code is left"),
    # After the gates: what rendering and the provider answered (M7).
    "retry": mark("waits to be tried again"),
    "attempts": mark("tried as often as is allowed"),
    "reschedule": mark("the provider asks for a later time"),
    "suppress": mark("the provider says that the address is dead or refuses it"),
    "content": mark("this message cannot be made or was refused for its content"),
    "halt": mark("the channel is halted"),
    "no_answer": mark("handed over, the answer was lost"),
    "interrupted": mark("the run that claimed it is dead"),
    "soft": mark("bounced for now: the mailbox is full or does not answer"),
    "blocked": mark("the sender is blocked by the recipient or the provider"),
    # What took a message back before it was claimed (F6).
    "cancelled": mark("cancelled"),
    "stopped": mark("stopped"),
    "goal": mark("the goal was met first"),
    "exit": mark("left the flow first"),
    "recheck": mark("no longer passes the flow's filter"),
    "forgotten": mark("the customer was forgotten"),
    "merged": mark("the customer was merged into another"),
    "done_before": mark("done before the flow was changed"),
}

DETAILS: dict[str, str] = {
    "withdrawn": mark("consent was withdrawn"),
    "withdrawn_topic": mark("consent for this topic was withdrawn"),
    "unknown": mark("consent is unknown"),
    "not_following": mark("does not follow the account"),
    "window_closed": mark("has not written within 48 hours"),
    "no_subscription": mark("no one-off subscription is left"),
    "quota": mark("this month's messages are used up"),
    "max_cost": mark("the cost limit"),
    "max_messages": mark("the limit of messages"),
    "max_coupon_value": mark("the limit of coupon value"),
    "not_in_force": mark("does not apply here"),
    "transactional": mark("transactional messages are exempt"),
    "exempt": mark("this person is exempt"),
    "zone": mark("the customer's time zone is unknown, the next one is used"),
}


def sentence(reason: str) -> str:
    """Return the sentence of a reason in the language spoken; a code without one stands for itself."""
    known = REASONS.get(reason)
    return _(known) if known else reason


def explanation(detail: str) -> str:
    """Return the sentence of a detail in the language spoken; figures ("2/2 (day)") stand for themselves."""
    known = DETAILS.get(detail)
    return _(known) if known else detail
