"""What to look at in an agenda: what stands in each other's way, will be held back, costs too much or was forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from mactl.api import budgets
from mactl.api.agenda import Agenda, Sending
from mactl.core.messages.cost import amount, money
from mactl.core.model import shown
from mactl.core.model.campaign import Budget, Campaign
from mactl.core.schedule import festivals, recurrence
from mactl.core.schedule.months import month_of
from mactl.core.schedule.zones import zone
from mactl.engine import festivals as calendars
from mactl.engine import planning, preparing, rewards, scheduling
from mactl.engine.outlook import stratum
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _, ngettext
from mactl.store import controls, origins, outlooks, spending
from mactl.store.database import Database

_TRACE = 0.05  # of what goes out


@dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """Something to look at: its ``kind``, the ``day`` that it is about (None: no day), what is said, who is concerned.

    Kinds: overlap, blackout, cap, budget, festival, draft, paused, approval, stopped, years, fault.
    """

    kind: str
    day: date | None
    said: str
    names: tuple[str, ...] = ()


def find(workspace: Workspace, database: Database, agenda: Agenda) -> list[Collision]:
    """Return everything to look at, in the order of days; what has no day comes first."""
    found = [
        *(Collision(kind="fault", day=None, said=said) for said in agenda.outlook.faults),
        *_stopped(database),
        *_not_in_force(workspace, database, agenda),
        *_not_approved(workspace, database, agenda),
        *_overlaps(database, agenda),
        *_blackouts(agenda),
        *_capped(agenda),
        *_budgets(workspace, database, agenda),
        *_month(workspace, database, agenda),
        *_forgotten(agenda),
        *_years(workspace, agenda),
    ]
    return sorted(found, key=lambda each: (each.day is not None, each.day or date.min))


def _stopped(database: Database) -> Iterator[Collision]:
    for scope, name, who, _reason, _at in controls.stops(database):
        said = {
            "all": _("{who} stopped all sending: nothing goes out until mactl resume --all", who=who),
            "campaign": _("{who} stopped campaign {name}", who=who, name=name),
            "channel": _("{who} stopped the channel {name}", who=who, name=name),
        }
        yield Collision(kind="stopped", day=None, said=said.get(scope, name), names=(name,) if name else ())


def _not_in_force(workspace: Workspace, database: Database, agenda: Agenda) -> Iterator[Collision]:
    """Yield campaigns whose schedule names one of the days, and that nobody has scheduled, or somebody paused."""
    for campaign in agenda.authored.campaigns:
        state = controls.campaign_state(database, campaign.id)[0]
        if campaign.schedule is None or state not in {"draft", "paused"} or origins.find(database, campaign.id, "1"):
            continue
        try:
            first = recurrence.next_after(scheduling.schedule_of(campaign, workspace.zone), agenda.start)
        except MactlError as fault:
            yield Collision(kind="fault", day=None, said=f"{campaign.name}: {fault.message}", names=(campaign.id,))
            continue
        if first is not None and first < agenda.stop:
            said = _("{name} is a draft: its schedule is not in force (mactl campaign schedule)", name=campaign.name)
            if state == "paused":
                said = _("{name} is paused: nothing of it goes out", name=campaign.name)
            yield Collision(kind=state, day=agenda.days[agenda.of(first)], said=said, names=(campaign.id,))


def _not_approved(workspace: Workspace, database: Database, agenda: Agenda) -> Iterator[Collision]:
    for each in _first_of_each(agenda):
        try:
            approved = preparing.still_approved(workspace, database, each.campaign)
        except MactlError:
            continue  # it is named as a fault
        if not approved:
            said = _("{name} is not approved as it stands now: it will not be launched", name=each.campaign.name)
            yield Collision(kind="approval", day=_day(agenda, each), said=said, names=(each.campaign.id,))


def _first_of_each(agenda: Agenda) -> list[Sending]:
    """Return the first occurrence of each campaign that is still to be launched."""
    found: dict[str, Sending] = {}
    for each in agenda.sendings:
        if each.at is not None:
            found.setdefault(each.campaign.id, each)
    return list(found.values())


def _day(agenda: Agenda, sending: Sending) -> date:
    return agenda.days[agenda.of(agenda.start if sending.at is None else sending.at)]


def _overlaps(database: Database, agenda: Agenda) -> Iterator[Collision]:
    """Yield campaigns of one day that are for the same people."""
    for day in agenda.days:
        campaigns = list(
            {each.campaign.id: each.campaign for each in agenda.sendings if _day(agenda, each) == day}.items()
        )
        for (one, first), (other, second) in combinations(campaigns, 2):
            both = outlooks.shared(database, stratum("campaign", one), stratum("campaign", other))
            if both:
                said = ngettext(
                    "{first} and {second} go to the same {n:,} person on one day",
                    "{first} and {second} go to the same {n:,} people on one day",
                    both, first=first.name, second=second.name,
                )  # fmt: skip
                yield Collision(kind="overlap", day=day, said=said, names=(one, other))


def _blackouts(agenda: Agenda) -> Iterator[Collision]:
    for each in agenda.sendings:
        day = _day(agenda, each)
        feasts = agenda.feasts[agenda.days.index(day)]
        closed = next((feast for feast in feasts if feast.blackout), None)
        if closed is not None and each.campaign.class_ == "marketing":
            said = _("{name} falls on a blackout date ({feast})", name=each.campaign.name, feast=closed.name)
            yield Collision(kind="blackout", day=day, said=said, names=(each.campaign.id,))


def _capped(agenda: Agenda) -> Iterator[Collision]:
    """Yield what frequency caps will hold back: of campaigns by day, of flows in all; a trace of it is no news."""
    for each in agenda.sendings:
        n = round(each.held.get("cap", 0))
        if n > each.messages * _TRACE:
            yield Collision(
                kind="cap", day=_day(agenda, each), said=_held_back(each.campaign.name, n), names=(each.campaign.id,)
            )
    for volume in agenda.volumes:
        n = round(volume.held.get("cap", 0))
        if n > sum(due for due, _cost in volume.due) * _TRACE:
            yield Collision(kind="cap", day=None, said=_held_back(volume.name, n), names=(volume.flow,))


def _held_back(name: str, n: int) -> str:
    return ngettext(
        "{name}: the frequency cap holds back about {n:,} message",
        "{name}: the frequency cap holds back about {n:,} messages",
        n, name=name,
    )  # fmt: skip


def _budgets(workspace: Workspace, database: Database, agenda: Agenda) -> Iterator[Collision]:
    for each in agenda.sendings:
        for said in _over(workspace, each.campaign.budget, each.messages, each.cost, each.campaign):
            yield Collision(kind="budget", day=_day(agenda, each), said=said, names=(each.campaign.id,))
    for (row, program), volume in zip(agenda.outlook.flows, agenda.volumes, strict=True):
        known = origins.find(database, row.id, kind="flow")
        sums = [*volume.due, *(volume.likely or ())]
        messages = sum(each.sends for each in known) + sum(n for n, _cost in sums)
        cost = sum(each.spent for each in known) + sum(cost for _n, cost in sums)
        own = Campaign(name=volume.name, audience="all", channels=())
        for said in _over(workspace, program.flow.budget, messages, cost, own):
            yield Collision(kind="budget", day=None, said=said, names=(row.id,))


def _over(workspace: Workspace, budget: Budget, messages: float, cost: float, campaign: Campaign) -> Iterator[str]:
    """Yield which limits of a budget will be exceeded."""
    currency = workspace.config.workspace.currency
    if budget.max_cost is not None and cost > money(budget.max_cost):
        likely = shown.money(amount(round(cost)), currency)
        limit = shown.money(budget.max_cost, currency)
        yield _("{name}: about {cost} is expected, the budget is {limit}", name=campaign.name, cost=likely, limit=limit)
    if budget.max_messages is not None and round(messages) > budget.max_messages:
        yield _(
            "{name}: about {n:,} messages are expected, the budget is {limit:,}",
            name=campaign.name, n=round(messages), limit=budget.max_messages,
        )  # fmt: skip
    worth = _worth(workspace, campaign) * messages
    if budget.max_coupon_value is not None and worth > money(budget.max_coupon_value):
        yield _(
            "{name}: coupons worth about {cost} are expected, the budget is {limit}",
            name=campaign.name, cost=shown.money(amount(round(worth)), currency),
            limit=shown.money(budget.max_coupon_value, currency),
        )  # fmt: skip


def _worth(workspace: Workspace, campaign: Campaign) -> int:
    """Return what the coupons of one message cost at most, in ten-thousandths; unknown ones are named elsewhere."""
    known = {each.id: each for each in rewards.read(workspace).coupons}
    granted = [known.get(grant.coupon or "") for grant in campaign.grant]
    return sum(money(coupon.worth) for coupon in granted if coupon is not None)


def _month(workspace: Workspace, database: Database, agenda: Agenda) -> Iterator[Collision]:
    """Yield the day on which the workspace's budget of the month will be used up."""
    budget = planning.month_budget(workspace)
    if budget is None:
        return
    home, used = zone(workspace.zone), dict[str, float]()
    for place, day in enumerate(agenda.days):
        month = month_of(agenda.bounds[place], home)
        if month.name not in used:
            used[month.name] = spending.used(database, budgets.mode(workspace), month)
        before = used[month.name]
        used[month.name] += agenda.cost(place)
        if before <= budget.limit < used[month.name]:
            said = _(
                "the budget of {month} ({limit}) is likely to be used up on this day",
                month=month.name, limit=shown.money(amount(budget.limit), workspace.config.workspace.currency),
            )  # fmt: skip
            yield Collision(kind="budget", day=day, said=said)


def _forgotten(agenda: Agenda) -> Iterator[Collision]:
    """Yield the festivals that no campaign and no flow is for, each on the first of its days."""
    told: set[str] = set()
    named = {
        str(program.flow.trigger.get("festival")) for row, program in agenda.outlook.flows if row.state == "active"
    }
    names = [each.campaign.name for each in agenda.sendings]
    for place, feasts in enumerate(agenda.feasts):
        for feast in feasts:
            if feast.blackout or feast.id in told:
                continue
            told.add(feast.id)
            left = agenda.days[place : place + feast.of - feast.number + 1]
            at_its_time = any(_day(agenda, each) in left for each in agenda.sendings)
            if not at_its_time and not {feast.id, feast.name} & named and not any(feast.name in name for name in names):
                said = _("{feast}: no campaign goes out, and no active flow is for it", feast=feast.name)
                yield Collision(kind="festival", day=agenda.days[place], said=said, names=(feast.id,))


def _years(workspace: Workspace, agenda: Agenda) -> Iterator[Collision]:
    for each in calendars.read(workspace).festivals:
        last = festivals.years(each)[1]
        if each.dates and last < agenda.days[-1].year:
            said = _("the dates of {name} are known until {last} only", name=each.name, last=last)
            yield Collision(kind="years", day=None, said=said, names=(each.id,))
