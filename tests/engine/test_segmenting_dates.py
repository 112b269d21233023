"""Anniversaries between two days are entered and left at the customer's own midnights."""

from __future__ import annotations

from pathlib import Path

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from tests.engine.test_segmenting import DAY, Club

SOON = {"id": "soon", "name": "Soon", "where": {"profile.birthday": {"anniversary": {"from": "today", "to": "+7d"}}}}


def test_the_week_before_a_birthday_is_entered_and_left_at_midnight_across_the_year(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [SOON])
    here, there = zone("Asia/Shanghai"), zone("America/New_York")
    club.shop.sql("UPDATE customers SET birthday = '1990-01-03' WHERE id = 1")
    club.shop.sql("UPDATE customers SET birthday = '2000-02-29', time_zone = 'America/New_York' WHERE id = 2")
    club.shop.sql("INSERT INTO touched (customer, at) SELECT id, 0 FROM customers")
    club.refresh(parse_instant("2026-12-01T12:00", here))
    club.refresh(parse_instant("2027-04-01T12:00", here))
    assert [(one, kind, at) for one, kind, at, _segment in sorted(club.crossings())] == [
        (1, "segment_entered", parse_instant("2026-12-27", here)),
        (1, "segment_exited", parse_instant("2027-01-04", here)),
        (2, "segment_entered", parse_instant("2027-02-21", there)),
        (2, "segment_exited", parse_instant("2027-03-01", there)),
    ]
    assert club.members("soon") == {}
    due = club.shop.sql("SELECT customer, due FROM watches ORDER BY 1")
    assert due[0] == (1, parse_instant("2027-12-27", here))
    assert due[0][1] - parse_instant("2027-12-20", here) == 7 * DAY
