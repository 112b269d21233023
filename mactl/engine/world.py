"""A world of one's own: the engine's very legs on a database in memory, with a clock that is set by hand (rule F8).

Stories and simulations run in one. Nothing of it leaves the machine or touches the workspace's database: messages pass
every gate and are rendered, then handed to a line that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from mactl.clock import DAY, Clock
from mactl.engine import crew, flow_legs, hearing, segmenting
from mactl.engine.catalogue import Catalogue
from mactl.engine.flow_legs import Legs
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.engine.surroundings import surroundings
from mactl.engine.tracking import track
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store import origins, outbox, upcoming
from mactl.store.database import Database
from mactl.store.origins import Origin

_GOOD = 7 * DAY  # for how long a plan is good: it knows the blackout dates of a month ahead
_ROUNDS = 1_000  # of sending and moving on at one instant: more is a defect, not a journey


class StillClock(Clock):
    """A clock that shows the instant it was set to."""

    __slots__ = ()

    def now(self) -> int:
        """Return the instant that it shows."""
        return self.start

    def set(self, at: int) -> None:
        """Show ``at``."""
        self.start = at


@dataclass(slots=True, kw_only=True)
class World:
    """A workspace's files at work on ``database`` at the instant that ``clock`` shows.

    ``faults`` are what went wrong. ``segments`` are the ids of those whose members matter; None: all.
    """

    workspace: Workspace
    database: Database
    authored: Catalogue
    clock: StillClock
    faults: list[str] = field(default_factory=list)
    segments: Collection[str] | None = None
    _plans: dict[tuple[int, int], list[Plan]] = field(default_factory=dict)

    def happen(self, row: Mapping[str, object], at: int) -> None:
        """Let an event happen at ``at``: stored, and acted upon, as ``mactl events track`` does."""
        self.clock.set(at)
        track(surroundings(self.workspace, self.database, self.authored), row)
        self._bring_up()

    def tick(self, at: int) -> None:
        """Do everything that is due at ``at``, messages included."""
        self.clock.set(at)
        hearing.give_up(self.database, at)
        self._bring_up()
        for _round in range(_ROUNDS):
            if not self._send():
                return
            self._walk()
        raise AssertionError("a journey goes round in circles")

    def next_due(self) -> int | None:
        """Return the next instant at which something is due, or None."""
        return upcoming.after(self.database, self.clock.now())

    def _bring_up(self) -> None:
        now, only = self.clock.now(), self.segments
        self.faults += segmenting.refresh(self.workspace, self.database, self.authored, now=now, only=only).faults
        self._walk()

    def _walk(self) -> Legs:
        legs = flow_legs.legs(self.workspace, self.database, self.authored, self.clock.now())
        legs.walk()
        self.faults += legs.faults()
        return legs

    def _send(self) -> bool:
        """Judge and render what is due; return whether there was anything."""
        now = self.clock.now()
        found = [
            each
            for each in origins.running(self.database)
            if any(
                due is not None and due <= now
                for due in (outbox.next_due(self.database, each.id, channel) for channel in each.channels)
            )
        ]
        plans = []
        for origin in found:
            try:
                plans += self._planned(origin, now)
            except MactlError as fault:
                self.faults.append(fault.message)
        shift = Shift(clock=self.clock)
        crew.rehearse(self.database, shift, plans)
        return bool(shift.counts.total())

    def _planned(self, origin: Origin, now: int) -> list[Plan]:
        """Return how the messages of an origin go; templates are compiled once, not at every tick."""
        key = (origin.id, now // _GOOD)
        if key not in self._plans:
            made = crew.plans_for(self.workspace, self.database, [origin])
            self._plans[key] = [plan.rehearsed() for plan in made]
        return self._plans[key]


def world(workspace: Workspace, authored: Catalogue, database: Database, at: int) -> World:
    """Return a world on ``database`` that begins at ``at``; approvals and lists of test people do not count in it."""
    clock = StillClock(start=at)
    config = replace(workspace.config, require_approval=False, only=(), exempt=())
    own = replace(workspace, clock=clock, config=config, notice=lambda _sentence: None)
    return World(workspace=own, database=database, authored=authored, clock=clock)
