"""What an intake of data is: its surroundings, its options, its outcome, and the chunks that it works in."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from mactl.core.decode.faults import Fault
from mactl.core.decode.instants import day, instant
from mactl.core.decode.profiles import Rejected
from mactl.core.schedule.zones import zone
from mactl.store.database import Database
from mactl.store.intake import Taken

if TYPE_CHECKING:  # a file is read and stored without any condition
    from mactl.core.segments.condition import Context

CHUNK = 5_000
Progress = Callable[[int, int, int], None]  # rows done, bytes done, bytes in all
T = TypeVar("T")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings(Conventions):
    """The workspace as an intake needs it."""

    database: Database
    who: str = ""
    authored: Callable[[], Context | None] = lambda: None

    def meaning(self) -> Context:
        """Return what conditions are decided in: with the workspace's segments where its files are at hand."""
        from mactl.core.segments.condition import Context

        known = self.authored() or Context(now=self.now, zone=self.zone.key)
        return replace(known, now=self.now, zone=self.zone.key)

    @property
    def conventions(self) -> Conventions:
        """Return its conventions alone, which another process can be told."""
        return Conventions(
            now=self.now, zone=self.zone, region=self.region, currency=self.currency, names=dict(self.names),
            presets=self.presets,
        )  # fmt: skip


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


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of a file. ``taken.rejected`` holds the first of ``rejects`` rows, the file ``errors`` all."""

    path: Path
    batch: int = 0
    rows: int = 0
    resumed: int = 0
    rejects: int = 0
    taken: Taken = field(default_factory=Taken)
    errors: Path | None = None
    dry_run: bool = False


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield rows in lists of ``size``."""
    source = iter(rows)
    while found := list(islice(source, size)):
        yield found


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: rows hold no circles, and looking for some costs more than reading them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def unread(fault: Fault) -> Rejected:
    """Return a row that could not be read as a rejected one."""
    return Rejected(fault.line or _place(fault), "file", fault.sentence(), {})


def _place(fault: Fault) -> int:
    first = next((part for part in fault.path if isinstance(part, int)), -1)
    return first + 1
