"""What a provider's answer means for the ledger (rules M2, M6, M7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.messages.retries import backoff
from mactl.core.model.message import Receipt
from mactl.store.outbox import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message handed over: what its outcome needs to know. ``cost`` is in ten-thousandths; ``tries`` counts this one."""

    id: int
    key: str
    address: str
    tries: int
    cost: int
    parts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """An outcome, and what follows from it beyond the message's own row."""

    outcome: Outcome
    falls_through: bool = False  # the next channel of a fallback is tried
    dead_address: bool = False  # the address bounced hard or refused
    halts: bool = False  # the channel stops


def consequence(sent: Sent, receipt: Receipt, now: int) -> Consequence:
    """Return what follows from ``receipt`` for a message handed over."""
    if receipt.status == "sent":
        return Consequence(
            outcome=Outcome(
                id=sent.id,
                state="sent",
                sent_at=now,
                cost=sent.cost,
                parts=sent.parts,
                code=receipt.code or None,
                provider_id=receipt.provider_id or None,
            )
        )
    if receipt.status == "unknown":
        return Consequence(outcome=_outcome(sent, receipt, "unknown", "no_answer", cost=sent.cost))
    return _refused(sent, receipt, now)


def _refused(sent: Sent, receipt: Receipt, now: int) -> Consequence:
    match receipt.error:
        case "halt":
            waiting = _outcome(sent, receipt, "delayed", "halt", due=now, attempts=sent.tries - 1)
            return Consequence(outcome=waiting, halts=True)
        case "suppress":
            failed = _outcome(sent, receipt, "failed", "suppress")
            return Consequence(outcome=failed, falls_through=True, dead_address=True)
        case "content":
            return Consequence(outcome=_outcome(sent, receipt, "failed", "content"), falls_through=True)
        case _:
            return Consequence(outcome=_later(sent, receipt, now))


def _later(sent: Sent, receipt: Receipt, now: int) -> Outcome:
    """Return a retry at its time, or the failure after the last one. A reschedule does not count as a try."""
    again = receipt.error == "reschedule"
    wait = (
        receipt.retry_after if again and receipt.retry_after else backoff(sent.tries, receipt.retry_after, key=sent.key)
    )
    if wait is None:
        return _outcome(sent, receipt, "failed", "retries")
    tries = sent.tries - 1 if again else sent.tries
    return _outcome(sent, receipt, "delayed", receipt.error or "retry", due=now + wait, attempts=tries)


def _outcome(
    sent: Sent,
    receipt: Receipt,
    state: str,
    reason: str,
    *,
    due: int | None = None,
    attempts: int | None = None,
    cost: int | None = None,
) -> Outcome:
    return Outcome(
        id=sent.id,
        state=state,
        reason=reason,
        due=due,
        attempts=attempts,
        cost=cost,
        code=receipt.code or None,
        detail=receipt.detail or None,
        release=state in {"failed", "delayed"},
    )


def spent(outcomes: Sequence[Outcome], reserved: dict[int, int]) -> int:
    """Return what goes back into the budget: reservations of messages that did not go out after all."""
    return sum(reserved.get(o.id, 0) for o in outcomes if o.state not in {"sent", "unknown"})
