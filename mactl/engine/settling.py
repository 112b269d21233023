"""Writing outcomes: rows, budget, cap slots, dead addresses, the next channel of a fallback, who goes on in a flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mactl.engine.outcomes import Consequence
from mactl.store import enrolments, origins, outbox
from mactl.store.database import Database


def settle(database: Database, results: Sequence[Consequence], now: int) -> None:
    """Write what became of messages, inside the caller's transaction."""
    outbox.settle(database, [result.outcome for result in results], now)
    for origin, (cost, sends) in _corrections(results).items():
        origins.spend(database, origin, cost, sends)
    for result in results:
        sent = result.sent
        if result.dead_address:
            outbox.mark_address(database, sent.channel, sent.address, "bounced", now)
        if result.falls_through and sent.next_channel:
            outbox.fall_back(database, sent.id, sent.next_channel, now)
    if journeys := [result.sent.id for result in results if result.sent.enrolment]:
        enrolments.wake_settled(database, journeys)


def _corrections(results: Sequence[Consequence]) -> dict[int, tuple[int, int]]:
    """Return, by origin, what the true cost differs from the reservations, in money and messages."""
    money: Counter[int] = Counter()
    sends: Counter[int] = Counter()
    for result in results:
        sent = result.sent
        money[sent.origin] += (sent.cost if result.kept else 0) - sent.reserved
        sends[sent.origin] += 0 if result.kept else -1
    return {origin: (money[origin], sends[origin]) for origin in {*money, *sends}}
