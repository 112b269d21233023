"""Writing a batch's outcomes: the rows, the budget, the cap slots, dead addresses and the next channel of a fallback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mactl.engine.claims import Item
from mactl.engine.outcomes import Consequence
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.store import origins, outbox
from mactl.store.database import Database


def settle(
    database: Database, shift: Shift, results: Sequence[Consequence], plans: Sequence[Plan], now: int
) -> None:
    """Write what became of messages, inside the caller's transaction."""
    outbox.settle(database, [result.outcome for result in results], now)
    for origin, (cost, sends) in _corrections(results).items():
        origins.spend(database, origin, cost, sends)
    by_origin = {plan.origin.id: plan for plan in plans}
    for result in results:
        plan = by_origin[result.sent.origin]
        if result.dead_address:
            outbox.mark_address(database, plan.kind, result.sent.address, "bounced", now)
        if result.falls_through and plan.next_channel:
            outbox.fall_back(database, result.sent.id, plan.next_channel, now)
    shift.count(result.outcome for result in results)


def give_back(database: Database, shift: Shift, items: Sequence[Item], now: int) -> None:
    """Queue claimed messages again that were not handed over, and return what they had reserved."""
    outbox.requeue(database, [item.row.id for item in items], now)
    for item in items:
        origins.spend(database, item.plan.origin.id, -item.cost, -1)
    shift.claimed(-len(items))


def _corrections(results: Sequence[Consequence]) -> dict[int, tuple[int, int]]:
    """Return, by origin, what the true cost differs from the reservations, in money and messages."""
    money: Counter[int] = Counter()
    sends: Counter[int] = Counter()
    for result in results:
        sent = result.sent
        money[sent.origin] += (sent.cost if result.kept else 0) - sent.reserved
        sends[sent.origin] += 0 if result.kept else -1
    return {origin: (money[origin], sends[origin]) for origin in {*money, *sends}}
