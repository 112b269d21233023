"""Who is to be followed through time: those of whom something is new, and those who are due (rules E2, E5).

The tables ``walk_*`` are temporary; ``store.walking`` goes on with them. Of somebody of whom only events are new, a
segment that asks for none of their types need not know.
"""

from __future__ import annotations

from typing import NamedTuple

from mactl.core.model.event import ENTERED, EXITED
from mactl.core.segments.sql import FALSE, TRUE, Sql, fill, listed
from mactl.store import awaits
from mactl.store.database import Database
from mactl.store.memberships import Known

_CROSSINGS = {"entered": ENTERED, "exited": EXITED}  # they are no news: they mark nobody (store.crossing)
POINTS = 64  # of a customer with more new instants the latest are walked through
_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS walk_touched (customer INTEGER PRIMARY KEY, first INTEGER, points INTEGER,
  events_only INTEGER);
CREATE TEMP TABLE IF NOT EXISTS walk_news (customer INTEGER, type TEXT, at INTEGER,
  PRIMARY KEY (customer, type, at)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS walk_heard (event INTEGER);
CREATE TEMP TABLE IF NOT EXISTS walk_points (customer INTEGER, at INTEGER, PRIMARY KEY (customer, at)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS walk_late (customer INTEGER PRIMARY KEY, first INTEGER);
CREATE TEMP TABLE IF NOT EXISTS walk_people (customer INTEGER PRIMARY KEY, was INTEGER, first INTEGER, points INTEGER);
CREATE TEMP TABLE IF NOT EXISTS walk_steps (customer INTEGER PRIMARY KEY, at INTEGER, known INTEGER, changed INTEGER);
CREATE TEMP TABLE IF NOT EXISTS walk_past (customer INTEGER PRIMARY KEY, at INTEGER, known INTEGER, changed INTEGER);
CREATE TEMP TABLE IF NOT EXISTS walk_trail (customer INTEGER, at INTEGER, holds INTEGER, due INTEGER,
  PRIMARY KEY (customer, at)) WITHOUT ROWID;
"""


class Gathered(NamedTuple):
    """How many ``people`` were gathered, the ``types`` of their new events, and whether it is all ``events_only``."""

    people: int
    types: frozenset[str]
    events_only: bool


def begin(database: Database) -> None:
    """Begin to gather, with nothing heard of yet."""
    for statement in _TABLES.split(";\n"):
        database.sql.execute(statement)
    clear(database, "walk_news", "walk_heard")


def gather(database: Database, known: Known, now: int, most: int) -> Gathered:
    """Take up to ``most`` touched customers with the instants at which something new happened.

    Where something happened before the last evaluation, all that is known of the time since is walked through again.
    """
    clear(database, "walk_touched", "walk_points", "walk_late")
    given = {"event": known.event, "change": known.change, "at": known.at, "now": now, "most": most, "points": POINTS}
    told: dict[str, int | str] = {**given, **_CROSSINGS}
    for statement in _GATHER.split(";\n"):
        database.sql.execute(statement, {key: value for key, value in told.items() if f":{key}" in statement})
    types = frozenset(str(row[0]) for row in database.rows(_TYPES))
    events_only = database.row("SELECT 1 FROM walk_touched WHERE NOT events_only LIMIT 1") is None
    return Gathered(database.number("SELECT count(*) FROM walk_touched"), types, events_only)


_TYPES = "SELECT DISTINCT n.type FROM walk_touched AS w CROSS JOIN walk_news AS n ON n.customer = w.customer"
# The events that are new are read in the order in which they came, each once, however many batches there are: they lie
# side by side, where a look at each customer's own reads a page for everybody.
# A mark of events that does not find any is taken for one of anything. When a mark was made counts where the events do
# not say when what is new happened, or say an instant that has not come.
_GATHER = """
INSERT INTO walk_touched SELECT customer, 0, 0, events_only FROM touched ORDER BY customer LIMIT :most;
INSERT OR IGNORE INTO walk_news SELECT e.customer, e.type, e.at FROM events AS e NOT INDEXED
  WHERE e.id > max(:event, IFNULL((SELECT max(h.event) FROM walk_heard AS h), 0)) AND e.type NOT IN (:entered, :exited)
  ORDER BY e.customer;
INSERT INTO walk_heard SELECT max(id) FROM events;
UPDATE walk_touched SET events_only = 0 WHERE events_only AND NOT EXISTS
  (SELECT 1 FROM walk_news AS n WHERE n.customer = walk_touched.customer);
INSERT OR IGNORE INTO walk_points SELECT t.customer, min(max(t.at, c.created_at), :now) FROM walk_touched AS w
  CROSS JOIN touched AS t ON t.customer = w.customer CROSS JOIN customers AS c ON c.id = w.customer
  WHERE NOT w.events_only OR EXISTS (SELECT 1 FROM walk_news AS n WHERE n.customer = w.customer AND n.at > :now);
INSERT OR IGNORE INTO walk_points SELECT n.customer, max(n.at, c.created_at) FROM walk_touched AS w
  CROSS JOIN walk_news AS n ON n.customer = w.customer AND n.at <= :now
  CROSS JOIN customers AS c ON c.id = n.customer;
INSERT OR IGNORE INTO walk_points SELECT g.customer, max(g.at, c.created_at) FROM walk_touched AS w
  CROSS JOIN changes AS g INDEXED BY changes_customer ON g.customer = w.customer
  CROSS JOIN customers AS c ON c.id = w.customer WHERE g.id > :change AND g.at <= :now;
INSERT INTO walk_late SELECT customer, min(at) FROM walk_points GROUP BY customer HAVING min(at) < :at;
INSERT OR IGNORE INTO walk_points SELECT e.customer, e.at FROM walk_late AS w
  CROSS JOIN events AS e INDEXED BY events_customer ON e.customer = w.customer WHERE e.at > w.first AND e.at <= :at;
INSERT OR IGNORE INTO walk_points SELECT g.customer, g.at FROM walk_late AS w
  CROSS JOIN changes AS g INDEXED BY changes_customer ON g.customer = w.customer AND g.at > w.first WHERE g.at <= :at;
INSERT OR IGNORE INTO walk_points SELECT customer, :at FROM walk_late;
DELETE FROM walk_points WHERE (customer, at) IN (SELECT customer, at FROM (SELECT customer, at,
  ROW_NUMBER() OVER (PARTITION BY customer ORDER BY at DESC) AS place FROM walk_points
  WHERE customer IN (SELECT customer FROM walk_points GROUP BY customer HAVING count(*) > :points))
  WHERE place > :points);
UPDATE walk_touched SET (first, points) =
  (SELECT min(p.at), count(*) FROM walk_points AS p WHERE p.customer = walk_touched.customer);
UPDATE walk_touched SET points = points + 1 WHERE EXISTS
  (SELECT 1 FROM walk_news AS n WHERE n.customer = walk_touched.customer AND n.at > :now)
"""


def release(database: Database) -> None:
    """Take the marks off those who were gathered; journeys of theirs that wait for a condition are noted first."""
    awaits.stir(database, "walk_touched")
    database.sql.execute("DELETE FROM touched WHERE customer IN (SELECT customer FROM walk_touched)")


def call(database: Database, segment: int, news: Sql, now: int, most: int) -> bool:
    """Call together whom a segment is to be decided for: those gathered of whom there is ``news`` (see ``news``), and
    up to ``most`` who are due; return whether as many as that were due, so that there may be more."""
    clear(database, "walk_people", "walk_steps", "walk_trail")
    if news != FALSE:
        called = fill(_CALL_TOUCHED, segment, news)
        database.sql.execute(called.text, called.params)
    due = database.sql.execute(_CALL_DUE, {"segment": segment, "now": now, "most": most}).rowcount
    if due >= most:
        database.sql.execute(_CALL_LATER, {"segment": segment, "now": now})
    return due >= most


def news(gathered: Gathered, types: frozenset[str] | None) -> Sql:
    """Return who of ``walk_touched AS w`` did or became something that a segment asks for; ``types`` of events."""
    if types is None or not types.isdisjoint(_CROSSINGS.values()):
        return TRUE
    if gathered.events_only and gathered.types.isdisjoint(types):
        return FALSE
    if gathered.types <= types:
        return TRUE
    did = "EXISTS (SELECT 1 FROM walk_news AS n WHERE n.customer = w.customer AND n.type IN {})"
    return fill(f"(NOT w.events_only OR {did})", listed(sorted(types)))


def nobody(database: Database) -> bool:
    """Return whether nobody was called."""
    return database.row("SELECT 1 FROM walk_people LIMIT 1") is None


_CALL_TOUCHED = """
INSERT INTO walk_people SELECT w.customer,
  EXISTS (SELECT 1 FROM members AS m WHERE m.segment = {} AND m.customer = w.customer), w.first, w.points
FROM walk_touched AS w WHERE w.first IS NOT NULL AND {}
"""
_CALL_DUE = """
INSERT INTO walk_people SELECT late.customer,
  EXISTS (SELECT 1 FROM members AS m WHERE m.segment = :segment AND m.customer = late.customer), late.due, 1
FROM (SELECT customer, due FROM watches INDEXED BY watches_due WHERE segment = :segment AND due <= :now
  ORDER BY due LIMIT :most) AS late WHERE true
ON CONFLICT (customer) DO UPDATE SET first = min(first, excluded.first), points = points + excluded.points
"""
# Who is called for what is new comes with what was due of them.
_CALL_LATER = """
INSERT INTO walk_people SELECT d.customer, 0, d.due, 1 FROM walk_people AS w CROSS JOIN watches AS d
  ON d.segment = :segment AND d.customer = w.customer WHERE d.due <= :now
ON CONFLICT (customer) DO UPDATE SET first = min(first, excluded.first), points = points + excluded.points
"""


def clear(database: Database, *tables: str) -> None:
    """Empty some of the tables."""
    for table in tables:
        database.sql.execute(f"DELETE FROM {table}")  # noqa: S608 - the tables above
