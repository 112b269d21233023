"""The past of a workspace, to be lived through again: a copy in memory as of an instant, and all that came after.

What flows did since is not in the copy; messages of campaigns from before the instant are, for caps count them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mactl.store import pasts
from mactl.store.database import MEMORY, Database, Row
from mactl.store.events import Stored
from mactl.store.excerpts import excerpt
from mactl.store.profiles import Edit

# What flows, segments, scores and tests made; it is made again as far as it is needed.
_MADE = (
    "enrolments", "trail", "awaits", "clocks", "arrivals", "interests", "stirs", "flows", "flow_versions", "tasks",
    "calls", "members", "watches", "segments", "score_rules", "score_sums", "score_stages", "touched", "runs",
    "stage_watches", "backfills",
    "broadcasts", "stops", "flow_texts", "turns",
)  # fmt: skip
_EDITS = {"profile": "field", "tag": "tag", "consent": "consent"}
_COMING = """
CREATE TEMP TABLE coming AS
SELECT at, 0 AS kind, customer, type, source, source_id, amount, properties, id AS place FROM temp.ahead
UNION ALL SELECT at, 1, customer, kind, name, new, NULL, source, rowid FROM temp.edits ORDER BY at, 2, place
"""
_PAGE = """
SELECT rowid, at, kind, customer, type, source, source_id, amount, properties FROM temp.coming
WHERE rowid > ? AND at < ? ORDER BY rowid LIMIT 1000
"""
_OWN = ("flows", "segments")  # sources of events that the engine itself tells


class Later(NamedTuple):
    """Something of the past that is still to come in the copy: an event, or a change of a profile."""

    at: int
    event: Stored | None
    edit: Edit | None


def whole(database: Database) -> Database:
    """Return a copy in memory of all there is."""
    made = Database(MEMORY)
    database.sql.backup(made.sql)
    return made


def copy(database: Database, start: int, chosen: Iterable[int] | None = None) -> Database:
    """Return a copy in memory as things stood at ``start``, of everybody or of the ``chosen`` customers (row ids).

    What happened from ``start`` on lies in the temporary table ``coming``, in its order.
    """
    made = whole(database) if chosen is None else excerpt(database, chosen)
    sql = made.sql
    for table in _MADE:
        sql.execute(f"DELETE FROM {table}")  # noqa: S608 - of _MADE
    # How far segments, scores and triggers had come is of the past too: they begin anew, as their members do.
    sql.execute("DELETE FROM facts WHERE name NOT IN ('home', 'life')")
    sql.execute(
        "DELETE FROM messages WHERE enrolment > 0 OR COALESCE(sent_at, due) >= ? OR state IN ('queued', 'delayed')",
        (start,),
    )
    sql.execute("DELETE FROM origins WHERE kind = 'flow'")
    sql.execute("UPDATE origins SET state = 'finished' WHERE state IN ('running', 'paused')")
    sql.execute("UPDATE campaigns SET state = 'paused' WHERE state = 'scheduled'")
    sql.execute("UPDATE experiments SET state = 'stopped' WHERE state = 'running'")
    _put_ahead(made, start)
    _as_of(made, start)
    sql.execute(_COMING)
    sql.execute("DROP TABLE temp.ahead")
    sql.execute("DROP TABLE temp.edits")
    return made


def present(database: Database, flow: int) -> Database:
    """Return a copy in memory of all that concerns the people inside a flow now, with nothing still to come.

    Which of their journeys and messages it began with is kept in the temporary tables ``inside`` and ``settled``.
    """
    inside = database.rows("SELECT customer FROM enrolments WHERE flow = ? AND state = 'open' GROUP BY 1", (flow,))
    made = excerpt(database, [int(row[0]) for row in inside])
    sql = made.sql
    sql.execute("CREATE TEMP TABLE coming (at, kind, customer, type, source, source_id, amount, properties)")
    sql.execute(
        "CREATE TEMP TABLE inside AS SELECT id AS enrolment FROM enrolments WHERE flow = ? AND state = 'open'", (flow,)
    )
    sql.execute(
        "CREATE TEMP TABLE settled AS SELECT id AS message FROM messages WHERE state NOT IN ('queued', 'delayed')"
    )
    return made


def later(database: Database, stop: int) -> Iterator[Later]:
    """Yield what is still to come in a copy up to ``stop``, in the order of time; between two, anything may be done."""
    for at, kind, customer, one, two, three, amount, text in _pages(database, stop):
        if kind == 0:
            yield Later(at, (customer, one, at, two, three, amount, text), None)
        else:
            yield Later(at, None, Edit(customer, _EDITS[one], two, _new(one, three), text))


def _pages(database: Database, stop: int) -> Iterator[Row]:
    """Yield the rows of what is to come; none is being read while others work, which could drop no table meanwhile."""
    last = 0
    while page := list(database.rows(_PAGE, (last, stop))):
        last = page[-1][0]
        yield from (row[1:] for row in page)


def _new(kind: str, text: str | None) -> object:
    value = None if text is None else json.loads(text)
    if kind == "tag":
        return value is not None
    return value == "granted" if kind == "consent" else value


def _put_ahead(made: Database, start: int) -> None:
    """Move the events from ``start`` on out of the way, and count what is left anew."""
    sql, own = made.sql, ", ".join("?" * len(_OWN))
    sql.execute("CREATE TEMP TABLE ahead AS SELECT * FROM events WHERE at >= ? ORDER BY at, id", (start,))
    sql.execute(
        f"DELETE FROM temp.ahead WHERE source IN (SELECT id FROM sources WHERE name IN ({own}))"  # noqa: S608 - marks
        " OR type LIKE 'message\\_%' ESCAPE '\\' OR customer NOT IN (SELECT id FROM customers)",
        _OWN,
    )
    sql.execute("DELETE FROM order_repeats WHERE event IN (SELECT id FROM events WHERE at >= ?)", (start,))
    sql.execute("DELETE FROM events WHERE at >= ?", (start,))
    sql.execute("DELETE FROM rollups")
    sql.execute(
        "INSERT INTO rollups SELECT customer, type, count(*), coalesce(sum(amount), 0), min(at), max(at) FROM events"
        " GROUP BY customer, type"
    )


def _as_of(made: Database, start: int) -> None:
    """Undo the changes of profiles, tags and consents since ``start``, and keep them to be made again in their time."""
    sql = made.sql
    sql.execute(
        "CREATE TEMP TABLE edits AS SELECT at, customer, kind, name, new, source FROM changes WHERE at >= ?"
        " AND kind IN ('profile', 'tag', 'consent') AND source NOT LIKE 'flow:%'"
        " AND customer IN (SELECT id FROM customers) ORDER BY id",
        (start,),
    )
    sql.execute("CREATE TEMP TABLE people AS SELECT id AS customer, ? AS at, 0 AS changed FROM customers", (start - 1,))
    with pasts.as_they_were(made, "people"):
        for table in ("customers", "tags", "consents"):
            sql.execute(f"DELETE FROM main.{table}")  # noqa: S608 - the three above
            sql.execute(f"INSERT INTO main.{table} SELECT * FROM temp.{table}")  # noqa: S608
    sql.execute("DELETE FROM changes WHERE at >= ?", (start,))
