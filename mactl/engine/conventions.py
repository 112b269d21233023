"""How a workspace writes things: its zone, region, currency and names, as whoever reads its data needs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from mactl.core.decode.instants import day, instant
from mactl.core.schedule.zones import zone

R = TypeVar("R")
_YEARLESS = re.compile(r"(?:--)?([01]?\d)[-/月]([0-3]?\d)日?").fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """How a workspace writes things, as an intake needs it: when it is now, its zone, region, currency, and names."""

    now: int
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    region: str = "CN"
    currency: str = "CNY"
    names: Mapping[str, str] = field(default_factory=dict)  # a shop's event names to the standard ones
    presets: tuple[Path, ...] = ()  # folders of presets that come before those that ship

    def instant(self, *, excel: bool = False) -> Callable[[object], int]:
        """Return the reader of instants; in workbooks (``excel``) small numbers are days since 1900."""
        here = self.zone
        return _once(lambda value: instant(value, here, excel=excel))

    def day(self, *, excel: bool = False) -> Callable[[object], str]:
        """Return the reader of dates, as ISO 8601 texts; one without a year ("03-02") as ``--03-02``."""
        return _once(lambda value: _yearless(value) or day(value, excel=excel).isoformat())


def _once(read: Callable[[object], R]) -> Callable[[object], R]:
    """Return ``read`` with a memory: people share birthdays, and batches share instants."""
    remembered = lru_cache(maxsize=65_536)(read)
    return lambda value: remembered(value) if type(value) is str else read(value)


def _yearless(value: object) -> str | None:
    found = _YEARLESS(value.strip()) if isinstance(value, str) else None
    return f"--{int(found[1]):02}-{int(found[2]):02}" if found else None


@lru_cache(maxsize=4096)
def zone_name(name: str) -> str:
    """Return the name of a time zone; an unknown one is an error that names the nearest."""
    return zone(name.strip()).key
