"""Settling what dead runs left behind, before anything new is claimed (rule M3)."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.model.message import Receipt
from mactl.engine.outcomes import Sent, consequence
from mactl.store import outbox, runs
from mactl.store.database import Database
from mactl.store.outbox import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What became of the messages that dead runs had claimed."""

    answered: int = 0
    unknown: int = 0
    requeued: int = 0


def recover(database: Database, now: int) -> Recovered:
    """Settle every dead run's claims: its answers stand, an open wire is `unknown`, the rest is queued again."""
    total = Recovered()
    for wreck in runs.wrecks(database):
        done = _settle(database, wreck, now)
        total = Recovered(
            answered=total.answered + done.answered,
            unknown=total.unknown + done.unknown,
            requeued=total.requeued + done.requeued,
        )
        wreck.journal.unlink(missing_ok=True)
    return total


def _settle(database: Database, wreck: runs.Wreck, now: int) -> Recovered:
    """Settle one dead run whole, unless another process did so in between."""
    with database.transaction() as sql:
        done = sql.execute("UPDATE runs SET ended_at = ? WHERE id = ? AND ended_at IS NULL", (now, wreck.run))
        if not done.rowcount:
            return Recovered()
        answers = [_answer(database, message, receipt, now) for message, receipt in wreck.answered.items()]
        unknown = [Outcome(id=message, state="unknown", reason="no_answer") for message in wreck.unknown]
        outbox.settle(database, [*answers, *unknown], now)
        outbox.requeue(database, wreck.unsent, now)
    return Recovered(answered=len(answers), unknown=len(unknown), requeued=len(wreck.unsent))


def _answer(database: Database, message: int, receipt: Receipt, now: int) -> Outcome:
    row = database.row("SELECT address, attempts, cost, parts FROM messages WHERE id = ?", (message,))
    address, tries, cost, parts = row or ("", 1, 0, 1)
    sent = Sent(id=message, key=str(message), address=address or "", tries=tries, cost=cost or 0, parts=parts or 1)
    return consequence(sent, receipt, now).outcome
