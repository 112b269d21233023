"""Ledgers written by hand: launches, messages and events, put straight into a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mactl.clock import DAY, HOUR
from mactl.store.database import Database

START = 1_772_416_800_000  # 2026-03-02T10:00+08:00


class Ledger:
    """A database to be filled row by row; customers are their numbers."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "mactl.db")
        self.database.sql.execute("PRAGMA synchronous = OFF")
        self.database.sql.execute("INSERT OR IGNORE INTO sources VALUES (1, 'test')")
        self._rows = 0

    def customers(self, numbers: Iterable[int]) -> None:
        self.database.sql.executemany(
            "INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (?, ?, 0, 0)",
            ((n, f"u{n}") for n in numbers),
        )

    def launch(
        self, name: str, *, mode: str = "live", occurrence: str = "1", at: int = START, **definition: object
    ) -> int:
        columns = "mode, kind, name, occurrence, channels, version, definition, state, at, planned"
        whole: dict[str, Any] = {"id": name, "name": name, "audience": "all", "channels": ["email"], **definition}
        done = self.database.sql.execute(
            f"INSERT INTO origins ({columns}) VALUES (?, 'campaign', ?, ?, ?, 'v', ?, 'finished', ?, ?)",
            (mode, name, occurrence, ",".join(whole["channels"]), json.dumps(whole, ensure_ascii=False), at, at),
        )
        assert done.lastrowid is not None
        return done.lastrowid

    def message(
        self, origin: int, customer: int, state: str = "sent", channel: str = "email", **columns: object
    ) -> None:
        went = state not in {"queued", "delayed", "sending", "skipped", "held_out", "failed", "unknown"}
        values: Mapping[str, object] = {
            "origin": origin, "customer": customer, "state": state, "channel": channel, "due": START,
            "first_due": START, "changed_at": START, "sent_at": START if went else None, "cost": 100 if went else None,
            **columns,
        }  # fmt: skip
        self.database.sql.execute(
            f"INSERT INTO messages ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values())
        )
        self.database.sql.execute("UPDATE origins SET audience = audience + 1 WHERE id = ?", (origin,))

    def messages(self, origin: int, customers: Iterable[int], at: int = START) -> None:
        numbers = list(customers)
        self.database.sql.executemany(
            "INSERT INTO messages (origin, customer, channel, state, due, first_due, changed_at, sent_at, cost)"
            " VALUES (?, ?, 'email', 'sent', ?, ?, ?, ?, 100)",
            ((origin, n, at, at, at, at) for n in numbers),
        )
        self.database.sql.execute("UPDATE origins SET audience = audience + ? WHERE id = ?", (len(numbers), origin))

    def event(self, customer: int, kind: str, at: int, amount: float | None = None, **properties: object) -> None:
        self.events([(customer, kind, at, amount)], **properties)

    def events(self, rows: Iterable[tuple[int, str, int, float | None]], **properties: object) -> None:
        def numbered() -> Iterable[tuple[object, ...]]:
            for customer, kind, at, amount in rows:
                self._rows += 1
                units = None if amount is None else round(amount * 10_000)
                yield customer, kind, at, self._rows, units, json.dumps(properties)

        self.database.sql.executemany(
            "INSERT INTO events (customer, type, at, source, source_id, amount, properties)"
            " VALUES (?, ?, ?, 1, ?, ?, ?)",
            numbered(),
        )


def after(days: float = 0, hours: float = 0) -> int:
    """Return an instant so long after the launch."""
    return START + int(days * DAY + hours * HOUR)
