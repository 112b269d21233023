"""The inlets: taken in when they change, and only what changed in them."""

from __future__ import annotations

import json
from pathlib import Path

from mactl.engine.ingest import sync_inlets
from mactl.engine.intake import Surroundings


def customers(around: Surroundings, data: Path, *rows: dict[str, object]) -> tuple[int, int, int, int]:
    (data / "customers.json").write_text(json.dumps(rows), "utf-8")
    (done,) = sync_inlets(around, data)
    return done.taken.created, done.taken.updated, done.taken.unchanged, done.rejects


def test_only_changed_rows_are_compared(around: Surroundings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert customers(around, data, {"id": "a", "city": "上海"}, {"id": "b", "tags": ["x", "y"]}) == (2, 0, 0, 0)
    assert sync_inlets(around, data) == []
    around.database.sql.execute("UPDATE customers SET city = '杭州'")
    around.database.sql.execute("INSERT INTO tags VALUES (2, 'seen', 0, 'flow')")
    assert customers(around, data, {"id": "a", "city": "上海"}, {"id": "b", "tags": ["y"]}) == (0, 1, 1, 0)
    assert around.database.row("SELECT city FROM customers WHERE customer_id = 'a'") == ("杭州",)
    assert [row[0] for row in around.database.rows("SELECT tag FROM tags ORDER BY tag")] == ["seen", "y"]


def test_misspelt_keys_are_refused_by_name(around: Surroundings, tmp_path: Path) -> None:
    assert customers(around, tmp_path / "data", {"id": "a", "emial": "a@x.com"}, {"id": "b"}) == (1, 0, 0, 1)


def line(at: str, **more: object) -> str:
    return json.dumps({"type": "login", "customer": "a", "at": at, **more}) + "\n"


def test_new_lines_of_events_are_taken_in_once(around: Surroundings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    customers(around, data, {"id": "a"})
    file = data / "events.jsonl"
    file.write_text(line("2026-01-01") + line("2026-01-01") + line("2026-01-02", id="e1"), "utf-8")
    (done,) = sync_inlets(around, data)
    assert (done.taken.created, done.rows) == (3, 3)
    with file.open("a", encoding="utf-8") as more:
        more.write(line("2026-01-01") + line("2026-01-03")[:-9])
    (done,) = sync_inlets(around, data)
    assert (done.taken.created, done.rows) == (1, 1)  # an equal line is an event of its own; a half line waits
    with file.open("a", encoding="utf-8") as more:
        more.write(line("2026-01-03")[-9:])
    (done,) = sync_inlets(around, data)
    assert (done.taken.created, done.rows) == (1, 1)
    assert sync_inlets(around, data) == []


def test_a_rewritten_file_of_events_is_read_again_and_repeats_nothing(around: Surroundings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    customers(around, data, {"id": "a"})
    file = data / "events.jsonl"
    file.write_text(line("2026-01-01") + line("2026-01-02"), "utf-8")
    sync_inlets(around, data)
    file.write_text(line("2026-01-03") + line("2026-01-02") + line("2026-01-01"), "utf-8")
    (done,) = sync_inlets(around, data)
    assert (done.taken.created, done.taken.unchanged) == (1, 2)
