"""The inlets: taken in when they change, and only what changed in them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from mactl.engine.ingest import sync_inlets
from mactl.engine.intake import Surroundings
from mactl.engine.rejects import outstanding


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


def test_refused_rows_are_listed_until_they_are_mended(around: Surroundings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    bad = {"id": "b", "phone": "138****0000", "name": "=1+1"}
    assert customers(around, data, {"id": "a", "email": "a@x.com"}, bad, {"id": "c", "email": "a@x.com"}) == (
        1,
        0,
        0,
        2,
    )
    text = (data / "customers.errors.csv").read_text("utf-8-sig")
    assert [row for row, _why in outstanding(data / "customers.errors.csv")] == ["2", "3"]
    assert "'=1+1" in text
    assert "belongs to customer a" in text
    assert "a@x.com" in text.splitlines()[2].rpartition("belongs to customer a")[2]  # the row, as it was
    assert sync_inlets(around, data) == []
    assert customers(around, data, {"id": "a", "email": "a@x.com"}, {"id": "b"}) == (1, 0, 1, 0)
    assert not (data / "customers.errors.csv").exists()


def test_a_file_with_refused_rows_is_read_again_when_it_is_saved(around: Surroundings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    around.database.sql.execute("INSERT INTO addresses VALUES ('email', 'a@x.com', 9, NULL, 'ok', 0)")
    assert customers(around, data, {"id": "a", "email": "a@x.com"}) == (0, 0, 0, 1)
    around.database.sql.execute("DELETE FROM addresses")
    assert customers(around, data, {"id": "a", "email": "a@x.com"}) == (1, 0, 0, 0)


def test_refused_lines_of_events_stand_behind_the_earlier_ones(around: Surroundings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    customers(around, data, {"id": "a"})
    file, errors = data / "events.jsonl", data / "events.errors.csv"
    file.write_text(line("2026-01-01") + line("2026-01-02", customer="x"), "utf-8")
    (done,) = sync_inlets(around, data)
    assert (done.rejects, done.errors) == (1, errors)
    with file.open("a", encoding="utf-8") as more:
        more.write(json.dumps({"customer": "y", "shop": "S", "at": "2026-01-01"}) + "\n" + line("2026-01-04"))
    sync_inlets(around, data)
    assert [row for row, _why in outstanding(errors)] == ["2", "3"]
    heads, *rows = csv.reader(errors.read_text("utf-8-sig").splitlines())
    assert heads == ["row", "field", "reason", "type", "customer", "at", "id", "source", "other"]
    assert [row[4] for row in rows] == ["x", "y"]
    file.write_text(line("2026-01-09"), "utf-8")
    sync_inlets(around, data)
    assert not errors.exists()
