"""What the gates are told: a batch's customers, asked of the store set-wise, as the Facts of each message (rule M4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mactl.clock import DAY
from mactl.core.messages import caps, gates, timing
from mactl.core.messages.facts import Facts
from mactl.core.messages.verdict import Verdict
from mactl.core.schedule.months import month_of
from mactl.core.schedule.zones import resolve_zone
from mactl.engine import rewards
from mactl.engine.plans import Plan
from mactl.store import entitlements, grants, origins, slots, spending
from mactl.store.database import Database
from mactl.store.entitlements import Standing
from mactl.store.outbox import Due
from mactl.store.slots import Slot

_NOWHERE = Standing()
# What a row says of its address, consents, suppression and holdout.
_ADDRESS_STATUS, _EVENT = Due._fields.index("address_status"), Due._fields.index("event")


@dataclass(slots=True, kw_only=True)
class Counting:
    """What changes while a batch is judged: budget spent, slots taken; and where its customers stand.

    ``known`` are the verdicts on messages of which the gates were told the same; None where they look at each person.
    """

    spent: int
    sends: int
    coupons: int  # what coupons granted so far cost at most
    month: str  # as in 2026-03, "" where the workspace has no budget of the month
    month_spent: int
    slots: dict[int, list[Slot]]
    standing: Mapping[int, Standing]
    known: dict[tuple[object, ...], Verdict] | None = None


def gather(database: Database, plan: Plan, rows: Sequence[Due], now: int) -> Counting:
    """Ask the store what the gates in force need to know of a batch; nothing is asked where no gate would."""
    spent, sends = origins.used_up(database, plan.origin)
    month, month_spent = _month(database, plan, now)
    return Counting(
        spent=spent,
        sends=sends,
        coupons=_coupons(database, plan),
        month=month,
        month_spent=month_spent,
        slots=_slots(database, plan, rows, now),
        standing=_standing(database, plan, rows),
        known={} if _judges_alike(plan) else None,
    )


def judge(plan: Plan, row: Due, counting: Counting, cost: int, now: int) -> Verdict:
    """Return the gates' verdict on a message that would cost ``cost``; of those that are alike only one is judged."""
    if counting.known is None or row.customer in counting.slots:
        return gates.judge(facts(plan, row, counting, cost, now), plan.policy, now)
    told = (row.first_due, row.time_zone, bool(address(plan, row)), *row[_ADDRESS_STATUS:_EVENT])
    verdict = counting.known.get(told)
    if verdict is None:
        verdict = gates.judge(facts(plan, row, counting, cost, now), plan.policy, now)
        counting.known[told] = verdict
    return verdict


def allowed_at(plan: Plan, row: Due) -> int:
    """Return when a message was due, its window or quiet hours considered."""
    told = Facts(customer=row.customer_id, due=row.due, first_due=row.first_due, zone=row.time_zone)
    return timing.allowed_at(row.first_due, told, plan.policy)


def address(plan: Plan, row: Due) -> str | None:
    """Return where a message would go; inside an app a customer is known by the public id."""
    return row.customer_id if plan.channel == "inapp" else row.address


def facts(plan: Plan, row: Due, counting: Counting, cost: int, now: int) -> Facts:
    """Return what the gates are told of one message that would cost ``cost`` (ten-thousandths)."""
    held = counting.slots.get(row.customer, ()) if counting.slots else ()
    standing = counting.standing.get(row.customer, _NOWHERE) if counting.standing else _NOWHERE
    reached = address(plan, row)
    return Facts(
        customer=row.customer_id,
        due=row.due,
        first_due=row.first_due,
        zone=row.time_zone,
        address=reached,
        address_status=row.address_status,
        suppressed=row.suppressed,
        in_only=not plan.only or row.customer_id in plan.only or reached in plan.only,
        consent=row.consent,
        topic_consent=row.topic_consent,
        over_budget=_over_budget(plan, counting, cost) if plan.policy.budgeted else "",
        follows=reached is not None,
        last_inbound=standing.last_inbound,
        subscriptions_left=standing.subscriptions_left,
        cap_counts=_counts(plan, row, held, now) if plan.policy.caps else (),
        held_out=row.held,
        exempt=bool(plan.exempt) and (row.customer_id in plan.exempt or reached in plan.exempt),
        last_sent_at=max((slot.at for slot in held if slot.origin != plan.origin.id), default=None) if held else None,
    )


def _judges_alike(plan: Plan) -> bool:
    """Tell whether the gates ask of a person only what stands in the message's row, and slots: no lot, no list."""
    policy = plan.policy
    return not (policy.holdouts or policy.budgeted or policy.needs or plan.only or plan.exempt)


def _over_budget(plan: Plan, counting: Counting, cost: int) -> str:
    worth = rewards.worth(plan.giver) if plan.giver is not None else 0
    own = plan.over_budget(counting.spent + cost, counting.sends + 1, counting.coupons + worth)
    if own or plan.monthly is None:
        return own
    return plan.monthly.exceeded(counting.month, counting.month_spent, cost)


def _month(database: Database, plan: Plan, now: int) -> tuple[str, int]:
    """Return the month of ``now`` and what the workspace used of its budget; not asked where there is none."""
    if plan.monthly is None:
        return "", 0
    month = month_of(now, plan.monthly.zone)
    return month.name, spending.opened(database, plan.origin.mode, month)


def _coupons(database: Database, plan: Plan) -> int:
    """Return what the coupons cost that the campaign or flow has granted; not asked where there is no limit."""
    if plan.giver is None or plan.max_coupon_value is None:
        return 0
    return grants.spent(database, plan.giver.source, plan.giver.mode)


def _slots(database: Database, plan: Plan, rows: Sequence[Due], now: int) -> dict[int, list[Slot]]:
    """Return the slots that the gates may count; nothing is asked where no gate would."""
    reach = [(2 * DAY if cap.per == "day" else cap.millis) for cap in plan.policy.caps]
    if any(timing.caught_up(row.first_due, now) for row in rows):
        reach.append(plan.policy.min_gap)
    if not reach or plan.policy.transactional:
        return {}
    return slots.held(database, [row.customer for row in rows], plan.origin.mode, now - max(reach))


def _counts(plan: Plan, row: Due, held: Sequence[Slot], now: int) -> tuple[int, ...]:
    if not held:
        return (0,) * len(plan.policy.caps)
    zone = resolve_zone(row.time_zone, *plan.policy.zones).zone
    return tuple(
        sum(1 for slot in held if slot.message != row.id and slot.at >= since and _counted(cap, slot, plan))
        for cap in plan.policy.caps
        for since in (caps.counts_since(cap, now, zone),)
    )


def _counted(cap: caps.Cap, slot: Slot, plan: Plan) -> bool:
    if cap.scope == "channel":
        return slot.channel == plan.channel
    return cap.scope == "all" or slot.topic == plan.topic


def _standing(database: Database, plan: Plan, rows: Sequence[Due]) -> Mapping[int, Standing]:
    if not plan.policy.needs:
        return {}
    return entitlements.standing(database, [row.customer for row in rows], plan.channel, plan.template.name)
