"""The agenda of the coming days as a report: a sheet for each day, tables of campaigns and flows, what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mactl.api import budgets
from mactl.api.agenda import WEEKS, Agenda, Held, Sending
from mactl.api.collisions import Collision
from mactl.commands import _agenda_document, _names
from mactl.core.messages.cost import amount
from mactl.core.messages.reasons import sentence
from mactl.core.model import shown
from mactl.core.model.chart import Days, Sheet, Slip
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.zones import local
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext

_HELD = 2  # reasons that a table names
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def report(workspace: Workspace, agenda: Agenda, found: Sequence[Collision]) -> Report:
    """Return the agenda for people, programs and calendars."""
    tables = [_days(workspace, agenda, found), _collisions(found), _sendings(agenda), _volumes(agenda)]
    return Report(
        title=_("Calendar: {first} to {last}", first=_day(agenda.days[0]), last=_day(agenda.days[-1])),
        banner=_("sandbox: nothing leaves this machine") if budgets.mode(workspace) == "sandbox" else "",
        sentences=_sentences(workspace, agenda, found),
        tables=tuple(table for table in tables if table.rows),
        document=_agenda_document.document(agenda, found),
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        agenda=tuple(_agenda_document.appointments(workspace, agenda)),
    )


def _day(day: date) -> str:
    return shown.day(day.isoformat())


def _sentences(workspace: Workspace, agenda: Agenda, found: Sequence[Collision]) -> tuple[str, ...]:
    campaigns = sum(each.messages for each in agenda.sendings)
    flows = sum(agenda.due(place) + agenda.likely(place) for place in range(len(agenda.days)))
    cost = sum(agenda.cost(place) for place in range(len(agenda.days)))
    said = [
        _(
            "About {n:,} messages: {campaigns:,} of campaigns, {flows:,} of flows; {cost}.",
            n=round(campaigns) + round(flows), campaigns=round(campaigns), flows=round(flows),
            cost=shown.money(amount(round(cost)), workspace.config.workspace.currency),
        )
        if campaigns + flows
        else _("Nothing is expected to go out.")
    ]  # fmt: skip
    if found:
        said.append(ngettext("{n} thing to look at.", "{n} things to look at.", len(found)))
    return tuple(said)


def _days(workspace: Workspace, agenda: Agenda, found: Sequence[Collision]) -> Table:
    columns = (
        Column(key="day", title=_("Day"), unit="date"),
        Column(key="weekday", title=""),
        Column(key="occasion", title=_("Occasion")),
        Column(key="campaign", title=_("Campaigns")),
        Column(key="campaign_messages", title=_("their messages"), unit="count"),
        Column(key="flows_due", title=_("flows, due"), unit="count"),
        Column(key="flows_likely", title=_("flows, likely"), unit="count"),
        Column(key="cost", title=_("cost"), unit="money"),
    )
    rows = tuple(
        (
            day.isoformat(), _(_DAYS[day.weekday()]),
            _listed([_agenda_document.feast_name(each) for each in agenda.feasts[place]]),
            _listed([_planned(agenda, each) for each in _on(agenda, place)]), round(agenda.campaigns(place)),
            round(agenda.due(place)), round(agenda.likely(place)), amount(round(agenda.cost(place))),
        )
        for place, day in enumerate(agenda.days)
    )  # fmt: skip
    sheets = tuple(_sheet(workspace, agenda, found, place) for place in range(len(agenda.days)))
    return Table(title=_("Day by day"), columns=columns, rows=rows, note=_note(agenda), charts=(Days(sheets=sheets),))


def _note(agenda: Agenda) -> str:
    """Return what the figures rest on."""
    said = [
        _(
            "Due: campaigns, people inside flows, and those whom a date lets in, as the engine will judge them, if "
            "nobody does anything meanwhile. Likely: what those will get who enter flows from now on, the mean of the "
            "same days of the last {weeks} weeks.",
            weeks=WEEKS,
        )
    ]
    strata = agenda.outlook.strata.values()
    if any(each.followed < each.people for each in strata):
        most = max(each.followed for each in strata)
        said.append(
            _(
                "Of each campaign and flow {n:,} people were followed, drawn by lot, and the rest reckoned from them.",
                n=most,
            )
        )
    return " ".join(said)


def _listed(said: Sequence[str]) -> str | None:
    return _(", ").join(said) if said else None


def _on(agenda: Agenda, place: int) -> list[Sending]:
    """Return the campaigns of a day: planned for it, or sending on it."""
    return [
        each for each in agenda.sendings if each.days[place][0] or (each.at is not None and agenda.of(each.at) == place)
    ]


def _planned(agenda: Agenda, each: Sending) -> str:
    return each.campaign.name if each.at is None else f"{local(each.at, agenda.zone):%H:%M} {each.campaign.name}"


def _sheet(workspace: Workspace, agenda: Agenda, found: Sequence[Collision], place: int) -> Sheet:
    day, messages = agenda.days[place], agenda.campaigns(place) + agenda.due(place) + agenda.likely(place)
    slips = [
        Slip(kind="blackout" if each.blackout else "festival", title=_agenda_document.feast_name(each))
        for each in agenda.feasts[place]
    ]
    currency = workspace.config.workspace.currency
    for each in _on(agenda, place):
        n, cost = each.days[place]
        said = _("{n:,} messages, {cost}", n=round(n), cost=shown.money(amount(round(cost)), currency))
        slips.append(Slip(kind="campaign", title=_planned(agenda, each), said=said))
    flows = [(each, each.due[place][0], each.likely[place][0] if each.likely else 0.0) for each in agenda.volumes]
    for volume, due, likely in flows:
        if round(due + likely):
            said = _("{due:,} due, {likely:,} likely", due=round(due), likely=round(likely))
            said = said if round(likely) else _("{due:,} due", due=round(due))
            slips.append(Slip(kind="flow", title=volume.name, said=said))
    slips += [Slip(kind="warning", title=each.said) for each in found if each.day == day]
    return Sheet(
        head=_(_DAYS[day.weekday()]), day=shown.day_of_year(day.isoformat()),
        said=f"{round(messages):,}" if round(messages) else "", slips=tuple(slips),
    )  # fmt: skip


def _collisions(found: Sequence[Collision]) -> Table:
    columns = (Column(key="day", title=_("Day"), unit="date"), Column(key="said", title=_("To look at")))
    rows = tuple((None if each.day is None else each.day.isoformat(), each.said) for each in found)
    return Table(title=_("To look at"), columns=columns, rows=rows)


def _sendings(agenda: Agenda) -> Table:
    columns = (
        Column(key="at", title=_("When"), unit="instant"),
        Column(key="name", title=_("Campaign")),
        Column(key="channels", title=_("Channels")),
        Column(key="audience", title=_("People now"), unit="count"),
        Column(key="messages", title=_("messages"), unit="count"),
        Column(key="cost", title=_("cost"), unit="money"),
        Column(key="held", title=_("Held back")),
    )
    rows = tuple(
        (
            each.at, each.campaign.name, _(", ").join(_names.channel(name) for name in each.campaign.channels),
            each.audience, round(each.messages), amount(round(each.cost)), _held(each.held),
        )
        for each in agenda.sendings
    )  # fmt: skip
    return Table(title=_("Campaigns"), columns=columns, rows=rows)


def _held(held: Held) -> str | None:
    most = [(reason, round(n)) for reason, n in held.items() if round(n)][:_HELD]
    return _listed([f"{sentence(reason)} {n:,}" for reason, n in most])


def _volumes(agenda: Agenda) -> Table:
    columns = (
        Column(key="name", title=_("Flow")),
        Column(key="people", title=_("People now"), unit="count"),
        Column(key="due", title=_("due"), unit="count"),
        Column(key="likely", title=_("likely"), unit="count"),
        Column(key="cost", title=_("cost"), unit="money"),
        Column(key="weeks", title=_("weeks of the past"), unit="count"),
        Column(key="held", title=_("Held back")),
    )
    rows = tuple(
        (
            each.name, each.inside, round(sum(n for n, _cost in each.due)),
            None if each.likely is None else round(sum(n for n, _cost in each.likely)),
            amount(round(each.cost)), each.weeks or None, _held(each.held),
        )
        for each in agenda.volumes
    )  # fmt: skip
    young = [each.name for each in agenda.volumes if each.likely is None]
    note = _(
        "Too young to say what is likely: {names}. mactl flow simulate tells from history.", names=", ".join(young)
    )
    return Table(title=_("Flows"), columns=columns, rows=rows, note=note if young else "")
