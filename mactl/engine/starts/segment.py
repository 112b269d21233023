"""Entering or leaving a segment starts a journey, at the instant at which it became true (S1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import orjson

from mactl.core.flows.program import Program
from mactl.core.flows.triggers.segment import Segment
from mactl.core.model.event import ENTERED, EXITED
from mactl.engine.starts._socket import NOTHING, Found, Known, Start, key_of
from mactl.store.arrivals import Arrival
from mactl.store.clocks import ClockRow


def interests(program: Program) -> tuple[str, ...]:
    """Return the event by which a segment says that somebody entered or left."""
    return (ENTERED if cast("Segment", program.trigger).on == "enter" else EXITED,)


def arrived(known: Known, arrivals: Sequence[Arrival]) -> Found:
    """Let in those who crossed into or out of the segment."""
    meant = known.journeys.catalogue.segment(cast("Segment", known.program.trigger).segment).id
    said = [(each, orjson.loads(each.properties)) for each in arrivals]
    return Found([
        Start(each.customer, key_of(known.program, values, each.event, each.at), each.event, each.at, each.at)
        for each, values in said
        if values.get("segment") == meant
    ])  # fmt: skip


def due(_known: Known, _clocks: Sequence[ClockRow]) -> Found:
    """Return nothing: there are no clocks."""
    return NOTHING


def arm(_known: Known) -> None:
    """Set nothing."""


def listen(_known: Known) -> None:
    """Do nothing: crossings arrive as events."""
