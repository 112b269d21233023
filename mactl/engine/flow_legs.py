"""The legs of flows as a tick walks them, and as an event that is tracked sets them going (rules E2, F4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from mactl.engine import advance, catalogue, enroll, festivals, react
from mactl.engine.advance import Advanced
from mactl.engine.catalogue import Catalogue
from mactl.engine.enroll import Enrolled
from mactl.engine.intake import Surroundings
from mactl.engine.journeys import Journeys
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import arrivals, awaits
from mactl.store.database import Database


@dataclass(slots=True, kw_only=True)
class Legs:
    """What the legs of flows have done in one tick."""

    journeys: Journeys
    enrolled: Enrolled = field(default_factory=Enrolled)
    advanced: Advanced = field(default_factory=Advanced)

    def walk(self) -> int:
        """Let in whom there is to let in and move on whom there is to move on; return how many that were."""
        moved, database = 0, self.journeys.database
        with database.transaction():
            moved += react.stir(self.journeys)
        while step := enroll.enroll(self.journeys, self.enrolled) + advance.advance(self.journeys, self.advanced):
            moved += step  # a step may have started another flow
        return moved

    def faults(self) -> list[str]:
        """Return what could not be done, a sentence for each flow."""
        told = dict(self.enrolled.blocked)
        for version, why in self.advanced.blocked.items():
            told[self.journeys.flow(self.journeys.version(version).flow).id] = why
        return [_("flow {name}: {fault}", name=name, fault=why) for name, why in told.items()]


def legs(workspace: Workspace, database: Database, authored: Catalogue, now: int) -> Legs:
    """Return the legs of a workspace's flows at the instant ``now``."""
    journeys = Journeys(
        database=database,
        now=now,
        home=workspace.zone,
        meaning=authored.bare_context(now, workspace.zone),
        workspace=workspace,
        authored=authored,
        workdays=festivals.read(workspace).workdays,
    )
    return Legs(journeys=journeys)


def follow(workspace: Workspace, database: Database) -> None:
    """Consume what has just arrived; where the files are at fault that is left to the next tick, which says so."""
    if not arrivals.waiting(database):
        return
    try:
        legs(workspace, database, catalogue.read(workspace), workspace.clock.now()).walk()
    except MactlError as fault:
        workspace.notice(fault.told)


def act(around: Surroundings, after: int, *, arrive: bool) -> None:
    """Let the events stored after number ``after`` act on open journeys in their own transaction, and arrive (E2)."""
    if met := awaits.met(around.database, after):
        home = around.zone.key
        journeys = Journeys(database=around.database, now=around.now, home=home, meaning=around.meaning())
        react.react(journeys, met)
    if arrive:
        arrivals.add(around.database, after)
