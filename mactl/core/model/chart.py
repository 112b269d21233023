"""Charts as values: what a picture shows, which every format draws in its own way.

A chart belongs to a table (``Table.charts``), which holds its numbers exactly; nothing is said by a picture alone.
Values are plain floats in the chart's ``unit`` (rates 0..1, money in the currency), None where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["count", "money", "rate", "points", "number", "duration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One labelled value; ``low`` and ``high`` are its interval, ``before`` what it was, ``said`` words beside it."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars from zero, one a mark, in the order given. ``axis`` names what is measured; ``target`` draws a line."""

    title: str = ""
    unit: Unit = "count"
    axis: str = ""
    marks: tuple[Mark, ...] = ()
    target: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """Steps that people pass one after the other, as bars about a middle; ``value`` is people, never increasing."""

    title: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervals:
    """Estimates with their intervals on one scale. ``reference`` draws a line to compare with: 0 for differences."""

    title: str = ""
    unit: Unit = "rate"
    axis: str = ""
    marks: tuple[Mark, ...] = ()
    reference: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: a value for each place across, the interval around it if known. ``dashed``: to compare with."""

    label: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines over ordered places: days, weeks, numbers of purchases. ``across`` names the places, ``axis`` the values.

    The axis of values starts at zero unless ``from_zero`` is false.
    """

    title: str = ""
    unit: Unit = "count"
    axis: str = ""
    across: str = ""
    places: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    from_zero: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """A value for each pair of a row and a column, darker for more; an empty cell is None.

    ``rows`` and ``columns`` are labels, ``down`` and ``across`` name what they are. The darkest cell is ``most``, else
    the largest value. On a terminal it stands in its table's place, for it says every number of it.
    """

    title: str = ""
    unit: Unit = "rate"
    down: str = ""
    across: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    values: tuple[tuple[float | None, ...], ...] = ()
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One thing on a day's sheet: its ``title`` and words beside it; ``kind`` gives it its colour."""

    kind: Literal["campaign", "flow", "festival", "blackout", "warning"]
    title: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A day: its ``head`` ("Mon"), the ``day`` as people write it, a sum in ``said``, and what is on it."""

    head: str
    day: str
    said: str = ""
    slips: tuple[Slip, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days as the sheets of a calendar, for pages; a terminal has the table, which says the same."""

    title: str = ""
    sheets: tuple[Sheet, ...] = ()


Chart = Bars | Funnel | Intervals | Lines | Heat | Days
