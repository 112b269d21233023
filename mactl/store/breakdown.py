"""What came of messages, part by part: by channel, campaign, day, city, domain, arm; people once in each part."""

from __future__ import annotations

from mactl.core.model.results import Conversions, Reach
from mactl.core.segments.sql import Sql, fill
from mactl.store import results
from mactl.store.database import Database
from mactl.store.results import Goal, Scope

_JOINED = "FROM messages m JOIN origins o ON o.id = m.origin"
_CUSTOMERS = " JOIN customers c ON c.id = m.customer"
# Somebody may be in several segments, and counts in each.
_SEGMENTS = " JOIN members b ON b.customer = m.customer JOIN segments s ON s.number = b.segment"
Key = object  # what a part is called: text, a number, None


def scope(database: Database, since: int, until: int) -> tuple[Scope, str]:
    """Return the messages sent in a time, and their mode: live, or sandbox where there are no live ones."""
    launched, mode = launches(database)
    meant, _channels = results.scope(database, tuple(launched))
    return Scope(origins=meant.origins, reporting=meant.reporting, sent=(since, until)), mode


def launches(database: Database) -> tuple[dict[int, str], str]:
    """Return the campaigns and flows by the row ids of their launches, of the one mode that figures are of."""
    for mode in ("live", "sandbox"):
        rows = list(database.rows("SELECT id, name FROM origins WHERE mode = ? AND state <> 'missed'", (mode,)))
        if rows or mode == "sandbox":
            return {row[0]: str(row[1]) for row in rows}, mode
    raise AssertionError


def reach(database: Database, meant: Scope, key: Sql) -> dict[Key, Reach]:
    """Return the people of each part, and what became of their messages; ``key`` says which part ``m`` is of.

    The expression may use the message ``m``, its origin ``o``, its customer ``c``, and of ``KEYS`` the segment ``s``.
    """
    flags = results.flags_of(meant)
    counted = {**{name: f"SUM({name})" for name in flags}, **results.ONCE}
    asked = fill(
        "SELECT part, {} FROM (SELECT {} AS part, {} {} WHERE {} GROUP BY 1, m.customer) GROUP BY 1 ORDER BY 1",
        Sql(", ".join(counted.values())), key, results.each_person(flags), _joined(key), meant.where,
    )  # fmt: skip
    found: dict[Key, Reach] = {}
    for part, *values in database.rows(asked.text, asked.params):
        figures = {name: int(value or 0) for name, value in zip(counted, values, strict=True)}
        derived, reported = figures.pop("derived"), figures.pop("reported")
        found[part] = Reach(**figures, derived=derived > 0, delivered_reported=reported > 0)
    return found


def conversions(database: Database, meant: Scope, goal: Goal, key: Sql) -> dict[Key, Conversions]:
    """Return who met the goal in time after delivery, by the part of the message that was delivered."""
    anchor(database, meant, key)
    asked = fill(
        "SELECT part, COUNT(DISTINCT customer), COUNT(*), COALESCE(SUM(amount), 0) FROM ("
        "SELECT DISTINCT n.part, e.id, e.customer, e.amount FROM temp.parts n"
        " CROSS JOIN events e INDEXED BY events_customer"
        " WHERE e.customer = n.customer AND e.type = {} AND e.at >= n.at AND e.at <= MIN(n.at + {}, {}) AND {}"
        ") GROUP BY 1",
        goal.event, goal.window, goal.now, goal.test,
    )  # fmt: skip
    return {
        part: Conversions(people=people, events=events, revenue=int(revenue))
        for part, people, events, revenue in database.rows(asked.text, asked.params)
    }


def anchor(database: Database, meant: Scope, key: Sql) -> None:
    """Fill the temporary table ``parts`` with (part, customer, instant) of the messages delivered."""
    database.sql.execute("DROP TABLE IF EXISTS temp.parts")
    database.sql.execute(
        "CREATE TEMP TABLE parts (part, customer INTEGER, at INTEGER, origin INTEGER, channel TEXT, message INTEGER)"
    )
    filled = fill(
        "INSERT INTO temp.parts"
        " SELECT {}, m.customer, COALESCE(m.delivered_at, m.sent_at), m.origin, m.channel, m.id {}"
        " WHERE {} AND {} AND m.sent_at IS NOT NULL",
        key, _joined(key), meant.where, meant.delivered,
    )  # fmt: skip
    database.sql.execute(filled.text, filled.params)


def _joined(key: Sql) -> Sql:
    customers = _CUSTOMERS if "c." in key.text else ""
    return Sql(_JOINED + customers + (_SEGMENTS if KEYS["segment"] in key.text else ""))


def parts(names: tuple[str, ...]) -> Sql:
    """Return the key that is one of ``KEYS``, or several joined by a line break."""
    return Sql(" || char(10) || ".join(f"COALESCE({KEYS[name]}, '')" for name in names))


KEYS = {
    "whole": "NULL",
    "channel": "m.channel",
    "campaign": "o.name",
    "kind": "o.kind",
    "step": "CASE o.kind WHEN 'flow' THEN o.occurrence ELSE '' END",
    "city": "c.city",
    "segment": "s.id",
    "variant": "(SELECT CASE a.role WHEN 'test' THEN a.arm ELSE a.role END FROM assignments a"
    " JOIN experiments x ON x.id = a.test WHERE a.customer = m.customer AND x.campaign = o.name)",
    "domain": "CASE WHEN m.channel = 'email' THEN lower(substr(m.address, instr(m.address, '@') + 1)) END",
}
