"""What a refresh costs follows who changed and who is due, not how many there are (B4, E5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.engine import catalogue, segmenting
from mactl.store import touched
from tests.engine.test_segmenting import ABANDONED, BUYERS, DAY, HOUR, START, Club
from tests.support.counting import statements, steps

SEGMENTS = [
    BUYERS,
    ABANDONED,
    {"id": "tagged", "name": "Tagged", "where": {"tag": "vip"}},
    {"id": "fresh", "name": "Fresh", "where": {"profile.signup_at": {"after": "-30d"}}},
    {"id": "spent", "name": "Spent", "where": {"sum": {"event": "order_paid", "of": "amount"}, "is": {">=": 5}}},
    {"id": "asleep", "name": "Asleep", "where": {"last": {"event": "order_paid", "of": "at"}, "is": {"before": "-9d"}}},
    {"id": "inner", "name": "Inner", "where": {"all": [{"segment": "buyers"}, {"consent": "email"}]}},
    {"id": "told", "name": "Told", "where": {"message": "opened", "within": "14d"}},
]  # fmt: skip


def cost(folder: Path, people: int) -> int:
    """Return what a refresh costs after five of ``people`` bought, each of whom has a history of their own."""
    club = Club(folder, SEGMENTS, people)
    club.shop.sql("UPDATE customers SET signup_at = ? - id * 1000000", START)
    club.shop.sql(
        "INSERT INTO events (customer, type, at, source, source_id, amount) "
        "SELECT id, 'order_paid', ? - 10 * ? + id * 1000, 1, 'h' || id, 50000 FROM customers",
        START, DAY,
    )  # fmt: skip
    club.shop.sql("INSERT INTO sources VALUES (1, 'test')")
    club.shop.sql("INSERT INTO rollups SELECT customer, type, 1, amount, at, at FROM events")
    club.shop.sql("UPDATE segments SET version = ''")
    club.refresh(START)
    for customer in range(1, people, people // 5):
        club.event(customer, START + HOUR)
    workspace = club.shop.workspace(START + HOUR)
    authored = catalogue.read(workspace)
    with club.shop.database() as database:
        return steps(database, lambda: segmenting.refresh(workspace, database, authored, now=START + HOUR))


@pytest.mark.slow
def test_ten_times_as_many_people_do_not_make_a_refresh_dearer(tmp_path: Path) -> None:
    few, many = cost(tmp_path / "few", 300), cost(tmp_path / "many", 3_000)
    assert many <= few * 1.2 + 2, f"{few} thousand steps among 300 people, {many} among 3,000"


def test_a_segment_does_not_look_at_who_did_something_else(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", SEGMENTS)

    def asked(kind: str, at: int) -> list[str]:
        club.event(1, at, kind)
        workspace = club.shop.workspace(at)
        authored = catalogue.read(workspace)
        with club.shop.database() as database:
            said = statements(database, lambda: segmenting.refresh(workspace, database, authored, now=at))
        return [each for each in said if each.startswith("INSERT OR REPLACE INTO walk_trail")]

    asking = len(asked("order_paid", START + HOUR)), len(asked("login", START + 2 * HOUR))
    # An order: buyers, abandoned, spent, asleep, inner, and told, of which it is not known. A login: told alone.
    assert asking == (6, 1)
    assert set(club.members("buyers")) == {1}


def test_what_else_is_new_of_somebody_is_looked_at_by_all(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", SEGMENTS)
    club.event(1, START + HOUR, "login")
    with club.shop.database() as database, database.transaction() as sql:
        sql.execute("INSERT INTO tags VALUES (1, 'vip', 0, 'mei')")
        touched.mark(database, [1], START + HOUR)
    club.event(1, START + HOUR, "login")
    club.refresh(START + HOUR)
    assert set(club.members("tagged")) == {1}


def test_the_often_seen_do_not_have_their_next_instant_written_each_time(tmp_path: Path) -> None:
    club = Club(tmp_path / "shop", [BUYERS])
    due = "SELECT due FROM watches"
    for hours in range(1, 4):
        club.event(1, START + hours * HOUR)
        club.refresh(START + hours * HOUR)
    first = START + HOUR + 30 * DAY
    assert club.shop.sql(due) == [(first,)]
    club.refresh(first)
    assert club.shop.sql(due) == [(first + 2 * HOUR,)]
    assert set(club.members("buyers")) == {1}
    club.refresh(first + 2 * HOUR)
    assert club.crossings()[-1] == (1, "segment_exited", first + 2 * HOUR, "buyers")
