"""The names that the data use: types of events, tags, attributes, properties; through an index or a sample."""

from __future__ import annotations

from mactl.store.database import Database

_SAMPLE = 2_000

# From one name to the next along the index: as many steps as there are names, however many rows.
_DISTINCT = """
WITH RECURSIVE each(name) AS (
  SELECT MIN({column}) FROM {table}
  UNION ALL
  SELECT (SELECT MIN({column}) FROM {table} WHERE {column} > each.name) FROM each WHERE each.name IS NOT NULL
)
SELECT name FROM each WHERE name IS NOT NULL LIMIT {limit}
"""
_MOST = 5_000


def event_types(database: Database) -> list[str]:
    """Return the types of the events that were recorded, in their order."""
    return _distinct(database, "events", "type")


def tags(database: Database) -> list[str]:
    """Return the tags that somebody has."""
    return _distinct(database, "tags", "tag")


def attributes(database: Database) -> list[str]:
    """Return the attributes of the customers who came last, a sample of them all."""
    rows = database.rows(
        "SELECT DISTINCT j.key FROM (SELECT attributes FROM customers ORDER BY id DESC LIMIT ?) AS c,"
        " json_each(c.attributes) AS j",
        (_SAMPLE,),
    )
    return sorted(str(name) for (name,) in rows)


def properties(database: Database, type_: str) -> list[str]:
    """Return the properties of the latest events of a type; nothing where there are no such events."""
    rows = database.rows(
        "SELECT DISTINCT j.key FROM (SELECT properties FROM events WHERE type = ? ORDER BY at DESC LIMIT 200) AS e,"
        " json_each(e.properties) AS j",
        (type_,),
    )
    return sorted(str(name) for (name,) in rows)


def topics(database: Database) -> list[str]:
    """Return the topics that customers have said yes or no to, of a sample of them."""
    rows = database.rows(
        "SELECT DISTINCT topic FROM (SELECT topic FROM consents LIMIT ?) WHERE topic <> ''", (10 * _SAMPLE,)
    )
    return sorted(str(name) for (name,) in rows)


def _distinct(database: Database, table: str, column: str) -> list[str]:
    rows = database.rows(_DISTINCT.format(table=table, column=column, limit=_MOST))
    return [str(name) for (name,) in rows]
