"""Shops made of orders: events straight from a list, through the import that shops use."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.commands.conftest import Mactl

Order = Mapping[str, object]


def order(who: str, at: str, amount: float, kind: str = "order_paid", **more: object) -> Order:
    return {"customer": who, "type": kind, "at": at, "amount": amount, **more}


def take(mactl: Mactl, orders: Iterable[Order], file: Path = Path("orders.csv")) -> None:
    """Import orders; customers are made of the names they bear."""
    rows = list(orders)
    keys = list(dict.fromkeys(key for row in rows for key in row))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, keys)
        writer.writeheader()
        writer.writerows(rows)
    done = mactl("events", "import", str(file), "--create-customers")
    assert done.code == 0, done.err
