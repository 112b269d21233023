"""Whose turn it is where several channels have messages for one person: that of the one which ranks first (rule M4).

Channels are served side by side, and which of their workers comes first is chance. So a message that would go is judged
once more as if those that rank before it (by priority, due time, number) on other channels had gone, where the gap or a
cap counts them; of them only those count that would go. Nobody waits for another channel (M7), and what the gap has put
off once makes way for no queue again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from mactl.core.messages.timing import caught_up
from mactl.core.messages.verdict import Verdict
from mactl.engine import facts
from mactl.engine.facts import Counting
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.store import outbox, rivals
from mactl.store.arrays import array
from mactl.store.database import Database
from mactl.store.outbox import Due
from mactl.store.rivals import Rival
from mactl.store.slots import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What other channels have due for the people of a batch: ``rivals`` by person, and the ``plans`` of them all."""

    plans: Mapping[tuple[int, str], Plan] = field(default_factory=dict)
    rivals: Mapping[int, Sequence[Rival]] = field(default_factory=dict)
    _known: dict[tuple[int, str], tuple[Mapping[int, Due], Counting]] = field(default_factory=dict)

    def judge(self, database: Database, plan: Plan, row: Due, counting: Counting, cost: int, now: int) -> Verdict:
        """Return the gates' verdict on a message, with what ranks before it on other channels counted."""
        verdict = facts.judge(plan, row, counting, cost, now)
        if verdict.kind != "send" or row.customer not in self.rivals:
            return verdict
        before, taken = self._before(plan, row), list(counting.slots.get(row.customer, ()))
        if not before or not _may_count(plan, row, len(before) + len(taken), now):
            return verdict
        presumed = [self._slot(each, now) for each in before]
        if _with(counting, plan, row, [*taken, *_as_seen(presumed, plan, row)], cost, now).kind == "send":
            return verdict
        gone: list[Slot] = []
        for each, slot in zip(before, presumed, strict=True):
            if self._would_go(database, each, [*taken, *gone], now):
                gone.append(slot)
        return _with(counting, plan, row, [*taken, *_as_seen(gone, plan, row)], cost, now)

    def _before(self, plan: Plan, row: Due) -> list[Rival]:
        """Return what ranks before a message, the first first."""
        own = (plan.origin.priority, row.due, row.id)
        ranked = [(self._rank(each), each) for each in self.rivals[row.customer]]
        return [each for rank, each in sorted(ranked) if rank < own]

    def _rank(self, rival: Rival) -> tuple[int, int, int]:
        return self.plans[rival.origin, rival.channel].origin.priority, rival.due, rival.id

    def _slot(self, rival: Rival, now: int) -> Slot:
        topic = self.plans[rival.origin, rival.channel].topic
        return Slot(rival.customer, rival.id, rival.origin, rival.channel, topic, now)

    def _would_go(self, database: Database, rival: Rival, taken: Sequence[Slot], now: int) -> bool:
        """Tell whether the gates would let a message of another channel go after those that have ``taken`` slots."""
        plan = self.plans[rival.origin, rival.channel]
        rows, counting = self._read(database, plan, now)
        row = rows.get(rival.id)
        return row is not None and _with(counting, plan, row, taken, plan.cost(1), now).kind == "send"

    def _read(self, database: Database, plan: Plan, now: int) -> tuple[Mapping[int, Due], Counting]:
        """Return the rivals of a plan as its own worker would see them, read once for the batch."""
        key = (plan.origin.id, plan.channel)
        if key not in self._known:
            ids = [each.id for rivals in self.rivals.values() for each in rivals if (each.origin, each.channel) == key]
            rows = outbox.due(
                database, origin=plan.origin.id, channel=plan.channel, kind=plan.kind, topic=plan.topic, now=now,
                limit=-1, only=None, flow=plan.is_flow, messages=array(ids),
            )  # fmt: skip
            self._known[key] = {row.id: row for row in rows}, facts.gather(database, plan, rows, now)
        return self._known[key]


def look(database: Database, shift: Shift, plan: Plan, rows: Sequence[Due], now: int) -> Ahead:
    """Return what other channels have due for the people of a batch; nothing is asked where no gate would count it."""
    others = [other for other in shift.plans if _is_beside(plan, other, shift)]
    meant = [row.customer for row in rows if _is_counted(plan, row, now)] if others else []
    waiting: dict[tuple[int, str], Plan] = {
        (other.origin.id, other.channel): other for other in others if meant and _waits(database, shift, other, now)
    }
    found: defaultdict[int, list[Rival]] = defaultdict(list)
    if waiting:
        for rival in rivals.elsewhere(database, meant, sorted({origin for origin, _ in waiting}), plan.channel, now):
            if (rival.origin, rival.channel) in waiting:
                found[rival.customer].append(rival)
    return Ahead(plans=waiting, rivals=found)


def _is_counted(plan: Plan, row: Due, now: int) -> bool:
    """Tell whether a gate of a message counts what goes out on other channels."""
    policy = plan.policy
    if policy.transactional:
        return False
    if any(cap.scope != "channel" for cap in policy.caps):
        return True
    return _keeps_gap(plan, row, now)


def _keeps_gap(plan: Plan, row: Due, now: int) -> bool:
    return plan.policy.min_gap > 0 and row.reason != "gap" and caught_up(row.first_due, now)


def _may_count(plan: Plan, row: Due, slots: int, now: int) -> bool:
    """Tell whether a gate may refuse a message for so many slots of its person, those on other channels among them."""
    if any(cap.scope != "channel" and cap.n <= slots for cap in plan.policy.caps):
        return True
    return _keeps_gap(plan, row, now)


def _is_beside(plan: Plan, other: Plan, shift: Shift) -> bool:
    return (
        other.channel != plan.channel
        and other.origin.mode == plan.origin.mode
        and not other.policy.transactional
        and other.channel not in shift.halts
    )


def _waits(database: Database, shift: Shift, plan: Plan, now: int) -> bool:
    """Tell whether a plan has anything due and may be served."""
    due = outbox.next_due(database, plan.origin.id, plan.channel)
    return due is not None and due <= now and shift.may_serve(database, plan)


def _as_seen(slots: Sequence[Slot], plan: Plan, row: Due) -> Sequence[Slot]:
    """Return slots as a message's gates count them: for one that the gap has put off once they are no others' gap.

    Else a channel with a long queue would put off what waits on another one again and again.
    """
    return [slot._replace(origin=plan.origin.id) for slot in slots] if row.reason == "gap" else slots


def _with(counting: Counting, plan: Plan, row: Due, taken: Sequence[Slot], cost: int, now: int) -> Verdict:
    """Return the gates' verdict with exactly the slots ``taken`` held by the message's person."""
    return facts.judge(plan, row, replace(counting, slots={row.customer: list(taken)}), cost, now)
