"""Settling what dead runs left behind, before anything new is claimed (rule M3)."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.model.message import Receipt
from mactl.core.schedule import durations
from mactl.engine import planning, settling
from mactl.engine.outcomes import Consequence, Sent, consequence
from mactl.store import broadcasts, flow_messages, grants, origins, outbox, runs, spending
from mactl.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What became of the messages that dead runs had claimed."""

    answered: int = 0
    unknown: int = 0
    requeued: int = 0


def recover(database: Database, now: int) -> Recovered:
    """Settle every dead run's claims: its answers stand, an open wire is `unknown`, the rest is queued again."""
    answered = unknown = requeued = 0
    for wreck in runs.wrecks(database):
        if _settle(database, wreck, now):
            answered += len(wreck.answered)
            unknown += len(wreck.unknown)
            requeued += len(wreck.unsent)
        wreck.journal.unlink(missing_ok=True)
    with database.transaction():
        if not runs.alive(database):
            unknown += broadcasts.doubt(database)
    return Recovered(answered=answered, unknown=unknown, requeued=requeued)


def _settle(database: Database, wreck: runs.Wreck, now: int) -> bool:
    """Settle one dead run whole; False where another process did so in between."""
    with database.transaction():
        if not runs.bury(database, wreck.run, now):
            return False
        lost = Receipt(status="unknown")
        receipts = {**wreck.answered, **dict.fromkeys(wreck.unknown, lost)}
        settling.settle(database, [_consequence(database, m, receipt, now) for m, receipt in receipts.items()], now)
        for message in wreck.unsent:
            claimed = runs.claimed(database, message)
            origins.spend(database, claimed.origin, -claimed.cost, -1)
            spending.correct(database, [(message, -claimed.cost)])
        outbox.requeue(database, wreck.unsent, now)
        flow_messages.call_off(database, wreck.unsent, now)
        grants.withdraw(database, wreck.unsent, now)
    return True


def _consequence(database: Database, message: int, receipt: Receipt, now: int) -> Consequence:
    claimed = runs.claimed(database, message)
    origin = origins.by_id(database, claimed.origin)
    campaign = planning.campaign_of(origin.definition)
    sent = Sent(
        id=message,
        origin=claimed.origin,
        key=str(message),
        address=claimed.address or "",
        tries=claimed.attempts,
        cost=claimed.cost,
        reserved=claimed.cost,
        channel=claimed.channel,
        next_channel=planning.next_channel(campaign, broadcasts.personal(database, origin), claimed.channel),
        enrolment=claimed.enrolment,
        receipt_within=durations.parse(campaign.receipt_within).elapsed_ms() if campaign.receipt_within else 0,
    )
    return consequence(sent, receipt, now)
