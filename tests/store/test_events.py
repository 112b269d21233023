"""Storing events costs what is stored, however many there are already."""

from __future__ import annotations

from pathlib import Path

from mactl.store import events
from mactl.store.database import Database


def test_new_events_are_found_by_their_number_not_among_all(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        asked = f"EXPLAIN QUERY PLAN SELECT customer, type, count(*) {events.NEW} GROUP BY customer, type"
        steps = [str(row[3]) for row in database.rows(asked, (5,))]
    assert steps[0] == "SEARCH events USING INTEGER PRIMARY KEY (rowid>?)"
