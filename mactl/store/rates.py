"""Providers' rates: token buckets kept in the database, so that cron's ticks and a daemon share them (rule M10)."""

from __future__ import annotations

from mactl.core.messages import buckets
from mactl.core.messages.buckets import Bucket, Rate
from mactl.store.database import Database


def take(database: Database, name: str, text: str, now: int, wanted: int) -> tuple[int, int]:
    """Take up to ``wanted`` tokens of the bucket ``name``, filling at ``text`` ("100/s"), in the caller's transaction.

    Return how many it gave, and when it has one again. A changed rate begins a bucket of its own.
    """
    rate = buckets.parse_rate(text)
    taken = buckets.take(_read(database, f"{name}@{text}", rate, now), rate, now, wanted)
    _write(database, f"{name}@{text}", taken.bucket)
    return taken.granted, taken.next_at


def give_back(database: Database, name: str, text: str, now: int, tokens: int) -> None:
    """Put tokens back that were taken and not used, in the caller's transaction."""
    rate = buckets.parse_rate(text)
    _write(database, f"{name}@{text}", buckets.give_back(_read(database, f"{name}@{text}", rate, now), rate, tokens))


def _read(database: Database, name: str, rate: Rate, now: int) -> Bucket:
    row = database.row("SELECT credit, at FROM buckets WHERE name = ?", (name,))
    return buckets.full(rate, now) if row is None else Bucket(int(row[0]), int(row[1]))


def _write(database: Database, name: str, bucket: Bucket) -> None:
    database.sql.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?, ?)", (name, bucket.credit, bucket.at))
