"""What is asked of the ledger about the days to come: who is concerned, what went out in the same days before.

The strata are temporary: one for each campaign or flow, of the customers whom it may reach. Of each the first by lot
are followed, the lots being the same in all of them: whoever gets two messages in life does so in the sample too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mactl.core.segments.sql import Sql
from mactl.store.database import Database

_LOT = "(c.id * 2654435761) % 4294967296"  # Knuth's multiplicative hash of the row id


class Stratum(NamedTuple):
    """How many people a campaign or flow may reach, how many of them are followed, and the last lot that is."""

    people: int
    followed: int
    last: int

    @property
    def weight(self) -> float:
        """Return for how many people each of those followed stands."""
        return self.people / self.followed if self.followed else 0.0


class Fate(NamedTuple):
    """What became of one message in the days to come; ``anchor`` is its journey's, None for a campaign's."""

    kind: str
    name: str
    occurrence: str
    customer: int
    lot: int
    channel: str
    state: str
    reason: str
    at: int
    cost: int
    anchor: int | None


class Before(NamedTuple):
    """Messages of a flow in a quarter of an hour of the past, to people who had come to it since an instant."""

    flow: str
    channel: str
    mode: str
    quarter: int
    messages: int
    cost: int


QUARTER = 900_000


def begin(database: Database) -> None:
    """Make room for the strata on this connection."""
    database.sql.execute("DROP TABLE IF EXISTS temp.strata")
    database.sql.execute(
        "CREATE TEMP TABLE strata (stratum TEXT, lot INTEGER, customer INTEGER, PRIMARY KEY (stratum, lot, customer))"
        " WITHOUT ROWID"
    )


def add_audience(database: Database, stratum: str, where: Sql) -> None:
    """Add those to a stratum for whom an expression over ``customers AS c`` holds."""
    database.sql.execute(
        f"INSERT OR IGNORE INTO temp.strata SELECT ?, {_LOT}, c.id FROM customers AS c WHERE {where.text}",  # noqa: S608
        (stratum, *where.params),
    )


def add_inside(database: Database, stratum: str, flow: int, stop: int) -> None:
    """Add those to a stratum who are inside a flow, or whom a clock of their own lets in until ``stop``."""
    database.sql.execute(
        f"INSERT OR IGNORE INTO temp.strata SELECT ?, {_LOT}, c.id FROM ("  # noqa: S608 - the lot
        "SELECT customer AS id FROM enrolments WHERE flow = ?2 AND state = 'open' UNION"
        " SELECT person FROM clocks WHERE flow = ?2 AND person > 0 AND due < ?3) AS c",
        (stratum, flow, stop),
    )


def add_waiting(database: Database, stratum: str, origin: int) -> None:
    """Add those to a stratum whose messages of a launch wait."""
    database.sql.execute(
        f"INSERT OR IGNORE INTO temp.strata SELECT DISTINCT ?, {_LOT}, c.id FROM"  # noqa: S608 - the lot
        " (SELECT customer AS id FROM messages WHERE origin = ? AND state IN ('queued', 'delayed')) AS c",
        (stratum, origin),
    )


def strata(database: Database, most: int) -> dict[str, Stratum]:
    """Return the strata, of each the first ``most`` people followed."""
    found: dict[str, Stratum] = {}
    for name, people in list(database.rows("SELECT stratum, COUNT(*) FROM temp.strata GROUP BY 1")):
        last = database.number(
            "SELECT lot FROM temp.strata WHERE stratum = ? ORDER BY lot LIMIT 1 OFFSET ?",
            (name, min(most, people) - 1),
        )
        followed = database.number("SELECT COUNT(*) FROM temp.strata WHERE stratum = ? AND lot <= ?", (name, last))
        found[str(name)] = Stratum(people, followed, last)
    return found


def followed(database: Database, known: dict[str, Stratum]) -> set[int]:
    """Return the row ids of all who are followed."""
    found: set[int] = set()
    for name, stratum in known.items():
        rows = database.rows("SELECT customer FROM temp.strata WHERE stratum = ? AND lot <= ?", (name, stratum.last))
        found |= {int(row[0]) for row in rows}
    return found


def shared(database: Database, one: str, other: str) -> int:
    """Return how many people are in both strata."""
    return database.number(
        "SELECT COUNT(*) FROM temp.strata a CROSS JOIN temp.strata b ON b.stratum = ? AND b.lot = a.lot"
        " AND b.customer = a.customer WHERE a.stratum = ?",
        (other, one),
    )


def next_crowd(database: Database, flow: int) -> int | None:
    """Return when the clock of a flow as a whole comes due next, or None where it has none."""
    row = database.row("SELECT MIN(due) FROM clocks WHERE flow = ? AND person = 0", (flow,))
    return None if row is None or row[0] is None else int(row[0])


def fates(copy: Database, since: int) -> Iterator[Fate]:
    """Yield what became of messages after ``since``, in a world of one's own."""
    rows = copy.rows(
        "SELECT o.kind, o.name, o.occurrence, c.id, " + _LOT + ", m.channel, m.state, COALESCE(m.reason, ''),"  # noqa: S608
        " m.changed_at, COALESCE(m.cost, 0), n.anchor FROM messages m JOIN origins o ON o.id = m.origin"
        " JOIN customers c ON c.id = m.customer LEFT JOIN enrolments n ON n.id = m.enrolment AND m.enrolment > 0"
        " WHERE m.changed_at > ? AND m.state NOT IN ('queued', 'delayed', 'sending')",
        (since,),
    )
    return (Fate._make(row) for row in rows)


def before(database: Database, since: int, until: int) -> list[Before]:
    """Return what flows sent from ``since`` to ``until`` to people whose journeys' anchors lie after ``since``."""
    rows = database.rows(
        "SELECT o.name, m.channel, o.mode, m.sent_at / ?, COUNT(*), COALESCE(SUM(m.cost), 0) FROM enrolments n"
        " CROSS JOIN messages m ON m.enrolment = n.id AND m.enrolment > 0 CROSS JOIN origins o ON o.id = m.origin"
        " WHERE n.anchor > ? AND n.anchor <= ? AND m.sent_at > ? AND m.sent_at <= ? GROUP BY 1, 2, 3, 4",
        (QUARTER, since, until, since, until),
    )
    return [Before._make(row) for row in rows]
