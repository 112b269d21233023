"""The shop's calendar: day by day what goes out, what it is likely to cost, and what stands in each other's way.

What is due comes of the engine itself (``engine/outlook.py``). What new entries to flows are likely to bring is what
the same days of the week brought before: what was sent to those who had come to a flow since the same moment of weeks
ago. Both together count nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from mactl.clock import DAY
from mactl.core.model.campaign import Campaign
from mactl.core.schedule import festivals
from mactl.core.schedule.zones import day_of, start_of_day, zone
from mactl.engine import catalogue, launch, outlook
from mactl.engine import festivals as calendars
from mactl.engine.outlook import Outlook, stratum
from mactl.engine.workspace import Workspace
from mactl.store import origins, outlooks
from mactl.store.database import Database
from mactl.store.outlooks import QUARTER

WEEKS = 4  # of the past that the likely volume is the mean of
Held = Mapping[str, float]  # how many messages do not go out, by reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A campaign's occurrence: who it is for now, what is expected to go out, and what is held back, by reason.

    ``at`` is its planned instant, None for one that was launched before and still has messages waiting. ``days`` are
    the messages and costs by day, for some go out after a quiet night.
    """

    campaign: Campaign
    at: int | None
    audience: int
    messages: float
    cost: float
    held: Held
    days: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """What a flow sends by day, (messages, cost).

    ``due`` goes to people inside and those whom the calendar lets in, ``likely`` to those who will enter: None where
    the flow is too young to say. ``weeks`` is on how many weeks of the past it rests.
    """

    flow: str
    name: str
    state: str
    inside: int
    due: tuple[tuple[float, float], ...]
    likely: tuple[tuple[float, float], ...] | None
    weeks: int
    held: Held

    @property
    def cost(self) -> float:
        """Return what all of it costs, in ten-thousandths."""
        return sum(cost for _n, cost in (*self.due, *(self.likely or ())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Feast:
    """A day of a festival: the ``number``-th of ``of`` days; on a ``blackout`` no marketing goes out."""

    id: str
    name: str
    number: int
    of: int
    blackout: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The coming days, and all that belongs to them; ``feasts`` by day. ``outlook`` is what it was reckoned from."""

    days: tuple[date, ...]
    start: int
    stop: int
    sendings: tuple[Sending, ...]
    volumes: tuple[Volume, ...]
    feasts: tuple[tuple[Feast, ...], ...]
    outlook: Outlook
    authored: catalogue.Catalogue
    zone: ZoneInfo
    bounds: tuple[int, ...]  # the first instant of each day

    def of(self, at: int) -> int:
        """Return the place of the day in which an instant lies."""
        return max(sum(start <= at for start in self.bounds) - 1, 0)

    def campaigns(self, place: int) -> float:
        """Return how many messages campaigns send on a day."""
        return sum(each.days[place][0] for each in self.sendings)

    def due(self, place: int) -> float:
        """Return how many messages of flows are due on a day."""
        return sum(each.due[place][0] for each in self.volumes)

    def likely(self, place: int) -> float:
        """Return how many more messages flows are likely to send on a day."""
        return sum(each.likely[place][0] for each in self.volumes if each.likely)

    def cost(self, place: int) -> float:
        """Return what is expected to be spent on a day, in ten-thousandths."""
        own = sum(each.days[place][1] for each in self.sendings)
        return own + sum(each.due[place][1] + (each.likely[place][1] if each.likely else 0.0) for each in self.volumes)


def of_workspace(
    workspace: Workspace,
    database: Database,
    days: int,
    *,
    most: int = outlook.MOST,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Agenda:
    """Return the agenda of the next ``days`` days, today included, which counts from now on."""
    home, now = zone(workspace.zone), workspace.clock.now()
    first = day_of(now, home)
    listed = tuple(first + timedelta(days=place) for place in range(days))
    bounds = tuple(start_of_day(each, home) for each in (*listed, listed[-1] + timedelta(days=1)))
    authored = catalogue.read(workspace)
    seen = outlook.look(workspace, database, authored, bounds[-1], most=most, progress=progress)
    blank = Agenda(
        days=listed, start=now, stop=bounds[-1], sendings=(), volumes=(), feasts=tuple(_feasts(workspace, listed)),
        outlook=seen, authored=authored, zone=home, bounds=bounds[:-1],
    )  # fmt: skip
    sendings, volumes = tuple(_sendings(database, blank)), tuple(_volumes(workspace, database, blank))
    return replace(blank, sendings=sendings, volumes=volumes)


def _feasts(workspace: Workspace, days: tuple[date, ...]) -> Iterator[tuple[Feast, ...]]:
    """Yield what is on each of ``days``."""
    known = [each for each in calendars.read(workspace).festivals if not each.workdays]
    times = [(each, time) for each in known for time in festivals.touching(each, days[0], days[-1])]
    for day in days:
        yield tuple(
            Feast(
                id=each.id, name=each.name, number=(day - time.start).days + 1, of=(time.stop - time.start).days + 1,
                blackout=each.blackout,
            )
            for each, time in times
            if time.start <= day <= time.stop
        )  # fmt: skip


def _sendings(database: Database, blank: Agenda) -> Iterator[Sending]:
    """Yield the campaigns in the order of their instants, those that were launched before first."""
    seen, planned = blank.outlook, {(each.campaign.id, each.key) for each in blank.outlook.launches}
    for origin in origins.running(database):
        if origin.kind == "campaign" and (origin.name, origin.occurrence) not in planned:
            campaign = next((each for each in blank.authored.campaigns if each.id == origin.name), None)
            if campaign is not None and stratum("campaign", origin.name) in seen.strata:
                yield _sending(blank, campaign, None, origin.occurrence)
    for each in sorted(seen.launches, key=lambda each: (each.at, each.campaign.id)):
        yield _sending(blank, each.campaign, each.at, each.key)


def _sending(blank: Agenda, campaign: Campaign, at: int | None, key: str) -> Sending:
    days, held = _by_day(blank, "campaign", campaign.id, key)
    known = blank.outlook.strata.get(stratum("campaign", campaign.id))
    return Sending(
        campaign=campaign, at=at, audience=known.people if known else 0, messages=sum(n for n, _cost in days),
        cost=sum(cost for _n, cost in days), held=held, days=days,
    )  # fmt: skip


def _by_day(blank: Agenda, kind: str, name: str, key: str = "") -> tuple[tuple[tuple[float, float], ...], Held]:
    """Return what goes out by day, and what is held back by reason."""
    days = [(0.0, 0.0)] * len(blank.days)
    held: dict[str, float] = {}
    for each in blank.outlook.due:
        if (each.kind, each.name) != (kind, name) or key not in ("", each.occurrence):
            continue
        if each.state == "sent":
            place = blank.of(each.quarter * QUARTER)
            messages, cost = days[place]
            days[place] = (messages + each.messages, cost + each.cost)
        else:
            held[each.reason or each.state] = held.get(each.reason or each.state, 0.0) + each.messages
    return tuple(days), dict(sorted(held.items(), key=lambda one: -one[1]))


def _volumes(workspace: Workspace, database: Database, blank: Agenda) -> Iterator[Volume]:
    """Yield what each flow sends, in the order in which flows were activated."""
    past = _past(workspace, database, blank)
    for row, program in blank.outlook.flows:
        due, held = _by_day(blank, "flow", row.id)
        known = blank.outlook.strata.get(stratum("flow", row.id))
        weeks = sum(row.since <= since for since in _references(blank)) if row.state == "active" else 0
        by_itself = bool(outlook.BY_CLOCK & set(program.flow.trigger)) or "manual" in program.flow.trigger
        likely = tuple((n / weeks, cost / weeks) for n, cost in past[row.id]) if weeks and row.id in past else None
        nothing = tuple((0.0, 0.0) for _day in blank.days)
        yield Volume(
            flow=row.id, name=program.flow.name, state=row.state, inside=known.people if known else 0, due=due,
            likely=nothing if by_itself or row.state == "paused" or (weeks and likely is None) else likely,
            weeks=0 if by_itself else weeks, held=held,
        )  # fmt: skip


def _references(blank: Agenda) -> list[int]:
    """Return the same moment of the weeks before, the latest first, since when as many days have gone by."""
    ahead = -(-len(blank.days) // 7)
    return [blank.start - (ahead + week) * 7 * DAY for week in range(WEEKS)]


def _past(workspace: Workspace, database: Database, blank: Agenda) -> dict[str, list[tuple[float, float]]]:
    """Return what came of new entries by flow and day, all weeks of the past together that the flow was at work."""
    found: dict[str, list[tuple[float, float]]] = {}
    since = {row.id: row.since for row, _program in blank.outlook.flows}
    for reference in _references(blank):
        shift = blank.start - reference
        for each in outlooks.before(database, reference, blank.stop - shift):
            if since.get(each.flow, reference + 1) > reference or each.mode != launch.mode_of(workspace, each.channel):
                continue
            days = found.setdefault(each.flow, [(0.0, 0.0)] * len(blank.days))
            place = blank.of(each.quarter * QUARTER + shift)
            days[place] = (days[place][0] + each.messages, days[place][1] + each.cost)
    return found
