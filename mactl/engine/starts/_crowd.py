"""A crowd that starts at one instant: everybody of a segment gets a clock of their own, so that batches stay small."""

from __future__ import annotations

from mactl.core.segments.parse import audience
from mactl.engine.starts._socket import Known
from mactl.store import clocks, selections
from mactl.store.clocks import CALLED, FLOW, ClockRow


def call(known: Known, segment: str, due: int, anchor: int) -> None:
    """Set a clock for everybody of ``segment``, due at ``due``."""
    journeys = known.journeys
    context = journeys.everybody()
    where = selections.where(audience(segment, context.segments), context)
    clocks.set_crowd(journeys.database, where, ClockRow(known.flow.number, FLOW, f"{CALLED}{due}", due, anchor, None))
