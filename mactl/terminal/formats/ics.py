"""A report's appointments as iCalendar (RFC 5545): for the calendar of a phone or an office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from mactl.core.model.report import Appointment, Report
from mactl.errors import UsageError
from mactl.i18n import _

_LONGEST = 75  # octets a line (RFC 5545, 3.1)


def render(report: Report) -> str:
    """Return the appointments of ``report``, each an event that keeps its identity from export to export.

    Raises:
        UsageError: the report says something, and nothing of it has a date.
    """
    if report.tables and not report.agenda:
        raise UsageError(_("this answer holds nothing with a date"), _("--format ics is for calendars and tasks"))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mactl//EN", "CALSCALE:GREGORIAN"]
    if report.title:
        lines.append(f"X-WR-CALNAME:{_escaped(report.title)}")
    for each in report.agenda:
        lines += _event(each)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(one: Appointment) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(one.key)}@mactl"
    if one.day:
        after = date.fromisoformat(one.last or one.day) + timedelta(days=1)
        yield f"DTSTAMP:{one.day.replace('-', '')}T000000Z"
        yield f"DTSTART;VALUE=DATE:{one.day.replace('-', '')}"
        yield f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    else:
        start = one.start or 0
        yield f"DTSTAMP:{_instant(start)}"
        yield f"DTSTART:{_instant(start)}"
        if one.stop is not None and one.stop > start:  # an end is later than its start (RFC 5545, 3.8.2.2)
            yield f"DTEND:{_instant(one.stop)}"
    yield f"SUMMARY:{_escaped(one.title)}"
    if one.text:
        yield f"DESCRIPTION:{_escaped(one.text)}"
    yield "END:VEVENT"


def _instant(at: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Return ``text`` as a value: nothing in it can begin another line or property (G4)."""
    plain = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text.replace("\r\n", "\n"))
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield ``line`` in pieces of at most 75 octets, no letter cut in two; those after the first begin with a blank."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > _LONGEST:
            yield piece
            piece = " "
        piece += sign
    yield piece
