"""Imports taken back: as if they had never been, but for what happened since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_customers import import_customers
from mactl.engine.intake import Imported, Surroundings
from mactl.engine.people import change, tag
from mactl.engine.tracking import track
from mactl.engine.undo import undo
from mactl.errors import MactlError
from mactl.store import controls


def take(around: Surroundings, folder: Path, *rows: dict[str, object], **options: object) -> Imported:
    path = folder / "c.json"
    path.write_text(json.dumps(rows), "utf-8")
    return import_customers(around, path, CustomerOptions(**options))  # type: ignore[arg-type]


def state(around: Surroundings) -> dict[str, list[tuple[object, ...]]]:
    queries = {
        "customers": "customer_id, name, city, attributes",
        "addresses": "kind, value, customer",
        "consents": "customer, channel, status",
        "tags": "customer, tag",
    }
    return {name: sorted(around.database.rows(f"SELECT {what} FROM {name}")) for name, what in queries.items()}


OLD: dict[str, object] = {"id": "a", "email": "a@x.com", "city": "上海", "attributes": {"level": 1}, "tags": ["x"]}
NEW: dict[str, object] = {
    "id": "a", "email": "b@x.com", "city": "杭州", "name": "王梅", "attributes": {"level": 2, "size": "M"},
    "tags": ["y"], "consents": {"email": True},
}  # fmt: skip


def test_an_undone_import_leaves_no_trace_but_its_history(around: Surroundings, tmp_path: Path) -> None:
    take(around, tmp_path, OLD)
    before = state(around)
    done = take(around, tmp_path, NEW, {"id": "n", "phone": "13800000001"}, {"id": "m"})
    undone = undo(around, done.batch)
    assert (undone.removed, undone.restored, undone.kept) == (2, 1, [])
    assert state(around) == before
    assert controls.audit(around.database, 1)[0].what == "undo import"
    again = take(around, tmp_path, NEW, {"id": "n", "phone": "13800000001"})
    assert (again.taken.created, again.taken.updated) == (1, 1)


def test_people_with_a_later_life_stay_and_are_named(around: Surroundings, tmp_path: Path) -> None:
    rows = [{"id": name} for name in ("quiet", "buyer", "tagged")]
    done = take(around, tmp_path, *rows)
    track(around, {"type": "order_paid", "customer": "buyer", "properties": {}})
    tag(around, ["tagged"], ["vip"], [])
    undone = undo(around, done.batch)
    assert (undone.removed, undone.kept) == (1, [("buyer", "events"), ("tagged", "changes")])


def test_what_was_changed_again_stays(around: Surroundings, tmp_path: Path) -> None:
    take(around, tmp_path, OLD)
    done = take(around, tmp_path, {"id": "a", "city": "杭州", "name": "王梅"})
    change(around, "a", {"city": "北京"})
    undone = undo(around, done.batch)
    assert undone.kept == [("a", "profile city")]
    assert state(around)["customers"] == [("a", None, "北京", '{"level":1}')]


def test_an_address_that_is_anothers_by_now_is_not_taken(around: Surroundings, tmp_path: Path) -> None:
    take(around, tmp_path, OLD)
    done = take(around, tmp_path, {"id": "a", "email": "b@x.com"})
    take(around, tmp_path, {"id": "other", "email": "a@x.com"})
    assert undo(around, done.batch).kept == [("a", "address email")]
    assert state(around)["addresses"] == [("email", "a@x.com", 2), ("email", "b@x.com", 1)]


def test_a_withdrawal_is_never_undone(around: Surroundings, tmp_path: Path) -> None:
    take(around, tmp_path, {**OLD, "consents": {"email": True}})
    done = take(around, tmp_path, {"id": "a", "consents": {"email": False}})
    assert undo(around, done.batch).kept == [("a", "withdrawn")]
    assert state(around)["consents"] == [(1, "email", "withdrawn")]


def test_more_than_a_page_is_undone(around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mactl.store.undoing.PAGE", 3)
    take(around, tmp_path, *({"id": f"k{n}", "city": "上海"} for n in range(7)))
    rows = [*({"id": f"k{n}", "city": "杭州"} for n in range(7)), *({"id": f"c{n}"} for n in range(9))]
    undone = undo(around, take(around, tmp_path, *rows).batch)
    assert (undone.removed, undone.restored) == (9, 7)
    assert {row[2] for row in state(around)["customers"]} == {"上海"}


def test_what_cannot_be_undone_is_said(around: Surroundings, tmp_path: Path) -> None:
    done = take(around, tmp_path, OLD)
    undo(around, done.batch)
    with pytest.raises(MactlError, match="undone already"):
        undo(around, done.batch)
    with pytest.raises(MactlError, match="no import 99"):
        undo(around, 99)
