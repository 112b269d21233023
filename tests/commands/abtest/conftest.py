"""A shop of 600 people who may be mailed, with an A/B test to be written."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl

PEOPLE = 600
Write = Callable[..., None]
Ask = Callable[..., list[tuple[Any, ...]]]
Happen = Callable[[Iterable[tuple[str, str, str, float | None]]], None]


@pytest.fixture
def crowd(shop: Path) -> Path:
    """Return the shop with 600 customers; every tenth gave no consent."""
    people = [
        {
            "id": f"c{n}",
            "email": f"c{n}@example.com",
            "consents": {"email": n % 10 != 0},
            "attributes": {"cell": "XYZ"[n % 3]},
        }
        for n in range(PEOPLE)
    ]
    (shop / "data" / "customers.json").write_text(json.dumps(people), "utf-8")
    return shop


@pytest.fixture
def write(crowd: Path) -> Write:
    """Return a function that writes the one test of the shop."""

    def write(**test: object) -> None:
        whole = {"name": "主题测试", "variants": ["甲", "乙"], "audience": "all", **test}
        kept = {key: value for key, value in whole.items() if value is not None}
        (crowd / "data" / "ab_tests.json").write_text(json.dumps([kept], ensure_ascii=False), "utf-8")

    return write


@pytest.fixture
def ask(crowd: Path) -> Ask:
    """Return a function that asks the shop's database."""

    def ask(question: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with sqlite3.connect(crowd / "data" / "mactl.db") as database:
            return database.execute(question, values).fetchall()

    return ask


@pytest.fixture
def happen(mactl: Mactl, crowd: Path) -> Happen:
    """Return a function that imports events: (customer, type, at, amount)."""
    files: list[Path] = []

    def happen(events: Iterable[tuple[str, str, str, float | None]]) -> None:
        lines = [
            json.dumps(
                {"customer": who, "type": kind, "at": at, "properties": {"campaign": "主题测试", "amount": amount}}
            )
            for who, kind, at, amount in events
        ]
        path = crowd / f"events{len(files)}.jsonl"
        files.append(path)
        path.write_text("\n".join(lines), "utf-8")
        assert mactl("events", "import", str(path), now="2026-04-01T10:00+08:00").code == 0

    return happen
