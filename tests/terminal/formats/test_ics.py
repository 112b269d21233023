"""iCalendar: whole days and instants, long Chinese titles folded, and nothing that a hostile title can add."""

from __future__ import annotations

import pytest

from mactl.core.model.report import Appointment, Report, Table
from mactl.errors import UsageError
from mactl.terminal.formats.ics import render

AT = 1_772_431_800_000  # 2026-03-02T06:10Z


def test_an_instant_and_a_festival() -> None:
    agenda = (
        Appointment(key="task/7", title="回访购物车 c1", start=AT, text="话术"),
        Appointment(key="festival/spring/2026", title="春节", day="2026-02-16", last="2026-02-23"),
    )
    assert render(Report(title="日程", agenda=agenda)) == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mactl//EN\r\nCALSCALE:GREGORIAN\r\nX-WR-CALNAME:日程\r\n"
        "BEGIN:VEVENT\r\nUID:task/7@mactl\r\nDTSTAMP:20260302T061000Z\r\nDTSTART:20260302T061000Z\r\n"
        "SUMMARY:回访购物车 c1\r\nDESCRIPTION:话术\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:festival/spring/2026@mactl\r\nDTSTAMP:20260216T000000Z\r\n"
        "DTSTART;VALUE=DATE:20260216\r\nDTEND;VALUE=DATE:20260224\r\nSUMMARY:春节\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_an_end_is_written_where_it_is_later_than_the_start() -> None:
    text = render(Report(agenda=(Appointment(key="k", title="直播", start=AT, stop=AT + 3_600_000),)))
    assert "DTEND:20260302T071000Z\r\n" in text
    assert "DTEND" not in render(Report(agenda=(Appointment(key="k", title="直播", start=AT, stop=AT),)))


def test_lines_are_folded_at_75_octets_between_letters() -> None:
    text = render(Report(agenda=(Appointment(key="k", title="回访" * 80, start=AT),)))
    lines = text.encode().split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert "回访" * 80 in text.replace("\r\n ", "")


def test_a_hostile_title_stays_a_title() -> None:
    text = render(Report(agenda=(Appointment(key="k", title="x\r\nATTENDEE:a@b;c,d\\\x00\u2028", start=AT),)))
    assert "SUMMARY:x\\nATTENDEE:a@b\\;c\\,d\\\\  \r\n" in text
    assert text.count("BEGIN:") == 2


def test_an_answer_without_dates_says_so() -> None:
    with pytest.raises(UsageError, match="date"):
        render(Report(tables=(Table(title="x", columns=(), rows=()),)))
    assert "BEGIN:VEVENT" not in render(Report())
