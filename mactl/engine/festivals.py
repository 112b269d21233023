"""The workspace's calendar: its festivals, the days on which no marketing goes out, and its workdays (rule T6)."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, timedelta

from mactl.authored.festivals import check_festival
from mactl.core.decode.faults import Fault
from mactl.core.model.festival import Festival
from mactl.core.schedule import festivals
from mactl.core.schedule.workdays import Workdays
from mactl.core.schedule.zones import day_of, zone
from mactl.engine import layers
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _

FILE = "data/festivals.json"
_READ: dict[object, Calendar] = {}  # by what the files were like
_MANY = 32
_NEAR = timedelta(days=40)  # how far from now a blackout may concern a message that is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The good festivals of ``data/festivals.json`` and the faults of the others."""

    festivals: tuple[Festival, ...]
    faults: tuple[Fault, ...] = ()

    def festival(self, name: str) -> Festival:
        """Return the festival with this id or name; raise MactlError with the nearest name."""
        for each in self.festivals:
            if name in (each.id, each.name):
                return each
        known = [name for each in self.festivals for name in (each.name, each.id)]
        close = difflib.get_close_matches(name, known, 1, 0.5)
        hint = _("did you mean {name}?", name=close[0]) if close else _("{file} lists them all", file=FILE)
        raise MactlError(_("No festival named {name}", name=name), hint)

    @property
    def workdays(self) -> Workdays | None:
        """Return the calendar of workdays, or None where the file states none."""
        return festivals.workdays(self.festivals)

    def closed(self, now: int, home: str) -> frozenset[date]:
        """Return the days around ``now`` on which no marketing goes out."""
        today = day_of(now, zone(home))
        return festivals.blackouts(self.festivals, today - _NEAR, today + _NEAR)


def read(workspace: Workspace) -> Calendar:
    """Return the workspace's calendar, the shared festivals behind its own, read once as long as nothing changes."""
    states = layers.states(workspace, FILE)
    if not states:
        return Calendar(festivals=())
    found = _READ.get(states)
    if found is None:
        loaded = layers.load(workspace, FILE, Festival, check_festival)
        found = Calendar(festivals=loaded.objects, faults=loaded.faults)
        if len(_READ) >= _MANY:
            _READ.clear()
        _READ[states] = found
    return found
