"""Cohorts by first order: the periods they are put into, their sizes, and who came back when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.reports._kind import Ask, At
from mactl.core.schedule.periods import months, weeks
from mactl.core.schedule.zones import zone
from mactl.errors import UsageError
from mactl.i18n import _

_MOST = 24  # periods: two years of months, half a year of weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """One cohort: its period's first day, its people, and people and amounts of each period after (0: its own)."""

    start: str
    people: int
    returned: tuple[int, ...]
    amounts: tuple[int, ...]


def cohorts(at: At, ask: Ask, event: str, by: str) -> list[Cohort]:
    """Return the cohorts of the span, by month or week, the earliest first; only periods that have ended."""
    if by not in {"month", "week"}:
        raise UsageError(_("--by does not know {word}", word=by), _("--by takes one of {all}", all="month, week"))
    periods = _periods(at, ask, event, by)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for cohort, later, people, units in ask("cohorts", event=event, now=at.now, periods=[each[1:] for each in periods]):
        found[cohort, later] = (people, units)
    return [_cohort(number, periods, found) for number in range(len(periods)) if found.get((number, 0))]


def _periods(at: At, ask: Ask, event: str, by: str) -> Sequence[tuple[str, int, int]]:
    """Return (first day, start, end) of the whole periods from the first order on, at most the latest ``_MOST``."""
    first = ask("first_event", event=event, now=at.now)[0][0]
    if first is None:
        return []
    since = first if at.span.since is None else max(at.span.since, first)
    end = min(at.now, at.span.until)
    cut = months if by == "month" else weeks
    found = [(day.isoformat(), start, stop) for day, start, stop in cut(since, end, zone(at.time_zone)) if stop <= end]
    return found[-_MOST:]


def _cohort(
    number: int, periods: Sequence[tuple[str, int, int]], found: dict[tuple[int, int], tuple[int, int]]
) -> Cohort:
    cells = [found.get((number, later), (0, 0)) for later in range(len(periods) - number)]
    return Cohort(
        start=periods[number][0],
        people=cells[0][0],
        returned=tuple(people for people, _units in cells),
        amounts=tuple(units for _people, units in cells),
    )


def kept(found: Sequence[Cohort], later: int) -> tuple[int, int]:
    """Return how many people ordered again so many periods later, of how many who could have."""
    able = [cohort for cohort in found if later < len(cohort.returned)]
    return sum(cohort.returned[later] for cohort in able), sum(cohort.people for cohort in able)


def period_name(by: str) -> str:
    """Return what the periods after the first are called."""
    return _("months since the first order") if by == "month" else _("weeks since the first order")
