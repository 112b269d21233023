"""Replay: the turns of an enrolment taken again from what they were given, and compared with what was done (F8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, NamedTuple

import orjson

from mactl.core.flows import machine, recording
from mactl.core.flows.effects import End, Queue, Record
from mactl.core.flows.recording import Circumstances
from mactl.core.flows.state import State, Turn
from mactl.engine import flow_legs
from mactl.engine.catalogue import Catalogue
from mactl.engine.journeys import Journeys
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import arrivals, retaken, trail, turns
from mactl.store.database import Database
from mactl.store.retaken import Enrolment
from mactl.store.trail import Mark

# What is written down beside the machine's own records: it follows from files and stores, not from the turn.
_BESIDE = frozenset({"text", "not_granted", "not_started"})
_OWN_DUE = frozenset({"waiting", "awaiting", "parked"})  # phases whose instant nobody but the machine sets


class Line(NamedTuple):
    """One thing as it was done and as it is done again; None: only the other did it."""

    done: Mark | None
    again: Mark | None

    @property
    def same(self) -> bool:
        """Tell whether both did the same; the tick's own instant does not count."""
        return _heart(self.done) == _heart(self.again)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A journey lived again: its lines in order, and what else came out otherwise, a sentence each."""

    enrolment: Enrolment
    lines: tuple[Line, ...]
    turns: int
    differences: tuple[str, ...] = ()

    @property
    def first(self) -> Line | None:
        """The first line that came out otherwise."""
        return next((line for line in self.lines if not line.same), None)

    @property
    def agrees(self) -> bool:
        """Tell whether everything came out as it was."""
        return self.first is None and not self.differences


def replay(workspace: Workspace, database: Database, authored: Catalogue, number: int) -> Replayed:
    """Return the journey with this number taken again, turn by turn.

    Raises:
        MactlError: there is no such journey, or it began before turns were recorded.
    """
    found = retaken.enrolment(database, number)
    if found is None:
        raise MactlError(_("There is no journey {number}", number=number), _("mactl flow runs lists them"))
    taken = turns.of(database, number)
    if not taken or taken[0].visit:
        raise MactlError(
            _("journey {number} began before what turns are given was recorded", number=number),
            _("mactl flow explain --flow {name} --customer {customer} shows what happened", name=found.flow,
              customer=found.customer_id),
        )  # fmt: skip
    journeys = flow_legs.legs(workspace, database, authored, workspace.clock.now()).journeys
    retold, state, effects = _again(journeys, found, taken)
    done = [each for each in trail.of(database, number) if each.what not in _BESIDE]
    lines = tuple(Line(one, two) for one, two in zip_longest(done, retold))
    differences = tuple(_differences(database, found, state, effects))
    return Replayed(enrolment=found, lines=lines, turns=sum(1 for _each in _one_by_one(taken)), differences=differences)


def _again(
    journeys: Journeys, found: Enrolment, taken: Sequence[turns.Taken]
) -> tuple[list[Mark], State, list[Queue | End]]:
    """Take all turns again; return what is recorded, where one stands then, what was queued and how it ended."""
    known = Circumstances(
        journeys.home, found.customer_id, orjson.loads(found.properties or "{}"), journeys.workdays,
        lambda event: _event(journeys.database, event),
    )  # fmt: skip
    program = journeys.program(taken[0].version)
    state = machine.enter(program, found.anchor, found.entered_at, held=bool(found.held))
    records: list[Mark] = []
    others: list[Queue | End] = []
    for one, given in _one_by_one(taken):
        turn: Turn = recording.again(journeys.program(one.version), state, given, one.now, known)
        state = turn.state
        records += [
            Mark(found.id, each.at, one.now, each.step, each.visit, each.what, each.detail)
            for each in turn.effects
            if isinstance(each, Record)
        ]
        others += [each for each in turn.effects if isinstance(each, Queue | End)]
    return records, state, others


def _one_by_one(taken: Sequence[turns.Taken]) -> Iterator[tuple[turns.Taken, str]]:
    """Yield what each turn was given, with the record that it stands in."""
    return ((one, given) for one in taken for given in one.given.split("\n"))


def _event(database: Database, number: int) -> tuple[str, int, dict[str, Any]]:
    for each in arrivals.by_id(database, [number]):
        return each.type, each.at, orjson.loads(each.properties)
    raise MactlError(
        _("event {number} is no longer there", number=number), _("the journey cannot be taken again without it")
    )


def _differences(database: Database, found: Enrolment, state: State, effects: Sequence[Queue | End]) -> Iterator[str]:
    """Yield what else came out otherwise: where it stands, how it ended, which visits have a message."""
    for name, is_, was in (
        (_("step"), state.step, found.step),
        (_("phase"), state.phase, found.phase),
        (_("visit"), state.visit, found.visit),
        (_("due"), state.due if state.phase in _OWN_DUE else None, found.due if found.phase in _OWN_DUE else None),
    ):
        if is_ != was:
            yield _("{name}: it is {was}, again it is {again}", name=name, was=was, again=is_)
    ended = next((each.outcome for each in effects if isinstance(each, End)), None)
    if ended != found.outcome:
        yield _("{name}: it is {was}, again it is {again}", name=_("outcome"), was=found.outcome, again=ended)
    queued = {each.visit for each in effects if isinstance(each, Queue)}
    there = retaken.visits_with_messages(database, found.id)
    for visit in sorted(queued ^ there):
        kept = _("it has a message, again none") if visit in there else _("it has no message, again one")
        yield _("visit {visit}: {kept}", visit=visit, kept=kept)


def _heart(mark: Mark | None) -> tuple[object, ...] | None:
    return None if mark is None else (mark.at, mark.step, mark.visit, mark.what, mark.detail)
