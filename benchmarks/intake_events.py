"""B10: how fast events go in, in bulk, against a bare `executemany` of the same rows into a table without an index.

Run `python benchmarks/intake_events.py [EVENTS]` (200,000 without one). Both sides take turns (A B A B ...) on
databases of the same settings; the figure is the median ratio of five pairs. The intake's side finds each customer by
id, refuses doubles, keeps rollups and marks, and commits by chunks, as an import does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from mactl.core.decode.happenings import Happening, Happenings
from mactl.engine.collector import collector_paused
from mactl.engine.import_events import CHUNK
from mactl.engine.intake import Surroundings, chunks
from mactl.engine.receive import store
from mactl.store.database import Database

PAIRS = 5
CUSTOMERS = 20_000
NOW = 1_772_420_000_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    events = made(count)
    print(f"{count:,} events of {CUSTOMERS:,} customers; a second: intake, bare executemany, ratio")
    ratios = []
    for _pair in range(PAIRS):
        with tempfile.TemporaryDirectory() as folder:
            ours, bare = intake(Path(folder), events), plain(Path(folder), events)
        ratios.append(bare / ours)
        print(f"  {count / ours:9,.0f} {count / bare:9,.0f} {bare / ours:6.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")


def made(count: int) -> list[Happening]:
    dice = Random(7)
    kinds = ("product_viewed", "product_viewed", "login", "cart_updated", "order_paid")
    found = []
    for number in range(count):
        kind = dice.choice(kinds)
        amount = dice.randrange(10_000_000) if kind == "order_paid" else None
        said = f'{{"amount":{amount / 10_000}}}' if amount is not None else '{"product_id":"P17"}'
        at = NOW - dice.randrange(31_536_000_000)
        found.append(Happening(number, kind, f"c{dice.randrange(CUSTOMERS)}", at, f"e{number}", "app", amount, said))
    return found


def intake(folder: Path, events: list[Happening]) -> float:
    with Database(folder / "mactl.db") as database:
        with database.transaction() as sql:
            sql.executemany(
                "INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (?, ?, 0, 0)",
                [(number + 1, f"c{number}") for number in range(CUSTOMERS)],
            )
        around = Surroundings(database=database, now=NOW, zone=ZoneInfo("UTC"))
        start = time.perf_counter()
        with collector_paused(), database.loading():
            for chunk in chunks(events, CHUNK):
                with database.transaction():
                    store(around, Happenings.of(chunk), anonymous="file")
        seconds = time.perf_counter() - start
        assert database.number("SELECT count(*) FROM events") == len(events)
    return seconds


def plain(folder: Path, events: list[Happening]) -> float:
    with Database(folder / "plain.db") as database:
        database.sql.execute("CREATE TABLE bare (number, type, customer, at, id, source, amount, properties)")
        start = time.perf_counter()
        with collector_paused(), database.transaction() as sql:
            sql.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?)", events)
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
