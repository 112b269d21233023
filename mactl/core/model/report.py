"""A report as a value: titled tables with units, which every format renders, and the document that programs read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mactl.core.model.chart import Chart

# What a column's numbers are. count: people, messages; money: the workspace's currency, as Decimal; rate: 0..1, shown
# as per cent; points: a difference of rates, shown in percentage points; instant: milliseconds UTC, shown in the
# workspace's zone; duration: milliseconds; date: a day as ISO 8601 text ("2026-03-02"); branch: a path with slashes, to
# people its last part, set in by its depth; text: words as they are.
Unit = Literal["text", "count", "money", "rate", "points", "number", "instant", "date", "duration", "branch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: ``key`` is its name in JSON and CSV (stable English), ``title`` what a person reads (translated).

    ``bar`` asks for a bar beside each number, as long as the number is in proportion to the column's largest.
    """

    key: str
    title: str
    unit: Unit = "text"
    bar: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Titled rows. Each row has one cell per column; None is shown as a dash. ``note`` states base, window, method.

    ``charts`` are pictures of what the rows say, drawn above them.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Whose report it is: a name, a logo as a data: URI (empty: none), a colour as "#rrggbb" (empty: the usual)."""

    name: str = ""
    logo: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Something with a time, for people's calendars: ``key`` is the same each time it is exported.

    ``start`` and ``stop`` are milliseconds UTC; a whole day has ``day`` ("2026-03-02") and ``last`` instead.
    """

    key: str
    title: str
    start: int | None = None
    stop: int | None = None
    day: str = ""
    last: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a command answers: for people ``banner``, ``sentences`` and ``tables``, for programs ``document``.

    ``banner`` is a warning shown above all ("sandbox: nothing left this machine"). ``document`` is the JSON of
    ``--format json``: stable keys, numbers unrounded, instants as ISO 8601; where None, it is made from the tables.
    ``currency`` and ``time_zone`` are the workspace's, for money and instants in cells.
    ``exit_code`` is what the command exits with after showing it (3: some messages failed, a threshold was missed).
    ``brand`` heads a page that is shown to others. ``listing`` is a long list beside the answer: ``--out`` writes it to
    a .csv or .xlsx file, and the answer itself is shown all the same. ``agenda`` is what has a time, for ``--format
    ics``. ``pictures`` are drawings of the whole by their format ("mermaid", "svg"). ``parts`` are reports by the names
    of what they are about, such as one for each client: ``--out FOLDER`` writes each into a file of its own.
    """

    title: str = ""
    banner: str = ""
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    document: Mapping[str, object] | None = None
    currency: str = "CNY"
    time_zone: str = "UTC"
    exit_code: int = 0
    brand: Brand = Brand()
    listing: Table | None = None
    agenda: tuple[Appointment, ...] = ()
    pictures: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Report] = field(default_factory=dict)
