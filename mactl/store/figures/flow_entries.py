"""The journeys of a flow that began in a time: how many, how they stand, and the two sides of its holdout."""

from __future__ import annotations

from mactl.core.segments.sql import TRUE, fill
from mactl.store import results
from mactl.store.database import Database, Row
from mactl.store.results import Goal


def answer(database: Database, *, flow: int, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return (outcome or 'open', journeys, people, of them held out), then a row ('', treated, held out) of arms."""
    rows = database.rows(
        "SELECT CASE state WHEN 'open' THEN 'open' ELSE COALESCE(outcome, 'end') END, COUNT(*),"
        " COUNT(DISTINCT customer), SUM(held) FROM enrolments WHERE flow = ? AND entered_at >= ? AND entered_at < ?"
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        (flow, since, until),
    )
    found = list(rows)
    drawn = fill(
        "SELECT customer, MIN(entered_at), MAX(held) FROM enrolments WHERE flow = {} AND entered_at >= {}"
        " AND entered_at < {} GROUP BY customer",
        flow, since, until,
    )  # fmt: skip
    treated, held = results.sides(database, drawn, Goal(event=goal, test=TRUE, window=window, now=now))
    return [*found, ("", treated, held)]
