"""The RFM scores last saved: written whole; only those whose scores moved are marked as changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mactl.store.database import Database

# customer, recency_days, frequency, monetary, r, f, m, segment, class, as_of
Row = tuple[int, int, int, int, int, int, int, str, str, int]
_COLUMNS = "customer, recency_days, frequency, monetary, r, f, m, segment, class, as_of"
_SAME = "n.r = s.r AND n.f = s.f AND n.m = s.m AND n.segment = s.segment AND n.class = s.class"


def replace(database: Database, rows: Iterable[Row], names: Sequence[tuple[str, str]], now: int) -> None:
    """Put new scores in the place of the old ones, in the caller's transaction; ``names`` are (key, name)."""
    sql = database.sql
    sql.execute("CREATE TEMP TABLE IF NOT EXISTS new_scores AS SELECT * FROM rfm_scores WHERE false")
    sql.execute("DELETE FROM temp.new_scores")
    sql.executemany(f"INSERT INTO temp.new_scores ({_COLUMNS}) VALUES ({', '.join('?' * 10)})", rows)  # noqa: S608
    sql.execute("CREATE INDEX IF NOT EXISTS temp.new_scores_customer ON new_scores (customer)")
    sql.execute(
        "INSERT INTO touched (customer, at) SELECT customer, ? FROM (SELECT n.customer FROM temp.new_scores AS n "  # noqa: S608
        f"LEFT JOIN rfm_scores AS s ON s.customer = n.customer WHERE s.customer IS NULL OR NOT ({_SAME}) UNION "
        "SELECT s.customer FROM rfm_scores AS s WHERE s.customer NOT IN (SELECT n.customer FROM temp.new_scores AS n)) "
        "WHERE true ON CONFLICT (customer) DO UPDATE SET at = excluded.at, events_only = 0",
        (now,),
    )
    sql.execute("DELETE FROM rfm_scores")
    sql.execute(f"INSERT INTO rfm_scores ({_COLUMNS}) SELECT {_COLUMNS} FROM temp.new_scores")  # noqa: S608
    sql.execute("DROP TABLE temp.new_scores")
    sql.execute("DELETE FROM rfm_names")
    sql.executemany("INSERT OR IGNORE INTO rfm_names VALUES (?, ?)", names)
