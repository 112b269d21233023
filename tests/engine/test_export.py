"""Customers out and in again: the same customers, whatever the format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.core.schedule.instants import iso
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.export import FORMATS, attributes, write
from mactl.engine.import_customers import import_customers
from mactl.engine.intake import Surroundings
from mactl.store.database import Database
from mactl.store.documents import Document, everybody

HOSTILE = "=cmd|' /C calc'!A0"
SHOP: list[dict[str, object]] = [
    {
        "id": "c1",
        "name": "王小梅",
        "email": "mei@example.com",
        "phone": "+8613800000001",
        "city": "上海",
        "birthday": {"lunar": "08-15"},
        "signup_at": "2025-01-05T09:30:00+08:00",
        "tags": ["vip", "母婴"],
        "consents": {
            "email": {"status": "granted", "at": "2025-01-05T09:30:00+08:00", "source": "会员协议"},
            "sms:promo": {"status": "withdrawn", "at": "2025-02-05T00:00:00+08:00", "source": "form", "proof": "x"},
        },
        "ids": {"taobao": "tb1"},
        "push_tokens": [{"token": "t1", "platform": "ios"}],
        "attributes": {"points": 12, "level": "gold"},
    },
    {
        "id": "c2",
        "name": HOSTILE,
        "company": "-2+3",
        "city": "O'Brien; DROP TABLE customers",
        "attributes": {"n": "+1=2"},
    },
    {"id": "../../etc/passwd", "name": "{{ 7*7 }} <b>x</b>", "attributes": {"emoji": "👩‍👩‍👧‍👦", "card": "0012"}},
]


def documents(around: Surroundings) -> list[Document]:
    return list(everybody(around.database, lambda at: iso(at, around.zone)))


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_exported_can_be_imported(around: Surroundings, tmp_path: Path, form: str) -> None:
    source = tmp_path / "shop.json"
    source.write_text(json.dumps(SHOP), "utf-8")
    assert import_customers(around, source, CustomerOptions()).rejects == 0
    before = documents(around)
    target = tmp_path / f"out.{form}"
    assert write(target, form, before, attributes(around.database)) == 3
    with Database(tmp_path / "other.db") as database:
        other = Surroundings(database=database, now=around.now, zone=around.zone)
        done = import_customers(other, target, CustomerOptions())
        assert [one.reason for one in done.taken.rejected] == []
        assert done.taken.created == 3
        assert documents(other) == before


def test_a_table_holds_no_formula(around: Surroundings, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    write(target, "csv", [{"id": "c", "name": HOSTILE, "attributes": {"@x": "=1"}}], ["@x"])
    text = target.read_text("utf-8-sig")
    assert ",'=cmd" in text
    assert "'@x" in text
    assert ",'=1" in text
