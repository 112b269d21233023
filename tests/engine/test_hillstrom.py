"""The whole Hillstrom file (64,000 customers, tests/data/README.md), imported as it was published."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_customers import import_customers
from mactl.engine.intake import Surroundings

FILE = Path(__file__).parents[1] / "data" / "hillstrom.csv.gz"


@pytest.mark.slow
def test_every_customer_is_taken_in_and_a_second_import_changes_nothing(around: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "hillstrom.csv"
    with gzip.open(FILE, "rt", encoding="utf-8") as source, path.open("w", encoding="utf-8", newline="") as target:
        heads, *rows = csv.reader(source)
        csv.writer(target).writerows([["id", *heads], *([f"h{n}", *row] for n, row in enumerate(rows))])
    done = import_customers(around, path, CustomerOptions())
    assert (done.rows, done.taken.created, done.rejects) == (64_000, 64_000, 0)
    sums = around.database.row(
        "SELECT count(*), sum(attributes ->> 'visit'), sum(attributes ->> 'conversion') FROM customers"
    )
    kept = [dict(zip(heads, row, strict=True)) for row in rows]
    assert sums == (64_000, *(sum(int(row[name]) for row in kept) for name in ("visit", "conversion")))
    again = import_customers(around, path, CustomerOptions())
    assert (again.taken.created, again.taken.updated, again.taken.unchanged) == (0, 0, 64_000)
