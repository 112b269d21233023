"""What a provider's answer means for the ledger (rules M2, M6, M7)."""

from __future__ import annotations

from typing import NamedTuple

from mactl.core.messages.retries import backoff
from mactl.core.model.message import Receipt
from mactl.store.outbox import Outcome


class Sent(NamedTuple):
    """A message claimed and made: what its outcome needs to know; a tuple, for a campaign makes a million of them.

    ``cost`` is what it costs in ten-thousandths, ``reserved`` what its claim reserved; ``tries`` counts this one;
    ``next_channel`` is what a fallback tries after this, ``enrolment`` the journey that it is part of (0: none).
    ``receipt_within`` is how long a receipt of delivery is waited for before that channel is tried (0: not at all);
    ``grants`` is what was granted with it.
    """

    id: int
    origin: int
    key: str
    address: str
    tries: int
    cost: int
    reserved: int
    channel: str
    next_channel: str = ""
    parts: int = 1
    enrolment: int = 0
    receipt_within: int = 0
    grants: tuple[int, ...] = ()


class Consequence(NamedTuple):
    """An outcome, and what follows from it beyond the message's own row."""

    sent: Sent
    outcome: Outcome
    falls_through: bool = False  # the next channel of a fallback is tried
    dead_address: bool = False  # the address bounced hard or refused
    halts: bool = False  # the channel stops

    @property
    def kept(self) -> bool:
        """Tell whether the message went out, or may have: its cost and its cap slot stay."""
        return self.outcome.state in {"sent", "unknown"}


def consequence(sent: Sent, receipt: Receipt, now: int) -> Consequence:
    """Return what follows from ``receipt`` for a message handed over."""
    if receipt.status == "sent":
        return Consequence(sent, _accepted(sent, receipt, now))
    if receipt.status == "unknown":
        return Consequence(sent=sent, outcome=_outcome(sent, receipt, "unknown", "no_answer"))
    match receipt.error:
        case "halt":
            waiting = _outcome(sent, receipt, "delayed", "halt", due=now, attempts=sent.tries - 1)
            return Consequence(sent=sent, outcome=waiting, halts=True)
        case "suppress":
            failed = _outcome(sent, receipt, "failed", "suppress")
            return Consequence(sent=sent, outcome=failed, falls_through=True, dead_address=True)
        case "content":
            return Consequence(sent=sent, outcome=_outcome(sent, receipt, "failed", "content"), falls_through=True)
        case _:
            return Consequence(sent=sent, outcome=_later(sent, receipt, now))


def unmade(sent: Sent, detail: str) -> Consequence:
    """Return what follows when a claimed message could not be made: it never was on the wire."""
    failed = Outcome(id=sent.id, state="failed", reason="content", detail=detail or None, release=True)
    return Consequence(sent=sent, outcome=failed, falls_through=True)


def _accepted(sent: Sent, receipt: Receipt, now: int) -> Outcome:
    # By position: by name it takes four times as long, for every message of a campaign.
    code, provider_id = receipt.code or None, receipt.provider_id or None
    return Outcome(sent.id, "sent", None, None, None, now, sent.cost, sent.parts, code, None, provider_id)


def _later(sent: Sent, receipt: Receipt, now: int) -> Outcome:
    """Return a retry at its time, or the failure after the last one. A reschedule does not count as a try."""
    if receipt.error == "reschedule" and receipt.retry_after:
        return _outcome(sent, receipt, "delayed", "reschedule", due=now + receipt.retry_after, attempts=sent.tries - 1)
    wait = backoff(sent.tries, receipt.retry_after, key=sent.key)
    if wait is None:
        return _outcome(sent, receipt, "failed", "attempts")
    return _outcome(sent, receipt, "delayed", "retry", due=now + wait)


def _outcome(
    sent: Sent, receipt: Receipt, state: str, reason: str, *, due: int | None = None, attempts: int | None = None
) -> Outcome:
    return Outcome(
        id=sent.id,
        state=state,
        reason=reason,
        due=due,
        attempts=attempts,
        cost=sent.cost if state == "unknown" else None,
        parts=sent.parts if state == "unknown" else None,
        code=receipt.code or None,
        detail=receipt.detail or None,
        release=state == "failed",
    )
