"""B7: RFM of everybody from the rollups, against DuckDB over the raw events.

Both sides answer the same question from the same 20 events a customer, of which a quarter are orders and one in a
hundred is a refund: scores 1 to 5 by quantiles of recency, frequency and net revenue, and how many customers, orders
and how much revenue each code has. Their answers are compared. Ours reads the rollups that intake keeps, and names
segments and classes and draws the heat map besides. DuckDB reads a native table with a column for everything it needs,
and counts distinct orders, for an order may be paid in parts; ours knows of that by `order_repeats`.
"""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from benchmarks.harness import Result, Scale, disk, in_turn, seconds
from benchmarks.tools import MissingError
from mactl.core.model.rfm import RfmClass, RfmMap, RfmSegment
from mactl.core.segments.method import Asked
from mactl.core.segments.methods.rfm import METHOD, scored
from mactl.engine import splitting
from mactl.store import orders
from mactl.store.database import Database

EVENTS_EACH = 20
AS_OF = 1_763_000_000_000
_FIRST, _SPAN, _DAY = 1_700_000_000_000, 62_000_000_000, 86_400_000
_RAW = """
CREATE TABLE events AS SELECT (hash(i) % {people})::BIGINT + 1 AS customer,
  CASE WHEN i % 20 < 5 THEN 'order_paid' WHEN i % 100 = 7 THEN 'order_refunded'
    WHEN i % 20 < 14 THEN 'product_viewed' ELSE 'page_view' END AS type,
  {first} + (hash(i * 7 + 1) % {span})::BIGINT AS moment, ((hash(i * 3 + 2) % 5000000) + 10000)::BIGINT AS amount,
  'O' || i AS order_id
FROM range({events}) AS made(i)
"""
_ROLLUPS = """
SELECT customer, type, count(*), sum(amount)::BIGINT, min(moment), max(moment) FROM events GROUP BY ALL ORDER BY 1, 2
"""
_RFM = """
WITH bought AS (SELECT customer, count(DISTINCT order_id) AS f, max(moment) AS last FROM events
    WHERE type = 'order_paid' GROUP BY customer),
  money AS (SELECT customer, sum(CASE type WHEN 'order_paid' THEN amount ELSE -amount END)::BIGINT AS m FROM events
    WHERE type IN ('order_paid', 'order_refunded') GROUP BY customer),
  known AS (SELECT {as_of} // {day} - last // {day} AS r, f, m FROM bought JOIN money USING (customer)),
  cuts AS (SELECT quantile_cont(r, [.2, .4, .6, .8]) AS rc, quantile_cont(f, [.2, .4, .6, .8]) AS fc,
    quantile_cont(m, [.2, .4, .6, .8]) AS mc FROM known),
  scores AS (SELECT 5 - ((r > rc[1])::INT + (r > rc[2])::INT + (r > rc[3])::INT + (r > rc[4])::INT) AS r,
    1 + (f > fc[1])::INT + (f > fc[2])::INT + (f > fc[3])::INT + (f > fc[4])::INT AS f,
    1 + (m > mc[1])::INT + (m > mc[2])::INT + (m > mc[3])::INT + (m > mc[4])::INT AS m,
    known.f AS orders, known.m AS revenue FROM known, cuts)
SELECT r * 100 + f * 10 + m AS code, count(*), sum(orders)::BIGINT, sum(revenue)::BIGINT FROM scores
GROUP BY code ORDER BY code
"""
_SIDES = [(r, f, m) for r in ("high", "low") for f in ("high", "low") for m in ("high", "low")]
_MAP = RfmMap(
    segments=(RfmSegment(name="best", id="best", r=(4, 5)), RfmSegment(name="others", id="others")),
    classes=tuple(
        RfmClass(name="".join(sides), id="".join(sides), r=sides[0], f=sides[1], m=sides[2]) for sides in _SIDES
    ),
)


def run(scale: Scale) -> Result:
    """Measure at three numbers of customers; the largest has the figure."""
    folder = disk(scale.folder)
    result = Result(
        code="B7",
        title="RFM from rollups against DuckDB over the raw events",
        ours="mactl",
        theirs="DuckDB",
        unit="s",
        goal=2,
        at_most=True,
    )
    for people in (scale.size(10_000, 500), scale.size(100_000, 1_000), scale.size(1_000_000, 2_000)):
        raw, database = _laid_out(folder, people)
        with database:
            same = _theirs(raw) == _by_code(database)
            assert same, "both sides give the same scores"
            pairs = in_turn(
                lambda d=database: seconds(lambda: _ours(d)), lambda r=raw: seconds(lambda: _theirs(r)), scale.pairs
            )
        raw.close()
        ours = statistics.median(a for a, _ in pairs)
        result.growth.append((people * EVENTS_EACH, ours, statistics.median(a / b for a, b in pairs)))
        result.pairs = pairs
    result.notes.append(
        "size is the number of events; both sides gave the same customers, orders and revenue for every code"
    )
    return result


def _laid_out(folder: Path, people: int) -> tuple[Any, Database]:
    """Return DuckDB with the raw events, and a database with the rollups that intake would have kept of them."""
    try:
        import duckdb
    except ImportError:
        raise MissingError("duckdb is not installed: pip install -e '.[dev]'") from None
    for file in folder.glob(f"rfm{people}.*"):
        file.unlink()
    raw = duckdb.connect(str(folder / f"rfm{people}.duckdb"))
    raw.execute(_RAW.format(people=people, first=_FIRST, span=_SPAN, events=people * EVENTS_EACH))
    database = Database(folder / f"rfm{people}.db")
    found = raw.execute(_ROLLUPS)
    with database.transaction() as sql:
        sql.executemany(
            "INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (?, ?, 0, 0)",
            ((n, f"c{n}") for n in range(1, people + 1)),
        )
        while rows := found.fetchmany(100_000):
            sql.executemany("INSERT INTO rollups VALUES (?, ?, ?, ?, ?, ?)", rows)
    return raw, database


def _asked() -> Asked:
    return Asked(as_of=AS_OF, zone="UTC", map=_MAP)


def _ours(database: Database) -> object:
    """Do what the command does between opening the database and the report."""
    orders.refresh(database)
    return METHOD.split(splitting.gather(database, METHOD, _asked(), AS_OF), _asked())


def _theirs(raw: Any) -> list[tuple[int, int, int, int]]:
    return [tuple(map(int, row)) for row in raw.execute(_RFM.format(as_of=AS_OF, day=_DAY)).fetchall()]


def _by_code(database: Database) -> list[tuple[int, int, int, int]]:
    """Return customers, orders and revenue of each code, to be compared."""
    import numpy as np

    facts = splitting.gather(database, METHOD, _asked(), AS_OF)
    codes, place = np.unique(scored(facts, _asked()).codes(), return_inverse=True)
    columns = (np.ones(len(place), np.int64), facts.purchases.orders, facts.purchases.amount)
    sums = []
    for column in columns:
        total = np.zeros(len(codes), np.int64)
        np.add.at(total, place, column)
        sums.append(total.tolist())
    return list(zip(codes.tolist(), *sums, strict=True))
