"""The shop of B8: millions of events and messages, in a workspace of mactl and in a native file of DuckDB."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.harness import seconds
from benchmarks.tools import MissingError
from mactl import config
from mactl.clock import Clock
from mactl.engine.workspace import Workspace
from mactl.store.database import Database

KINDS = ("funnel", "cohort", "attribution")
NOW = 1_763_049_600_000  # 2025-11-14T00:00+08:00
EVENTS_EACH, CAMPAIGNS = 20, 12
_SPAN = 400 * 86_400_000
# A number of 32 bits for each i, as good as drawn: the same text is understood by both.
_DRAWN = """
SELECT i, (c | (c >> 13)) - (c & (c >> 13)) AS d FROM (
  SELECT i, (b * 668265263) & 4294967295 AS c FROM (
    SELECT i, (a | (a >> 15)) - (a & (a >> 15)) AS b FROM (
      SELECT i, ((i + {seed}) * 1103515245) & 4294967295 AS a FROM {numbers})))
"""
# Events come in the order of time, a few hours early or late; one in ten is an order.
_EVENTS = """
SELECT {first} + i AS id, d % {people} + 1 AS customer,
  CASE WHEN i % 20 < 2 THEN 'order_paid' WHEN i % 20 < 5 THEN 'cart_updated' WHEN i % 20 < 13 THEN 'product_viewed'
    ELSE 'page_view' END AS type,
  {start} + i * {step} + (d >> 5) % 21600000 AS moment,
  CASE WHEN i % 20 < 2 THEN (d >> 3) % 5000000 + 10000 END AS amount,
  CASE WHEN i % 20 < 2 THEN 'O' || ({first} + i) END AS order_id
FROM ({drawn}) AS drawn
"""
_MESSAGES = """
SELECT i + 1 AS id, i % {campaigns} + 1 AS origin, d % {people} + 1 AS customer,
  {start} + (i % {campaigns}) * {apart} + (d >> 5) % 14400000 AS sent,
  CASE WHEN i % 50 = 7 THEN 'bounced' ELSE 'delivered' END AS state
FROM ({drawn}) AS drawn
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A workspace in ``folder`` with ``events`` of a twentieth as many people, and the same in ``native.duckdb``."""

    folder: Path
    events: int

    @property
    def database(self) -> Path:
        """Return the workspace's database."""
        return self.folder / "data" / "mactl.db"

    def workspace(self) -> Workspace:
        """Return the workspace at the instant of the reports."""
        return Workspace(folder=self.folder, config=config.load(self.folder), clock=Clock(start=NOW))

    def native(self) -> Any:
        """Open the native file."""
        import duckdb

        return duckdb.connect(str(self.folder / "native.duckdb"))

    def command(self, kind: str) -> float:
        """Return the seconds of a report as a process of its own."""
        environ = {**os.environ, "MACTL_NOW": "2025-11-14T00:00+08:00", "MACTL_WORKSPACE": str(self.folder)}
        words = [sys.executable, "-m", "mactl", "report", "--kind", kind, "--format", "json"]
        return seconds(lambda: subprocess.run(words, check=True, env=environ, capture_output=True))

    def script(self, statements: Sequence[str]) -> float:
        """Return the seconds of a Python process that asks DuckDB."""
        text = (
            "import duckdb, sys, json\n"
            f"native = duckdb.connect({str(self.folder / 'native.duckdb')!r})\n"
            f"for each in {list(statements)!r}: print(native.execute(each).fetchall())\nnative.close()\n"
        )
        return seconds(lambda: subprocess.run([sys.executable, "-c", text], check=True, capture_output=True))

    def add(self, count: int) -> None:
        """Let ``count`` events more happen, on both sides."""
        people, native = max(1, self.events // EVENTS_EACH), self.native()
        start = NOW - 86_400_000
        asked = _events(first=self.events + 1, people=people, start=start, step=1, count=count)
        native.execute(f"INSERT INTO events {asked.format(numbers=_range(count))}")
        native.close()
        with Database(self.database) as database, database.loading(), database.transaction():
            _pour_events(database, asked, count)

    def remove(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder)


def lay_out(folder: Path, events: int) -> Shop:
    """Make a shop."""
    try:
        import duckdb  # noqa: F401
    except ImportError:
        raise MissingError("duckdb is not installed: pip install -e '.[dev]'") from None
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    settings = {"workspace": {"name": "B8", "country": "CN", "time_zone": "Asia/Shanghai"}}
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    shop, people = Shop(folder=folder, events=events), max(1, events // EVENTS_EACH)
    native = shop.native()
    native.execute(
        "CREATE TABLE events (id BIGINT, customer BIGINT, type VARCHAR, moment BIGINT, amount BIGINT, order_id VARCHAR)"
    )
    start, count = NOW - _SPAN, events // 10
    happened = _events(first=1, people=people, start=start, step=(_SPAN - 2 * 86_400_000) // events, count=events)
    sent = _MESSAGES.format(
        campaigns=CAMPAIGNS, people=people, start=start, apart=_SPAN // CAMPAIGNS, drawn=_DRAWN.replace("{seed}", "77")
    )
    native.execute(f"INSERT INTO events {happened.format(numbers=_range(events))}")
    native.execute(
        "CREATE TABLE messages AS SELECT *, 'campaign' || lpad(origin::VARCHAR, 2, '0') AS campaign,"
        f" sent + 60000 AS delivered FROM ({sent.format(numbers=_range(count))})"
    )
    native.close()
    with Database(shop.database) as database, database.loading():
        _pour(database, people, happened, events, sent, count)
    return shop


def _events(*, first: int, people: int, start: int, step: int, count: int) -> str:
    """Return the query of events, its numbers still to be named."""
    drawn = _DRAWN.replace("{seed}", str(first + count))
    return _EVENTS.format(first=first, people=people, start=start, step=step, drawn=drawn)


def _range(count: int) -> str:
    return f"range({count}) AS made(i)"


def _counted(count: int) -> str:
    return (
        f"(WITH RECURSIVE made (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM made WHERE i < {count - 1})"
        " SELECT i FROM made)"
    )


def _pour(database: Database, people: int, happened: str, events: int, sent: str, count: int) -> None:
    """Put the same rows into a database, its indexes made at the end."""
    sql = database.sql
    indexes = [(name, text) for name, text in database.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        " AND tbl_name IN ('events', 'messages')"
    )]  # fmt: skip
    for name, _text in indexes:
        sql.execute(f"DROP INDEX {name}")
    with database.transaction():
        sql.execute("INSERT INTO sources VALUES (1, 'bench')")
        sql.executemany(
            "INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (?, ?, 0, 0)",
            ((n, f"c{n}") for n in range(1, people + 1)),
        )
        sql.executemany(
            "INSERT INTO origins (id, mode, kind, name, occurrence, version, definition, state, at, planned)"
            " VALUES (?, 'live', 'campaign', ?, '1', 'v', '{}', 'finished', ?, ?)",
            ((n, f"campaign{n:02}", NOW - _SPAN, NOW - _SPAN) for n in range(1, CAMPAIGNS + 1)),
        )
        _pour_events(database, happened, events)
        sql.execute(
            "INSERT INTO messages (id, origin, enrolment, customer, channel, state, due, first_due, changed_at,"
            " sent_at, delivered_at, bounced_at) SELECT id, origin, id, customer, 'email', state, sent, sent, sent,"
            " sent, CASE state WHEN 'delivered' THEN sent + 60000 END, CASE state WHEN 'bounced' THEN sent + 60000 END"
            f" FROM ({sent.format(numbers=_counted(count))})"
        )
    for _name, text in indexes:
        sql.execute(text)
    sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _pour_events(database: Database, asked: str, count: int) -> None:
    database.sql.execute(
        "INSERT INTO events SELECT id, customer, type, moment, 1, id, amount,"
        " CASE WHEN order_id IS NULL THEN '{}' ELSE '{\"order_id\":\"' || order_id || '\"}' END"
        f" FROM ({asked.format(numbers=_counted(count))})"
    )
