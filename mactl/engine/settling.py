"""Writing outcomes: rows, budget, cap slots, dead addresses, the next channel of a fallback, who goes on in a flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mactl.engine import rewards
from mactl.engine.outcomes import Consequence, Sent
from mactl.store import enrolments, flow_messages, grants, hearings, origins, outbox, spending
from mactl.store.database import Database
from mactl.store.hearings import Hearing

_AGAIN = {"delayed", "failed"}  # after which another try, or channel, may come


def settle(database: Database, results: Sequence[Consequence], now: int) -> None:
    """Write what became of messages, inside the caller's transaction."""
    spending.correct(database, [(result.sent.id, cost) for result in results if (cost := _correction(result))])
    outbox.settle(database, [result.outcome for result in results], now)
    for origin, (cost, sends) in _corrections(results).items():
        origins.spend(database, origin, cost, sends)
    for result in results:
        sent = result.sent
        if result.dead_address:
            outbox.mark_address(database, sent.channel, sent.address, "bounced", now)
        if result.falls_through and sent.next_channel:
            outbox.fall_back(database, sent.id, sent.next_channel, now)
    for result in results:
        if result.sent.grants and result.outcome.state == "sent":
            rewards.receive(database, result.sent.grants, now)
    grants.withdraw(database, [result.sent.id for result in results if result.outcome.state == "failed"], now)
    if waiting := [_hearing(result.sent, now) for result in results if _is_waited_for(result)]:
        hearings.wait(database, waiting)
    if journeys := [result for result in results if result.sent.enrolment]:
        _lead_on(database, journeys, now)


def _lead_on(database: Database, results: Sequence[Consequence], now: int) -> None:
    """Wake the journeys of messages; where one has ended meanwhile, neither a retry nor a fallback follows."""
    enrolments.wake_settled(database, [result.sent.id for result in results])
    again = [result.sent.id for result in results if result.outcome.state in _AGAIN]
    if again:
        flow_messages.call_off(database, again, now)


def _is_waited_for(result: Consequence) -> bool:
    return bool(result.sent.receipt_within) and result.outcome.state == "sent"


def _hearing(sent: Sent, now: int) -> Hearing:
    return Hearing(sent.id, sent.origin, now + sent.receipt_within, sent.next_channel)


def _correction(result: Consequence) -> int:
    """Return what a message's true cost differs from what its claim reserved."""
    return (result.sent.cost if result.kept else 0) - result.sent.reserved


def _corrections(results: Sequence[Consequence]) -> dict[int, tuple[int, int]]:
    """Return, by origin, what the true cost differs from the reservations, in money and messages."""
    money: Counter[int] = Counter()
    sends: Counter[int] = Counter()
    for result in results:
        correction = _correction(result)
        if correction or not result.kept:
            money[result.sent.origin] += correction
            sends[result.sent.origin] += 0 if result.kept else -1
    return {origin: (money[origin], sends[origin]) for origin in {*money, *sends}}
