"""A list of customers is taken in alike, to the last digest, whether its rows can be cut or have to be parsed."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mactl.core.decode import stencil
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.customer_rows import Customers
from mactl.engine.import_customers import import_customers
from mactl.engine.intake import Surroundings

TABLES = ("customers", "addresses", "consents", "tags", "changes", "touched")
ODD: dict[str, list[Any]] = {
    "id": ["", None, 17, "c 1", " c2", "x\u200b", ["c"]],
    "name": [None, "", " 王 ", "赵|四", "a\tb", "'=1", 5, {"a": 1}],
    "email": [None, "", "Mei@X.COM", "no address", "a@x.com,b@x.com"],
    "phone": [None, 13800000001, "138 0013 8000", "138****0000", "1"],
    "time_zone": [None, "Asia/Tokyo", "上海", "Mars/Base"],
    "tags": [[], None, "vip;母婴", ["vip", "vip", " a "], [1, None]],
    "consents": [{}, None, {"email": False}, {"fax": True}, {"sms": {"status": "withdrawn", "at": "2026-01-02"}}],
    "points": [None, "", 0, -3, 2.5, 1e30, "10", 2**63, 2**70, True],
    "attributes": [{}, {"level": "金"}, {"n": 0.1}, {"level": ["a", {"b": None}]}, None],
}


def people(count: int, rate: float, free: str) -> list[dict[str, Any]]:
    """Return customers who name the same fields; ``rate`` is the share of values that are odd."""
    dice = Random(11)
    found = []
    for number in range(count):
        one: dict[str, Any] = {
            "id": f"c{number}", "name": dice.choice(["王梅", "Li Lei"]), "email": f"u{number}@x.com",
            "phone": f"+86138{number:08}", "time_zone": "Asia/Shanghai", "tags": dice.sample(["vip", "母婴"], 1),
            "consents": {"email": True, "sms": {"status": "granted", "at": "2026-03-01T10:00:00+08:00"}},
            free: {"level": dice.choice("ab"), "rate": 0.25} if free == "attributes" else number,
        }  # fmt: skip
        for name in one:
            if dice.random() < rate:
                one[name] = dice.choice(ODD[name])
        found.append(one)
    return found


def taken(around: Surroundings, path: Path, rows: list[dict[str, Any]], **spelling: Any) -> tuple[Any, ...]:
    """Return the same of rows that are spelt so."""
    path.write_text(json.dumps(rows, **spelling), "utf-8")
    return held(around, path)


def held(around: Surroundings, path: Path) -> tuple[Any, ...]:
    """Return what the database holds after an import, and what was refused; then forget it."""
    done = import_customers(around, path, CustomerOptions())
    found = {name: list(around.database.rows(f"SELECT * FROM {name} ORDER BY 1, 2")) for name in TABLES}
    again = import_customers(around, path, CustomerOptions())
    assert (again.taken.created, again.taken.updated) == (0, 0)
    for name in (*TABLES, "batches"):
        around.database.sql.execute(f"DELETE FROM {name}")
    kept = [(one.number, one.field, one.reason, one.row) for one in done.taken.rejected]
    return found, kept, done.rejects, again.taken.unchanged


@pytest.mark.parametrize("free", ["attributes", "points"])
@pytest.mark.parametrize("rate", [0.0, 0.0002, 0.02])
def test_rows_say_the_same_however_they_are_spelt(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: float, free: str
) -> None:
    path, rows, cut = tmp_path / "c.json", people(1500, rate, free), list[int]()
    real = stencil.Cutter.cut

    def counted(self: stencil.Cutter, piece: bytes) -> stencil.Cut | None:
        found = real(self, piece)
        cut.append(len(found) if found else 0)
        return found

    monkeypatch.setattr(stencil.Cutter, "cut", counted)
    plain = taken(around, path, rows, ensure_ascii=False)
    assert rate or sum(cut) > 2 * 1400, "both times, but for the first row"
    assert len(plain[0]["customers"]) > 1000
    assert taken(around, path, rows, ensure_ascii=False, indent=1) == plain
    cut.clear()
    assert taken(around, path, rows, ensure_ascii=True) == plain
    assert not any(cut), "escapes are the parser's"


CELLS: dict[str, list[str]] = {
    "id": ["", "17", "c 1", " c2", "x\u200b"],
    "name": ["", " 王 ", "赵|四", 'say "hi"', "a\\b", "'=1", "O'Neill", "'"],
    "email": ["", "Mei@X.COM", "no address", "a@x.com,b@x.com"],
    "phone": ["", "13800000001", "138 0013 8000", "138****0000", "1.38E+10"],
    "time_zone": ["", "Asia/Tokyo", "上海", "Mars/Base"],
    "tags": ["", "vip;母婴", "vip; vip ", ";", '["a"]'],
    "consents": ["", "email=yes", '{"email": false}', "fax", "email=maybe"],
    "points": ["", "0", "-0", "-3", "007", "2.50", "1e3", "12345678901234567", "2026/3/2", '{"a": "\\u0000"}', "null"],
    "level": ["", "银", '"quoted"', "=1+1"],
}


@pytest.mark.parametrize("rate", [0.0, 0.0002, 0.02])
def test_a_table_says_the_same_by_columns_and_by_rows(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: float
) -> None:
    path, dice = tmp_path / "c.csv", Random(5)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(CELLS)
        for number in range(1500):
            usual = (f"c{number}", dice.choice(["王梅", "Li Lei"]), f"u{number}@x.com", f"+86138{number:08}",
                     "Asia/Shanghai", "vip;母婴", '{"email": true}', str(number), dice.choice("ab"))  # fmt: skip
            odd = zip(CELLS.values(), usual, strict=True)
            rows.writerow([dice.choice(other) if dice.random() < rate else one for other, one in odd])
    columns = held(around, path)
    monkeypatch.setattr(Customers, "by_columns", False)
    assert held(around, path) == columns
    assert len(columns[0]["customers"]) > 1000
