"""The agenda of the coming days for programs, and for the calendars of phones and offices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from mactl.api.agenda import Agenda, Feast, Sending, Volume
from mactl.api.collisions import Collision
from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.report import Appointment
from mactl.core.schedule.instants import iso
from mactl.engine.workspace import Workspace
from mactl.i18n import _


def feast_name(each: Feast) -> str:
    """Return a festival's name, with which of its days it is where it has several."""
    return f"{each.name} {each.number}/{each.of}" if each.of > 1 else each.name


def appointments(workspace: Workspace, agenda: Agenda) -> list[Appointment]:
    """Return campaigns at their instants; festivals, blackout dates and what flows send as whole days."""
    found = [
        Appointment(
            key=f"campaign-{each.campaign.id}-{each.at}", title=each.campaign.name, start=each.at, stop=each.at,
            text=_(
                "{people:,} people, about {n:,} messages, {cost}",
                people=each.audience, n=round(each.messages),
                cost=shown.money(amount(round(each.cost)), workspace.config.workspace.currency),
            ),
        )
        for each in agenda.sendings
        if each.at is not None
    ]  # fmt: skip
    return [*found, *_whole_days(agenda)]


def _whole_days(agenda: Agenda) -> Iterator[Appointment]:
    """Yield each festival once, with all of its days, and what flows send as a note of its day."""
    told: set[str] = set()
    for place, day in enumerate(agenda.days):
        for feast in agenda.feasts[place]:
            first = day - timedelta(days=feast.number - 1)
            last, key = first + timedelta(days=feast.of - 1), f"festival-{feast.id}-{first}"
            said = _("no marketing goes out") if feast.blackout else ""
            if key not in told:
                told.add(key)
                yield Appointment(key=key, title=feast.name, day=f"{first}", last=f"{last}", text=said)
        if messages := round(agenda.due(place) + agenda.likely(place)):
            said = _("flows: about {n:,} messages", n=messages)
            yield Appointment(key=f"flows-{day}", title=said, day=f"{day}")


def document(agenda: Agenda, found: Sequence[Collision]) -> dict[str, object]:
    """Return the agenda for programs: stable names, numbers unrounded."""
    return {
        "from": iso(agenda.start, agenda.zone),
        "until": iso(agenda.stop, agenda.zone),
        "days": [_day(agenda, place) for place in range(len(agenda.days))],
        "campaigns": [_sending(agenda, each) for each in agenda.sendings],
        "flows": [_volume(each) for each in agenda.volumes],
        "collisions": [
            {"kind": each.kind, "day": each.day and each.day.isoformat(), "said": each.said, "names": list(each.names)}
            for each in found
        ],
        "people": {
            name: {"all": each.people, "followed": each.followed} for name, each in agenda.outlook.strata.items()
        },
    }


def _day(agenda: Agenda, place: int) -> dict[str, object]:
    return {
        "day": agenda.days[place].isoformat(),
        "festivals": [
            {"festival": each.id, "name": each.name, "number": each.number, "of": each.of, "blackout": each.blackout}
            for each in agenda.feasts[place]
        ],
        "campaign_messages": agenda.campaigns(place),
        "flows_due": agenda.due(place),
        "flows_likely": agenda.likely(place),
        "cost": amount(round(agenda.cost(place))),
    }


def _sending(agenda: Agenda, each: Sending) -> dict[str, object]:
    return {
        "campaign": each.campaign.id,
        "name": each.campaign.name,
        "channels": list(each.campaign.channels),
        "at": None if each.at is None else iso(each.at, agenda.zone),
        "people": each.audience,
        "messages": each.messages,
        "cost": amount(round(each.cost)),
        "held": dict(each.held),
    }


def _volume(each: Volume) -> dict[str, object]:
    return {
        "flow": each.flow,
        "name": each.name,
        "state": each.state,
        "people": each.inside,
        "due": [n for n, _cost in each.due],
        "likely": None if each.likely is None else [n for n, _cost in each.likely],
        "cost": amount(round(each.cost)),
        "weeks": each.weeks,
        "held": dict(each.held),
    }
