"""Claiming: the transaction that judges a batch's gates, reserves what passes, writes down every refusal (M3, M4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mactl.core.messages.verdict import Verdict, skip
from mactl.core.model.message import Content
from mactl.engine import facts, precedence, rewards
from mactl.engine.facts import Counting
from mactl.engine.plans import Plan
from mactl.engine.precedence import Ahead
from mactl.engine.rewards import Receiver
from mactl.engine.shift import Shift
from mactl.errors import MactlError
from mactl.store import enrolments, flow_messages, grants, origins, outbox, points, rates, spending
from mactl.store.database import Database
from mactl.store.grants import Granted
from mactl.store.outbox import Claim, Due, Outcome
from mactl.store.slots import Slot


class Item(NamedTuple):
    """A claimed message. ``content`` is there already where its cost had to be known before the claim."""

    plan: Plan
    row: Due
    address: str
    cost: int
    content: Content | None = None
    granted: Sequence[Granted] = ()


_NO_COUPON = skip("render", "no_coupon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one claim brought: ``items`` to send, how many messages were ``looked`` at, and when to look again."""

    items: list[Item] = field(default_factory=list)
    looked: int = 0
    resume_at: int | None = None


def next_batch(database: Database, shift: Shift, plans: Sequence[Plan], now: int) -> Batch:
    """Claim the next messages of the first plan that has any due; inside the caller's transaction.

    For each person the message that was due first is judged first, whichever plan it is of (M4).
    """
    resume: list[int] = []
    rivals = _rivals(database, plans, now)
    for plan in plans:
        batch = _of_plan(database, shift, plan, rivals.get(plan.origin.priority, ""), now)
        if batch.looked:
            return batch
        if batch.resume_at is not None:
            resume.append(batch.resume_at)
    return Batch(resume_at=min(resume, default=None))


def _rivals(database: Database, plans: Sequence[Plan], now: int) -> dict[int, str]:
    """Return, by priority, the origins that have messages due where there are several, as JSON."""
    found: dict[int, list[int]] = {}
    for plan in plans if len(plans) > 1 else ():
        due = outbox.next_due(database, plan.origin.id, plan.channel)
        if due is not None and due <= now:
            found.setdefault(plan.origin.priority, []).append(plan.origin.id)
    return {priority: json.dumps(origins) for priority, origins in found.items() if len(origins) > 1}


def _of_plan(database: Database, shift: Shift, plan: Plan, rivals: str, now: int) -> Batch:
    granted, next_at = shift.room(), now
    if plan.rate is not None:
        granted, next_at = rates.take(database, plan.bucket, plan.rate, now, granted)
    rows = (
        outbox.due(
            database,
            origin=plan.origin.id,
            channel=plan.channel,
            kind=plan.kind,
            topic=plan.topic,
            now=now,
            limit=granted,
            only=shift.only,
            flow=plan.is_flow,
            rivals=rivals,
        )
        if granted
        else []
    )
    batch = _judge(database, shift, plan, rows, now) if rows else Batch()
    if plan.rate is not None and granted > len(batch.items):
        rates.give_back(database, plan.bucket, plan.rate, now, granted - len(batch.items))
    if rows:
        return batch
    if not granted:
        return Batch(resume_at=next_at)
    return Batch(resume_at=outbox.next_try(database, plan.origin.id, plan.channel, now, shift.only))


def _judge(database: Database, shift: Shift, plan: Plan, rows: Sequence[Due], now: int) -> Batch:
    counting = facts.gather(database, plan, rows, now)
    ahead = precedence.look(database, shift, plan, rows, now)
    items: list[Item] = []
    refusals: list[tuple[Due, Verdict]] = []
    broken: list[Outcome] = []
    for row in rows:
        try:
            weighed = _weigh(database, plan, row, counting, ahead, now)
        except MactlError as fault:
            broken.append(_unmade(row, fault))
            continue
        if weighed.verdict.kind == "send":
            items.append(_reserve(plan, row, counting, weighed, now))
        else:
            refusals.append((row, weighed.verdict))
    _write(database, shift, plan, items, refusals, broken, now)
    cost = sum(item.cost for item in items)
    origins.spend(database, plan.origin.id, cost, len(items))
    spending.reserve(database, plan.origin.mode, now, cost)
    return Batch(items=items, looked=len(rows))


class _Weighed(NamedTuple):
    """What the gates say of a message, what it costs, and what was made and granted for it on the way."""

    verdict: Verdict
    cost: int
    content: Content | None = None
    granted: Sequence[Granted] = ()


def _weigh(database: Database, plan: Plan, row: Due, counting: Counting, ahead: Ahead, now: int) -> _Weighed:
    """Return the gates' verdict and the cost; who would pass for one part is made where the price asks for it."""
    cost = plan.cost(1)
    verdict = ahead.judge(database, plan, row, counting, cost, now)
    if verdict.kind != "send":
        return _Weighed(verdict, cost)
    granted: Sequence[Granted] = ()
    if plan.giver is not None:
        receiver = Receiver(row.customer, row.customer_id, row.enrolment, row.visit)
        given = rewards.give(database, plan.giver, receiver, now)
        if given is None:
            return _Weighed(_NO_COUPON, cost)
        granted = given
    if not plan.priced_by_content:
        return _Weighed(verdict, cost, None, granted)
    content = made(database, plan, row, now, granted)
    cost = plan.cost(content.parts)
    return _Weighed(facts.judge(plan, row, counting, cost, now), cost, content, granted)


def made(database: Database, plan: Plan, row: Due, now: int, granted: Sequence[Granted]) -> Content:
    """Return the message of ``row``, with what the customer has of points at ``now`` where its template asks."""
    booked = points.balance(database, row.customer, now) if plan.prints_points else None
    return plan.render(row, now, granted, booked)


def _unmade(row: Due, fault: MactlError) -> Outcome:
    return Outcome(id=row.id, state="failed", reason="content", detail=fault.told, release=row.attempts > 0)


def _reserve(plan: Plan, row: Due, counting: Counting, weighed: _Weighed, now: int) -> Item:
    counting.spent += weighed.cost
    counting.month_spent += weighed.cost
    counting.sends += 1
    if weighed.granted:
        counting.coupons += sum(each.value for each in weighed.granted if each.kind == "coupon")
    slot = Slot(row.customer, row.id, plan.origin.id, plan.channel, plan.topic, now)
    counting.slots.setdefault(row.customer, []).append(slot)
    return Item(plan, row, facts.address(plan, row) or "", weighed.cost, weighed.content, weighed.granted)


def _write(
    database: Database,
    shift: Shift,
    plan: Plan,
    items: Sequence[Item],
    refusals: Sequence[tuple[Due, Verdict]],
    broken: Sequence[Outcome],
    now: int,
) -> None:
    reserves = None if plan.policy.transactional else now
    claims = [Claim(item.row.id, item.address, reserves, item.cost) for item in items]
    for item in items:
        if item.row.attempts:
            shift.on_claim_again(item.row.id)
    outbox.claim(database, claims, shift.run_id, now)
    outcomes = [*(_refusal(plan, row, verdict) for row, verdict in refusals), *broken]
    outbox.settle(database, outcomes, now)
    through = [row.id for row, verdict in refusals if verdict.falls_through] + [outcome.id for outcome in broken]
    if plan.next_channel:
        for message in through:
            outbox.fall_back(database, message, plan.next_channel, now)
    if plan.giver is not None:
        grants.withdraw(database, [outcome.id for outcome in outcomes if outcome.state != "delayed"], now)
    if plan.is_flow:
        enrolments.wake_settled(database, [outcome.id for outcome in outcomes])
    shift.claimed(len(items))
    shift.count(outcomes)


def _refusal(plan: Plan, row: Due, verdict: Verdict) -> Outcome:
    if verdict.kind == "delayed":
        first_due = verdict.until if verdict.moves_first_due else None
        if plan.is_flow and verdict.gate == "quiet":  # what follows in a flow counts from when it was allowed (T3)
            first_due = facts.allowed_at(plan, row)
        return Outcome(id=row.id, state="delayed", reason=verdict.reason, due=verdict.until, first_due=first_due)
    release = row.attempts > 0  # a try before this one took a slot
    return Outcome(id=row.id, state=verdict.kind, reason=verdict.reason, detail=verdict.detail or None, release=release)


def give_back(database: Database, shift: Shift, items: Sequence[Item], now: int) -> None:
    """Queue claimed messages again that were not handed over, and return what they had reserved."""
    spending.correct(database, [(item.row.id, -item.cost) for item in items])
    outbox.requeue(database, [item.row.id for item in items], now)
    flow_messages.call_off(database, [item.row.id for item in items if item.row.enrolment], now)
    grants.withdraw(database, [item.row.id for item in items if item.granted], now)
    for item in items:
        origins.spend(database, item.plan.origin.id, -item.cost, -1)
    shift.claimed(-len(items))
