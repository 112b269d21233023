"""What the legs of flows know: the flows at work, the programs of their versions, whose zone counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from mactl.core.flows import program as programs
from mactl.core.flows.program import Program
from mactl.core.flows.state import Input, State
from mactl.core.flows.steps.send import Send
from mactl.core.model.message import Mode
from mactl.core.schedule.workdays import Workdays
from mactl.core.schedule.zones import find, resolve_zone
from mactl.core.segments.condition import Context
from mactl.engine import flow_approval, launch
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.store import flows, selections
from mactl.store.database import Database
from mactl.store.enrolments import EnrolmentRow
from mactl.store.flows import FlowRow, Version

_NONE: Mapping[str, Any] = {}
_NOWHERE: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Journeys:
    """The flows of a workspace at one instant; ``home`` is its time zone.

    ``meaning`` is what conditions are decided in, but for whose messages count and where people live.
    """

    database: Database
    now: int
    home: str
    meaning: Context
    workspace: Workspace | None = None  # events that are stored act without one
    workdays: Workdays | None = None
    authored: Catalogue | None = None
    _flows: dict[int, FlowRow] = field(default_factory=dict)
    _versions: dict[int, Version] = field(default_factory=dict)
    _programs: dict[int, Program] = field(default_factory=dict)
    _zones: dict[tuple[int, str | None], ZoneInfo] = field(default_factory=dict)

    def flow(self, number: int) -> FlowRow:
        """Return the flow with this number, as it is now."""
        if number not in self._flows:
            self._flows = {row.number: row for row in flows.everything(self.database)}
        return self._flows[number]

    def at_work(self) -> list[FlowRow]:
        """Return the flows that are active or paused, in the order in which they were activated first."""
        return [row for row in flows.everything(self.database) if row.state != "stopped"]

    def by_id(self, name: str) -> FlowRow | None:
        """Return the activated flow with this id."""
        return flows.find(self.database, name)

    def version(self, number: int) -> Version:
        """Return the version with this row id."""
        if number not in self._versions:
            self._versions[number] = flows.version(self.database, number)
        return self._versions[number]

    def program(self, version: int) -> Program:
        """Return the program of a version."""
        if version not in self._programs:
            self._programs[version] = programs.restore(self.version(version).definition)
        return self._programs[version]

    def is_approved(self, version: int) -> bool:
        """Tell whether a version may run: nobody asks for approvals, or it has one with the files as they are (G1)."""
        return flow_approval.is_approved(self.place, self.database, self.program(version))

    def require_approved(self, version: int) -> None:
        """Raise MactlError where a version may not go on: its approval is not for the files as they are now (G1)."""
        if not self.is_approved(version):
            raise flow_approval.not_approved(self.program(version).flow.name)

    def forget(self) -> None:
        """Read the rows of flows anew: a person may have paused one meanwhile (M12)."""
        self._flows = {}

    def zone(self, version: int, time_zone: str | None) -> ZoneInfo:
        """Return the zone of a customer, else the flow's, else the workspace's (T2)."""
        key = (version, time_zone)
        if key not in self._zones:
            self._zones[key] = resolve_zone(time_zone, self.program(version).flow.time_zone, self.home).zone
        return self._zones[key]

    def put(self, row: EnrolmentRow, *, at: int) -> Input:
        """Return what is known when an enrolment's instant ``at`` has come."""
        trigger = orjson.loads(row.properties) if row.properties and row.properties != "{}" else {}
        return Input(
            "due",
            at,
            self.now,
            self._zones.get((row.version, row.time_zone)) or self.zone(row.version, row.time_zone),
            row.customer_id,
            trigger,
            _NONE,
            None,
            None,
            "",
            self.flow(row.flow).state == "paused",
            "send",
            self.workdays,
            row.steps_passed() if row.passed else _NOWHERE,
        )

    def context(self, version: int, zones: Sequence[str | None]) -> Context:
        """Return what the conditions of a version are decided in, for customers who live in ``zones``."""
        known = tuple(sorted(name for name in set(zones) if name and name != self.home and find(name)))
        return replace(self.meaning, zones=known, mode=self._mode(version))

    def everybody(self) -> Context:
        """Return what conditions are decided in for everybody there is: the zones that customers live in are read."""
        return replace(self.meaning, zones=selections.zones(self.database, self.home))

    @property
    def catalogue(self) -> Catalogue:
        """Return the authored files, which whoever lets people in has."""
        assert self.authored is not None
        return self.authored

    @property
    def place(self) -> Workspace:
        """Return the workspace, which whoever takes steps has."""
        assert self.workspace is not None
        return self.workspace

    def _mode(self, version: int) -> Mode:
        """Return whose messages conditions see: the live ones, where any step of the flow goes out live."""
        steps = (node.step for node in self.program(version).nodes.values())
        channels = [way for step in steps if isinstance(step, Send) for way, _template in step.send.ways()]
        if self.workspace is None or not channels:
            return "live"
        modes = {launch.mode_of(self.workspace, channel) for channel in channels}
        return "sandbox" if modes == {"sandbox"} else "live"


def state_of(row: EnrolmentRow) -> State:
    """Return where an enrolment stands."""
    return State(row.step, row.phase, row.anchor, row.since, row.due, row.visit, bool(row.held))
