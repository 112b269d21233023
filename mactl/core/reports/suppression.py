"""How the suppression list grows: addresses never to be contacted, by month and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.clock import MINUTE
from mactl.core.model import shown
from mactl.core.model.chart import Line, Lines
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._figures import channel
from mactl.core.reports._kind import Ask, At, Row, Span
from mactl.core.reports._measures import Measure, finished
from mactl.core.schedule.zones import local, zone
from mactl.i18n import _, mark

_QUARTER = 15 * MINUTE
_MOST = 24  # months shown
_REASONS = {
    "complained": mark("complained"),
    "bounced": mark("bounced"),
    "unsubscribed": mark("unsubscribed"),
    "manual": mark("added by hand"),
    "import": mark("imported"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """The growth of the suppression list; entries that were removed are no longer counted."""

    WHOLE: ClassVar[bool] = True

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        rows = ask("suppressed", until=at.span.until)
        inside = [row for row in rows if row[2] * _QUARTER >= at.span.bounds["since"]]
        months = _months(rows, at)
        report = Report(
            title=_("Growth of the suppression list"),
            sentences=tuple(_spoken(rows, inside)),
            tables=(_growth(months, at), _reasons(inside)),
            document={
                "total": sum(row[3] for row in rows),
                "added": sum(row[3] for row in inside),
                "by_reason": dict(_summed(inside, 0)),
                "by_channel": dict(_summed(inside, 1)),
                "by_month": [{"month": month, "added": added, "total": total} for month, added, total in months],
            },
        )
        return finished(at, report, lambda span: self._measures(ask, span))

    def _measures(self, ask: Ask, span: Span) -> list[Measure]:
        rows = ask("suppressed", until=span.until)
        added = sum(row[3] for row in rows if row[2] * _QUARTER >= span.bounds["since"])
        return [
            Measure(key="suppressed", title=_("On the list"), value=sum(row[3] for row in rows), better="less"),
            Measure(key="suppressed_added", title=_("Added"), value=added, better="less"),
        ]


def _months(rows: Sequence[Row], at: At) -> list[tuple[str, int, int]]:
    """Return (month, added, total at its end), every month from the first entry to the last."""
    home, added = zone(at.time_zone), Counter[str]()
    for row in rows:
        added[local(row[2] * _QUARTER, home).date().isoformat()[:7]] += row[3]
    found, total = [], 0
    for month in _every(added):
        total += added[month]
        found.append((month, added[month], total))
    return found[-_MOST:]


def _every(added: Mapping[str, int]) -> list[str]:
    """Return every month between the first and the last."""
    if not added:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (min(added), max(added)))
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(first, last + 1)]


def _spoken(rows: Sequence[Row], inside: Sequence[Row]) -> list[str]:
    total, added = sum(row[3] for row in rows), sum(row[3] for row in inside)
    if not total:
        return [_("Nobody is on the suppression list.")]
    reason, times = _summed(inside, 0).most_common(1)[0] if inside else ("", 0)
    said = _("{total} addresses are suppressed, {added} of them since the beginning of this time.",
             total=f"{total:,}", added=f"{added:,}")  # fmt: skip
    return [said] if not inside else [said, _("Most because: {reason} ({n}).", reason=_named(reason), n=f"{times:,}")]


def _growth(months: Sequence[tuple[str, int, int]], at: At) -> Table:
    line = Line(label=_("On the list"), values=tuple(float(total) for _month, _added, total in months))
    picture = Lines(axis=_("addresses"), places=tuple(month for month, _added, _total in months), lines=(line,))
    return Table(
        title=_("By month"),
        columns=(
            Column(key="month", title=_("Month")),
            Column(key="added", title=_("Added"), unit="count"),
            Column(key="total", title=_("On the list"), unit="count"),
        ),
        rows=tuple(months),
        note=shown.together(at.about, _("Entries in force; those that were removed again are not known here.")),
        charts=(picture,) if len(months) > 1 else (),
    )


def _reasons(rows: Sequence[Row]) -> Table:
    found = Counter[tuple[str, str]]()
    for row in rows:
        found[row[0], row[1]] += row[3]
    return Table(
        title=_("By reason"),
        columns=(
            Column(key="reason", title=_("Reason")),
            Column(key="channel", title=_("Channel")),
            Column(key="added", title=_("Added"), unit="count", bar=True),
        ),
        rows=tuple(
            (_named(reason), channel(name) if name else _("every channel"), n)
            for (reason, name), n in found.most_common()
        ),
    )


def _named(reason: str) -> str:
    return _(_REASONS[reason]) if reason in _REASONS else reason


def _summed(rows: Sequence[Row], column: int) -> Counter[str]:
    found = Counter[str]()
    for row in rows:
        found[row[column]] += row[3]
    return found


KIND = Suppression
