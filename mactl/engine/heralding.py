"""Entries and exits of segments told: events, which act on open journeys at once and arrive at flows (S1, F4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mactl.engine import flow_legs, react
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.store import awaits, crossing, events
from mactl.store.crossing import Change
from mactl.store.database import Database


class Herald(NamedTuple):
    """Who tells of entries and exits: with what the journeys that look out for them need."""

    workspace: Workspace
    database: Database
    authored: Catalogue

    def announce(self, segment: str, changes: Sequence[Change], now: int) -> None:
        """Store the entries and exits of a segment as events inside the caller's transaction, and let them act."""
        before = events.last(self.database)
        crossing.announce(self.database, segment, changes, now)
        if met := awaits.met(self.database, before):
            react.react(flow_legs.legs(self.workspace, self.database, self.authored, now).journeys, met)
