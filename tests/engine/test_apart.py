"""A file read by a process of its own is taken as one read here, and whatever ends that process is told."""

from __future__ import annotations

import csv
import json
import os
import signal
from pathlib import Path

import pytest

from mactl.engine import apart, reading, steps
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_customers import import_customers
from mactl.engine.import_events import EventOptions, import_events
from mactl.engine.ingest import sync_inlets
from mactl.engine.intake import Surroundings
from mactl.errors import MactlError

TABLES = ("customers", "addresses", "consents", "tags", "changes", "touched")


@pytest.fixture(autouse=True)
def _always_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE", 0)
    monkeypatch.setattr(steps, "CHUNK", 100)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def members(path: Path, count: int = 1000) -> Path:
    rows: list[dict[str, object]] = [{"id": f"c{n}", "email": f"u{n}@x.com", "tags": ["t"]} for n in range(count)]
    rows[7]["phone"] = "138****0000"
    rows[500] = {"id": "other", "email": "u3@x.com", "name": "王"}  # somebody else's
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return path


def test_it_is_taken_as_if_it_were_read_here(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = import_customers(around, members(tmp_path / "c.json"), CustomerOptions())
    assert (done.rows, done.taken.created, done.rejects) == (1000, 998, 2)
    assert done.errors
    rows = list(csv.reader(done.errors.read_text("utf-8-sig").splitlines()))
    assert rows[2][:3] == ["501", "email", "email u3@x.com belongs to customer c3"]
    assert "王" in rows[2][-1]  # the row, as it was
    found = {table: list(around.database.rows(f"SELECT * FROM {table}")) for table in TABLES}
    again = import_customers(around, tmp_path / "c.json", CustomerOptions())
    assert (again.taken.created, again.taken.updated, again.taken.unchanged, again.rejects) == (0, 0, 998, 2)
    monkeypatch.setattr(reading, "LARGE", 1 << 30)
    for table in TABLES:
        around.database.sql.execute(f"DELETE FROM {table}")
    around.database.sql.execute("DELETE FROM batches")
    import_customers(around, tmp_path / "c.json", CustomerOptions())
    assert {table: list(around.database.rows(f"SELECT * FROM {table}")) for table in TABLES} == found


def test_events_and_inlets_are_read_so_too(around: Surroundings, tmp_path: Path) -> None:
    members(tmp_path / "data" / "customers.json")
    (done,) = sync_inlets(around, tmp_path / "data")
    assert (done.taken.created, done.rejects) == (998, 2)
    path = tmp_path / "e.csv"
    path.write_text("customer,type,at,shade\n" + "c1,login,2026-01-01,red\nnobody,login,2026-01-02,blue\n", "utf-8")
    taken = import_events(around, path, EventOptions())
    assert (taken.taken.created, taken.rejects) == (1, 1)
    assert taken.errors
    assert "blue" in taken.errors.read_text("utf-8")


def test_its_errors_are_told_here(around: Surroundings, tmp_path: Path) -> None:
    path = members(tmp_path / "c.json")
    with pytest.raises(MactlError, match="no column") as fault:
        import_customers(around, path, CustomerOptions(columns={"phone": "Handy"}))
    assert "Its columns are" in fault.value.hint
    path.write_text(path.read_text("utf-8")[:-40], "utf-8")
    with pytest.raises(MactlError, match=r"c\.json"):
        import_customers(around, path, CustomerOptions())


def test_its_sudden_end_is_told_and_the_next_import_goes_on(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = members(tmp_path / "c.json", 5_000)
    begun: list[int] = []
    start = apart.subprocess.Popen

    class Watched(start):  # type: ignore[type-arg,valid-type,misc]
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(*given, **more)
            begun.append(self.pid)

    monkeypatch.setattr(apart.subprocess, "Popen", Watched)

    def kill(rows: int, _done: int, _size: int) -> None:
        if rows == 300:
            os.kill(begun[0], signal.SIGKILL)

    with pytest.raises(MactlError, match="ended too soon"):
        import_customers(around, path, CustomerOptions(), kill)
    done = import_customers(around, path, CustomerOptions())
    assert done.resumed >= 300
    assert around.database.number("SELECT count(*) FROM customers") == 4_998
