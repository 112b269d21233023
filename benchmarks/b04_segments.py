"""B4: segments brought up to date after some of a million customers changed, against evaluating them in full.

The shop has the starter's ten segments and five events a customer. One side stores a new order for each of 100 (then of
10,000) customers and refreshes: entries, exits, their instants, and when to look again. The other side evaluates every
segment for everybody and writes down who fits, nothing else. The ratio is how many times the refresh is cheaper.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable
from pathlib import Path

from benchmarks import shop
from benchmarks.harness import Result, Scale, disk, in_turn, seconds
from mactl.api.opening import open_workspace
from mactl.core.segments.sql import fill
from mactl.engine import catalogue, segmenting
from mactl.engine.workspace import Workspace
from mactl.store import events
from mactl.store.database import Database

NOW = 1_772_420_000_000  # 2026-03-02T10:53:20+08:00
EVENTS = 5
_GOAL = 100
_STARTER = Path(__file__).resolve().parent.parent / "data" / "segments.json"
_PEOPLE = """
UPDATE customers SET city = CASE id % 5 WHEN 0 THEN '上海' WHEN 1 THEN '杭州' WHEN 2 THEN '北京' ELSE '广州' END,
  member_level = CASE id % 20 WHEN 0 THEN '金卡' ELSE '普通' END, locale = CASE id % 30 WHEN 0 THEN 'en' ELSE 'zh' END,
  signup_at = :now - (id * 7919 % 730) * 86400000
"""
_EVENTS = """
WITH RECURSIVE turn (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM turn WHERE n < :most)
INSERT INTO events (customer, type, at, source, source_id, amount, properties)
SELECT c.id, CASE n % 3 WHEN 0 THEN 'order_paid' ELSE 'product_viewed' END,
  :now - 1000 - (c.id * 104729 + n * 1299709) % 365 * 86400000 - c.id * 7919 % 86000000, 1, c.id * 100 + n,
  CASE n % 3 WHEN 0 THEN (c.id % 900 + 20) * 10000 END, '{}'
FROM customers AS c, turn ORDER BY c.id
"""
_ROLLUPS = """
INSERT INTO rollups SELECT customer, type, count(*), coalesce(sum(amount), 0), min(at), max(at) FROM events
GROUP BY customer, type
"""


def run(scale: Scale) -> Result:
    """Measure at three sizes; the largest has the figure."""
    folder = disk(scale.folder)
    sizes = [scale.size(10_000, 300), scale.size(100_000, 400), scale.size(1_000_000, 500)]
    result = Result(
        code="B4",
        title="segments after 100 of 1,000,000 customers changed, against full re-evaluation",
        ours="refresh",
        theirs="full evaluation",
        unit="s",
        goal=_GOAL,
        inverse=True,
        growth_unit="s",
    )
    for people in sizes:
        workspace = laid_out(folder / "segments", people)
        with workspace.open() as database:
            world = _World(workspace, database, people)
            result.pairs = in_turn(world.changed(100), world.in_full, scale.pairs)
            result.growth.append(
                (
                    people,
                    statistics.median(a for a, _ in result.pairs),
                    statistics.median(b / a for a, b in result.pairs),
                )
            )
            count = min(10_000, people // 3)
            many = in_turn(world.changed(count), world.in_full, scale.pairs)
            fresh = statistics.median(world.changed(count, shift)() for shift in range(1, 1 + scale.pairs))
        ratio = statistics.median(b / a for a, b in many)
        slow = statistics.median(a for a, _ in many)
        result.notes.append(
            f"{people:,} customers: {count:,} changed took {slow:.3g} s, {ratio:.1f} times as cheap as in full (goal at"
            f" 1,000,000: 10); others each time, whose entries and exits are stored as events, {fresh:.3g} s"
        )
    result.notes.append(f"ten segments of the starter, {EVENTS} events a customer; the ratio is in full / refresh")
    return result


class _World:
    """One shop, and a clock that moves by a second with each refresh."""

    def __init__(self, workspace: Workspace, database: Database, people: int) -> None:
        self.workspace, self.database, self.people = workspace, database, people
        self.authored = catalogue.read(workspace)
        self.now, self.stored = NOW, 0
        segmenting.refresh(workspace, database, self.authored, now=NOW)

    def changed(self, count: int, shift: int = 0) -> Callable[[], float]:
        """Return what stores a new order of ``count`` customers and measures the refresh after it.

        They are the same each time; another ``shift`` makes it others.
        """

        def work() -> float:
            self.now += 1000
            step = self.people // count
            with self.database.transaction():
                source = events.source(self.database, "bench")
                rows = [
                    (1 + place * step + shift, "order_paid", self.now, source, self.stored + place, 990_000, "{}")
                    for place in range(count)
                ]
                events.add(self.database, rows, self.now)
            self.stored += count
            return seconds(lambda: segmenting.refresh(self.workspace, self.database, self.authored, now=self.now))

        return work

    def in_full(self) -> float:
        """Return how long it takes to evaluate every segment for everybody."""
        return seconds(self._evaluate)

    def _evaluate(self) -> None:
        context = self.authored.context(self.database, self.now, self.workspace.zone)
        sql = self.database.sql
        sql.execute(
            "CREATE TEMP TABLE IF NOT EXISTS full (segment TEXT, customer INTEGER, PRIMARY KEY (segment, customer))"
            " WITHOUT ROWID"
        )
        sql.execute("DELETE FROM full")
        for segment in self.authored.segments:
            condition = context.segments[segment.id]
            asked = fill(
                "INSERT INTO full SELECT {}, c.id FROM customers AS c WHERE {}", segment.id, condition.sql(context)
            )
            sql.execute(asked.text, asked.params)


def laid_out(folder: Path, people: int, events_each: int = EVENTS) -> Workspace:
    """Return a workspace with the starter's segments, its people and their events."""
    shop.lay_out(folder, people, 25)
    shutil.copy(_STARTER, folder / "data" / "segments.json")
    workspace = open_workspace(folder, environ={})
    with workspace.open() as database:
        with database.transaction() as sql:
            sql.execute("INSERT INTO sources VALUES (1, 'history')")
            sql.execute(_PEOPLE, {"now": NOW})
            sql.execute(_EVENTS, {"now": NOW, "most": events_each - 1})
            sql.execute(_ROLLUPS)
            sql.execute("INSERT INTO tags SELECT id, '母婴', 0, '' FROM customers WHERE id % 12 = 0")
        database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return workspace
