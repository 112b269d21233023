"""``mactl calendar``: on a terminal's pipe, as a page, for programs, in Chinese, and for the calendars of phones."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import Mactl


@pytest.fixture
def planned(mactl: Mactl, shop: Path) -> Path:
    """Return the starter's workspace with three customers and a campaign of theirs, long and full of commas."""
    customers = [
        {"id": f"u{n}", "name": "王,小明", "email": f"u{n}@example.com", "consents": {"email": True}} for n in range(3)
    ]
    (shop / "data" / "customers.json").write_text(json.dumps(customers, ensure_ascii=False), "utf-8")
    campaign = {
        "id": "spring", "name": "春季上新，限时三天；老客专享，满二百减五十，先到先得，送完为止", "audience": "all",
        "channels": ["email"], "schedule": {"at": "2026-03-08T10:00"},
    }  # fmt: skip
    (shop / "data" / "campaigns.json").write_text(json.dumps([campaign], ensure_ascii=False), "utf-8")
    assert mactl("campaign", "schedule", "--campaign", "spring").code == 0
    return shop


def test_every_day_has_its_line(mactl: Mactl, planned: Path) -> None:
    done = mactl("calendar", "--days", "8")
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].split("\t")[:3] == ["day", "weekday", "occasion"]
    assert [line.split("\t")[0] for line in lines[1:9]] == [f"2026-03-{day:02}" for day in range(2, 10)]
    assert lines[1].split("\t")[1:] == ["Mon", "", "", "0", "0", "0", "0"]
    assert lines[7].split("\t")[2:5] == [
        "会员日",
        "10:00 春季上新，限时三天；老客专享，满二百减五十，先到先得，送完为止",
        "3",
    ]
    assert "About 3 messages: 3 of campaigns, 0 of flows; ¥0.03." in done.err


def test_for_programs(mactl: Mactl, planned: Path) -> None:
    found = mactl("calendar", "--format", "json").json
    assert found["from"].startswith("2026-03-02T10:00:00")
    assert found["until"] == "2026-03-09T00:00:00+08:00"
    assert [each["messages"] for each in found["campaigns"]] == [3]
    assert found["campaigns"][0]["at"] == "2026-03-08T10:00:00+08:00"
    assert found["days"][6]["festivals"] == [
        {"festival": "member_day", "name": "会员日", "number": 1, "of": 1, "blackout": False}
    ]
    said = "元宵: no campaign goes out, and no active flow is for it"
    assert found["collisions"] == [{"kind": "festival", "day": "2026-03-03", "said": said, "names": ["lantern"]}]


def test_a_page_with_a_sheet_for_each_day(mactl: Mactl, planned: Path) -> None:
    assert mactl("calendar", "--lang", "zh", "--out", "calendar.html").code == 0
    page = Path("calendar.html").read_text("utf-8")
    assert page.count('<li class="sheet') == 7
    assert "营销日历：2026年3月2日至2026年3月8日" in page
    assert "<b>周日</b>" in page
    assert "3月8日" in page


def test_for_the_calendars_of_phones(mactl: Mactl, planned: Path) -> None:
    assert mactl("calendar", "--lang", "zh", "--out", "shop.ics").code == 0
    events = _events(Path("shop.ics").read_bytes())
    assert [event["SUMMARY"] for event in events] == [
        "春季上新，限时三天；老客专享，满二百减五十，先到先得，送完为止",
        "元宵",
        "会员日",
    ]
    assert events[0]["DTSTART"] == "20260308T020000Z"
    assert events[0]["DESCRIPTION"] == "3 人，预计 3 条消息，¥0.03"
    assert events[2]["DTSTART;VALUE=DATE"] == "20260308"
    assert events[2]["DTEND;VALUE=DATE"] == "20260309"
    assert len({event["UID"] for event in events}) == 3
    assert mactl("calendar", "--days", "31", "--out", "month.ics").code == 0
    again = _events(Path("month.ics").read_bytes())
    assert {event["UID"] for event in events} <= {event["UID"] for event in again}


def _events(data: bytes) -> list[dict[str, str]]:
    """Return the events of an iCalendar file, every line held to RFC 5545."""
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert all(line.decode() for line in lines)  # no letter is cut in two
    whole = data.decode().replace("\r\n ", "").rstrip().split("\r\n")
    assert whole[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert whole[-1] == "END:VCALENDAR"
    found: list[dict[str, str]] = []
    for line in whole:
        name, _colon, value = line.partition(":")
        assert re.fullmatch(r"[A-Z][A-Z-]*(;VALUE=DATE)?", name)
        assert not re.search(r"(?<!\\)[,;]", value.replace("\\\\", ""))
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            found[-1][name] = re.sub(r"\\([,;\\])", r"\1", value)
    assert all({"UID", "DTSTAMP", "SUMMARY"} <= event.keys() for event in found)
    return found
