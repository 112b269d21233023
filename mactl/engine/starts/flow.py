r"""Another flow starts this one: its step \`\`start\`\` sets the clock that lets its customer in."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.flows.program import Program
from mactl.engine.starts._socket import NOTHING, Found, Known
from mactl.store.arrivals import Arrival
from mactl.store.clocks import ClockRow


def interests(_program: Program) -> tuple[str, ...]:
    """Return nothing: no event starts it."""
    return ()


def arrived(_known: Known, _arrivals: Sequence[Arrival]) -> Found:
    """Return nothing: no event starts it."""
    return NOTHING


def due(_known: Known, _clocks: Sequence[ClockRow]) -> Found:
    """Return nothing: a clock that is set from without lets in by itself."""
    return NOTHING


def arm(_known: Known) -> None:
    """Set nothing."""


def listen(_known: Known) -> None:
    """Do nothing."""
