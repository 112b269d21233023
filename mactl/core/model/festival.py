"""The shop's calendar: festivals, the shop's own days, blackout dates, workdays (authored, data/festivals.json)."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.model.keys import STRICT


@dataclass(frozen=True, slots=True, kw_only=True)
class FestivalDate:
    """When a festival is in one ``year``: its ``day``, and the first and last day of it where it lasts longer."""

    __pydantic_config__ = STRICT
    year: int
    day: str
    start: str | None = None
    stop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkdayYear:
    """The public holidays of a year that are not worked (``off``), and the weekend days that are (``on``: 调休)."""

    __pydantic_config__ = STRICT
    year: int
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival:
    """A day that comes round: by a list of ``dates``, each year's ``day``, a ``lunar`` day, or each month's.

    Exactly one of ``dates``, ``day`` ("06-18"), ``lunar`` ("08-15"), ``monthly`` (8) and ``workdays`` is given.
    ``before`` is how many days earlier it begins, ``lasts`` how many days it takes in all. On a ``blackout`` no
    marketing message goes out.
    """

    __pydantic_config__ = STRICT
    name: str
    id: str = ""
    dates: tuple[FestivalDate, ...] = ()
    day: str | None = None
    lunar: str | None = None
    monthly: int | None = None
    workdays: tuple[WorkdayYear, ...] = ()
    before: int = 0
    lasts: int | None = None
    blackout: bool = False
    description: str = ""
