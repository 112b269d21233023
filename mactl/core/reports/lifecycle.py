"""The lifecycle: how many are new, active, cooling, dormant and lost, at the end of each of the last months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.model import shown
from mactl.core.model.chart import Bars, Line, Lines, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._kind import Ask, At, Row
from mactl.core.reports._measures import Measure, finished, rate
from mactl.core.schedule.periods import months
from mactl.core.schedule.zones import zone
from mactl.i18n import _

_MONTHS = 6
_BOUGHT = ("new", "active", "cooling", "dormant", "lost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The groups of ``mactl segment --method lifecycle`` as of the end of the period and of the months before it."""

    WHOLE: ClassVar[bool] = False

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        end = min(at.span.until - 1, at.now)
        ends = [
            stop - 1 for _day, _start, stop in months(at.now - 220 * 86_400_000, end, zone(at.time_zone)) if stop <= end
        ]
        moments = (*ends[-_MONTHS:], end)
        rows = ask("lifecycle", moments=moments)
        by_moment = {moment: [row for row in rows if row[0] == moment] for moment in moments}
        now = by_moment[end]
        report = Report(
            title=_("Lifecycle"),
            sentences=tuple(_spoken(now, by_moment[moments[-2]] if len(moments) > 1 else ())),
            tables=(_groups(now, at), _over_time(by_moment, at)),
            document={
                "groups": [{"group": row[1], "people": row[3]} for row in now],
                "over_time": [
                    {"as_of": at.iso(moment), **{row[1]: row[3] for row in found}}
                    for moment, found in by_moment.items()
                ],
            },
        )
        return finished(at, report, lambda span: _measures(ask("lifecycle", moments=(min(span.until - 1, at.now),))))


def _measures(rows: Sequence[Row]) -> list[Measure]:
    people = {row[1]: row[3] for row in rows}
    bought = sum(people.get(name, 0) for name in _BOUGHT)
    return [
        Measure(key="buyers_ever", title=_("Ever bought"), value=bought),
        Measure(key="active_rate", title=_("New and active, of those"), unit="rate",
                value=rate(people.get("new", 0) + people.get("active", 0), bought)),
        Measure(key="lost_rate", title=_("Lost, of those"), unit="rate", better="less",
                value=rate(people.get("lost", 0), bought)),
    ]  # fmt: skip


def _spoken(now: Sequence[Row], before: Sequence[Row]) -> list[str]:
    people, was = ({row[1]: row[3] for row in rows} for rows in (now, before))
    names = {row[1]: row[2] for row in now}
    bought = sum(people.get(name, 0) for name in _BOUGHT)
    alive = rate(people.get("new", 0) + people.get("active", 0), bought)
    said = [
        _("{people} people ever bought; {rate} of them are new or active.", people=f"{bought:,}",
          rate="–" if alive is None else shown.rate(alive))
    ]  # fmt: skip
    grew = {name: people.get(name, 0) - was.get(name, 0) for name in ("cooling", "dormant", "lost")} if before else {}
    if grew and max(grew.values()) > 0:
        name = max(grew, key=lambda each: grew[each])
        said.append(
            _("Since the end of last month {n} more are in the group {name}.", n=f"{grew[name]:,}", name=names[name])
        )
    return said


def _groups(now: Sequence[Row], at: At) -> Table:
    whole = sum(row[3] for row in now)
    marks = tuple(Mark(label=row[2], value=row[3]) for row in now)
    return Table(
        title=_("Groups"),
        columns=(
            Column(key="group", title=_("Group")),
            Column(key="people", title=_("People"), unit="count"),
            Column(key="share", title=_("Share"), unit="rate"),
        ),
        rows=tuple((row[2], row[3], rate(row[3], whole)) for row in now),
        note=at.about
        + " "
        + _("The limits come from the shop's own rhythm: mactl segment --method lifecycle prints them."),
        charts=(Bars(axis=_("people"), marks=marks),),
    )


def _over_time(by_moment: dict[int, list[Row]], at: At) -> Table:
    names = {row[1]: row[2] for rows in by_moment.values() for row in rows if row[1] in _BOUGHT}
    days = [(at.iso(moment) or "")[:10] for moment in by_moment]
    values = {key: [next((row[3] for row in rows if row[1] == key), 0) for rows in by_moment.values()] for key in names}
    lines = tuple(Line(label=names[key], values=tuple(map(float, each))) for key, each in values.items())
    return Table(
        title=_("Over time"),
        columns=(
            Column(key="as_of", title=_("As of"), unit="date"),
            *(Column(key=key, title=names[key], unit="count") for key in names),
        ),
        rows=tuple((day, *(values[key][n] for key in names)) for n, day in enumerate(days)),
        note=_("Each as of that day, by the limits of that day."),
        charts=(Lines(axis=_("people"), places=tuple(days), lines=lines),) if len(days) > 1 else (),
    )


KIND = Lifecycle
