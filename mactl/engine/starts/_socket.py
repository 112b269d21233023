"""The socket that the files of ``starts/`` fit: what is known of a flow, and what an arrival or a clock leads to.

A file has five functions. ``interests`` names the types of events that concern it. ``arrived`` is given such events,
``due`` the flow's clocks that came due; both say whom to let in and which clocks to set. ``arm`` sets the clocks of a
flow that has just been activated, ``listen`` those that what happened since it was called last asks for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from mactl.core.decode.labels import clean
from mactl.core.flows.program import Program
from mactl.engine.journeys import Journeys
from mactl.store.arrivals import Arrival
from mactl.store.clocks import ClockRow
from mactl.store.flows import FlowRow

_EVENT = "$event."


class Known(NamedTuple):
    """A flow at work, with the program that people enter."""

    journeys: Journeys
    flow: FlowRow
    program: Program


class Start(NamedTuple):
    """Somebody to be let in ``at`` an instant; the steps' times count from ``anchor``.

    ``asked``: another flow or a person asked for it, which may be several times for one event.
    """

    customer: int
    key: str
    event: int | None
    at: int
    anchor: int
    asked: bool = False


class Found(NamedTuple):
    """Whom to let in, and the clocks to set in place of those that were read."""

    starts: Sequence[Start] = ()
    clocks: Sequence[ClockRow] = ()


NOTHING = Found()


class Starter(Protocol):
    """A file of ``starts/``."""

    def interests(self, program: Program) -> tuple[str, ...]:
        """Return the types of events that concern the flow."""

    def arrived(self, known: Known, arrivals: Sequence[Arrival]) -> Found:
        """Return what events that arrived lead to, in the order in which they happened."""

    def due(self, known: Known, clocks: Sequence[ClockRow]) -> Found:
        """Return what clocks that are due lead to."""

    def arm(self, known: Known) -> None:
        """Set the clocks of a flow that was activated."""

    def listen(self, known: Known) -> None:
        """Set the clocks that what happened since the last time asks for, without arrivals."""


def begun(known: Known, clock: ClockRow) -> Start:
    """Return the start of somebody whose own clock has come."""
    key = key_of(known.program, {}, None, clock.due)
    return Start(clock.person, key, clock.event, clock.due, clock.anchor)


def key_of(program: Program, said: Mapping[str, Any], event: int | None, at: int) -> str:
    """Return what tells this enrolment from others of the same customer: the flow's key, as the event has it (E4).

    Where anybody may enter any number of times, each event is a key of its own. No key has control characters: the
    marks of clocks may begin with one (``store.clocks.SETTLED``).
    """
    flow = program.flow
    if flow.key is not None:
        return clean(str(said.get(flow.key.removeprefix(_EVENT), ""))) if flow.key.startswith(_EVENT) else flow.key
    mode = flow.reentry if isinstance(flow.reentry, str) else flow.reentry.mode
    if mode != "always":
        return ""
    return f"at:{at}" if event is None else str(event)
