"""What a refresh costs follows who changed and who is due, not how many there are (B4, E5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.engine import catalogue, segmenting
from tests.engine.test_segmenting import ABANDONED, BUYERS, DAY, HOUR, START, Club
from tests.support.counting import steps

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
