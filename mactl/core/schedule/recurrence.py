"""When a campaign or flow runs: once at an instant, or again and again by a cron expression in a zone (rules T2, T5).

A cron expression has five fields (minute, hour, day of month, month, day of week: 0 or 7 is Sunday, names are allowed)
and is read on the local clock. Local times map to instants by T2, so on the day clocks go forward a time in the gap
runs at the first instant after it, on the day they go back a time that comes twice runs the first time, and two times
that fall on one instant are one occurrence: each runs exactly once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.typed import typed
from mactl.core.schedule.zones import EPOCH, instant_of, local
from mactl.errors import MactlError
from mactl.i18n import _, mark

_FIELDS = (mark("minute"), mark("hour"), mark("day of the month"), mark("month"), mark("weekday"))
ONCE = "1"  # the occurrence of a campaign that does not recur (M1)


class Due(NamedTuple):
    """What is due of a recurring schedule: the occurrence to run (None: nothing), and those missed, oldest first."""

    run: int | None
    missed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """A schedule that comes once, at ``instant``."""

    instant: int

    def after(self, instant: int) -> Iterator[int]:
        """Yield the occurrence, if it comes after ``instant``."""
        if self.instant > instant:
            yield self.instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """A schedule that recurs as ``expression`` says on the clocks of ``zone``; made by ``parse_cron``."""

    expression: str
    zone: ZoneInfo

    def after(self, instant: int) -> Iterator[int]:
        """Yield the occurrences after ``instant``, in order, without end."""
        from cronsim import CronSim

        last = instant
        for wall in CronSim(self.expression, local(instant, self.zone).replace(tzinfo=None)):
            occurrence = instant_of(wall, self.zone)
            if occurrence > last:
                last = occurrence
                yield occurrence


def parse_cron(expression: str, zone: ZoneInfo) -> Cron:
    """Read a cron expression; one that cannot be read, or that never comes, is an error."""
    plain = typed(expression)
    _check(plain)
    return Cron(expression=" ".join(plain.split()), zone=zone)


def read_schedule(zone: ZoneInfo, *, at: str | None = None, cron: str | None = None) -> At | Cron:
    """Read a schedule as files give it, ``at`` a time or ``cron`` an expression, on the clocks of ``zone``."""
    if at is not None and cron is None:
        return At(instant=parse_instant(at, zone))
    if cron is not None and at is None:
        return parse_cron(cron, zone)
    raise MactlError(
        _("A schedule is either at a time or by a cron expression"),
        _("Give either at (2026-03-02T09:00) or cron (0 9 * * mon)."),
    )


def next_after(schedule: At | Cron, instant: int) -> int | None:
    """Return the first occurrence after ``instant``, or None where there is none."""
    return next(schedule.after(instant), None)


def occurrences(schedule: At | Cron, since: int, until: int) -> Iterator[int]:
    """Yield the occurrences after ``since``, up to and including ``until``."""
    for occurrence in schedule.after(since):
        if occurrence > until:
            return
        yield occurrence


def latest_due(schedule: At | Cron, since: int, now: int) -> Due:
    """Return what became due after ``since``, up to ``now``: only the latest runs, those before it are missed (T5)."""
    due = tuple(occurrences(schedule, since, now))
    return Due(due[-1], due[:-1]) if due else Due(None)


def occurrence_key(schedule: At | Cron, instant: int) -> str:
    """Return the text that names an occurrence in the ledger's key: "1", or a recurring one's planned instant (UTC)."""
    if isinstance(schedule, At):
        return ONCE
    return local(instant, ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def planned_instant(key: str) -> int | None:
    """Return the instant that a recurring occurrence's key names, or None for the key of one that comes once."""
    if key == ONCE:
        return None
    return int((datetime.strptime(key, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - EPOCH).total_seconds()) * 1000


@lru_cache(maxsize=256)
def _check(expression: str) -> None:
    from cronsim import CronSim, CronSimError

    hint = _("Five fields: minute hour day month weekday, as in 0 9 * * mon for Mondays at nine.")
    fault = _("Not a cron expression: {text}", text=repr(expression))
    if len(expression.split()) != 5:
        raise MactlError(fault, hint)
    try:
        next(CronSim(expression, datetime(2024, 1, 1)))  # noqa: DTZ001  (any day will do)
    except CronSimError:
        raise MactlError(_field_fault(expression) or fault, hint) from None
    except StopIteration:
        raise MactlError(_("The cron expression {text} never comes", text=repr(expression)), hint) from None


def _field_fault(expression: str) -> str:
    """Return which field of a cron expression cannot be read; nothing where none is wrong by itself."""
    from cronsim import CronSim, CronSimError

    fields = expression.split()
    for index, name in enumerate(_FIELDS):
        alone = ["*"] * len(fields)
        alone[index] = fields[index]
        try:
            next(CronSim(" ".join(alone), datetime(2024, 1, 1)))  # noqa: DTZ001  (any day will do)
        except CronSimError:
            return _("Not a cron expression: {text}: {value} is no {field}", text=repr(expression),
                     value=repr(fields[index]), field=_(name))  # fmt: skip
        except StopIteration:
            continue
    return ""
