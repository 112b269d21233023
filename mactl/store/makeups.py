"""How often each value of a field occurs among a crowd and among everybody."""

from __future__ import annotations

from mactl.store.database import Database

_BAND = (
    "CASE WHEN c.birthday GLOB '[12][0-9][0-9][0-9]-*' THEN "
    "CASE WHEN age < 18 THEN '<18' WHEN age < 25 THEN '18-24' WHEN age < 35 THEN '25-34' WHEN age < 45 THEN '35-44' "
    "WHEN age < 55 THEN '45-54' WHEN age < 65 THEN '55-64' ELSE '65+' END END"
)
_AGE = (
    "CAST(strftime('%Y', :now / 1000, 'unixepoch') AS INTEGER) - CAST(substr(c.birthday, 1, 4) AS INTEGER) - "
    "(strftime('%m-%d', :now / 1000, 'unixepoch') < substr(c.birthday, 6, 5))"
)
_COUNTED = """
SELECT value, SUM(inside) AS members, COUNT(*) FROM (
  SELECT {value} AS value, c.id IN (SELECT customer FROM crowd_members) AS inside {source}
) WHERE value <> '' GROUP BY value HAVING members > 0 ORDER BY members DESC, value LIMIT :most
"""


def values(database: Database, field: str, now: int, most: int) -> list[tuple[str, int, int]]:
    """Return the values that most of the table ``crowd_members`` have: how many of them do, and of everybody."""
    if field == "tag":
        asked = _COUNTED.format(value="t.tag", source="FROM tags AS t JOIN customers AS c ON c.id = t.customer")
    elif field == "age":
        asked = _COUNTED.format(value=_BAND.replace("age", f"({_AGE})"), source="FROM customers AS c")
    else:
        asked = _COUNTED.format(value=f"c.{field}", source="FROM customers AS c")
    given = {"most": most, **({"now": now} if field == "age" else {})}
    return [(str(value), int(members), int(everybody)) for value, members, everybody in database.rows(asked, given)]
