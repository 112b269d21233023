"""What a trigger is: the socket that the files of ``triggers/`` fit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from mactl.clock import HOUR
from mactl.core.decode.faults import Path
from mactl.core.flows.step import Raw, Wrong
from mactl.core.model.keys import STRICT
from mactl.i18n import _

A_DAY = 22 * HOUR  # two days, the shortest that clocks make, are further apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(ABC):
    """What starts a flow; a class of ``triggers/`` has the file's name as its first key.

    ``AHEAD``: what starts the flow is known ahead of its time, so that steps may come before it. ``APART``: how far
    apart two of its occasions are at least; what lies nearer is the same one, at another hour.
    """

    __pydantic_config__ = STRICT
    AHEAD: ClassVar[bool] = False
    APART: ClassVar[int] = 1

    @abstractmethod
    def sentence(self) -> str:
        """Return what this says, in the language spoken."""

    def due(self, at: int) -> int:
        """Return when the flow starts for what is at ``at``, an event or a date: at once, where it does not wait."""
        return at

    def events(self) -> tuple[str, ...]:
        """Return the types of events that start the flow, or start a clock that may."""
        return ()

    def conditions(self) -> Iterator[tuple[Path, Raw]]:
        """Yield the conditions that the trigger names: path inside it, and JSON."""
        yield from ()

    def segments(self) -> Iterator[tuple[Path, str]]:
        """Yield the segments that the trigger names, with their paths."""
        yield from ()

    def check(self) -> Iterator[Wrong]:
        """Yield what the trigger's shape cannot say is wrong."""
        yield from ()


def whom(segment: str) -> str:
    """Return the words for whom a trigger calls: a segment, or everybody ("all")."""
    return _("everybody") if segment == "all" else segment
