"""What came of messages, counted in SQL: people reached, what they did, who met the goal in time.

A ``Scope`` says whose messages are meant. People are counted once each, however many channels or launches reached them.
Everything is read in one snapshot (``snapshot``), so that the figures of a report add up while others write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from mactl.core.messages.cost import UNIT
from mactl.core.messages.states import ACCEPTED
from mactl.core.model.results import Arm, Conversions, Reach
from mactl.core.segments.sql import Sql, fill, listed
from mactl.store.database import Database

# What precedes the holdout's draw: who was refused there was never drawn (F10).
UNDRAWN = ("duplicate", "suppressed", "not_in_only", "bounced", "complained", "no_consent")
WAITING = ("queued", "delayed", "sending")
_ACCEPTED = listed(sorted(ACCEPTED))
_BOUNCED = "(m.bounced_at IS NOT NULL OR m.state = 'bounced')"
# Figures that are not the sum of one flag: who bounced both ways counts as hard, who also opened not as a machine.
ONCE = {
    "bounced_soft": "SUM(bounced_soft AND NOT bounced_hard)",
    "machine_opened": "SUM(machine_opened AND NOT opened)",
    "audience": "COUNT(*)",
    "cost": "SUM(cost)",
}
_PROOF = "COALESCE(m.delivered_at, m.opened_at, m.machine_opened_at, m.clicked_at, m.complained_at, m.unsubscribed_at)"
# Whether a message ``m`` was delivered: where the provider reports deliveries, and where it does not.
PROVEN = f"{_PROOF} IS NOT NULL AND m.state <> 'bounced'"
DERIVED = f"m.state IN {tuple(sorted(ACCEPTED))} AND m.bounced_at IS NULL AND m.state <> 'bounced'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The messages meant: of these launches (row ids of one mode), on one channel or (None) on all.

    ``reporting`` are the channels whose provider reports deliveries; on the others what did not bounce counts as
    delivered. ``sent`` narrows to messages that were sent, or judged, from one instant to before another.
    """

    origins: tuple[int, ...]
    channel: str | None = None
    reporting: tuple[str, ...] = ()
    sent: tuple[int, int] | None = None

    @property
    def where(self) -> Sql:
        """Return the test of a message ``m``."""
        here = fill("m.origin IN {}", listed(self.origins))
        if self.sent is not None:
            here = fill("{} AND COALESCE(m.sent_at, m.changed_at) >= {} AND COALESCE(m.sent_at, m.changed_at) < {}",
                        here, *self.sent)  # fmt: skip
        return here if self.channel is None else fill("{} AND m.channel = {}", here, self.channel)

    @property
    def delivered(self) -> Sql:
        """Return the test of whether ``m`` was delivered."""
        if not self.reporting:
            return Sql(DERIVED)
        reporting = listed(self.reporting)
        return fill("CASE WHEN m.channel IN {} THEN {} ELSE {} END", reporting, Sql(PROVEN), Sql(DERIVED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What counts as a conversion: an event ``e`` for which ``test`` holds, at most ``window`` ms after, by ``now``."""

    event: str
    test: Sql
    window: int
    now: int


@contextmanager
def snapshot(database: Database) -> Iterator[None]:
    """Hold one state of the database for a block; temporary tables made in it are gone after it."""
    database.sql.execute("BEGIN")
    try:
        yield
    finally:
        database.sql.execute("ROLLBACK")


def scope(database: Database, origins: tuple[int, ...]) -> tuple[Scope, tuple[str, ...]]:
    """Return the scope of launches, and the channels that their messages use."""
    asked = fill(
        "SELECT m.channel, COUNT(m.delivered_at) FROM messages m WHERE m.origin IN {} GROUP BY m.channel ORDER BY 1",
        listed(origins),
    )
    rows = list(database.rows(asked.text, asked.params))
    reporting = tuple(str(channel) for channel, reports in rows if reports)
    return Scope(origins=origins, reporting=reporting), tuple(str(channel) for channel, _reports in rows)


def reach(database: Database, meant: Scope) -> Reach:
    """Return how many people are in a scope, and what became of their messages."""
    flags = flags_of(meant)
    people = each_person(flags)
    counted = {**{name: f"SUM({name})" for name in flags}, **ONCE}
    asked = fill(
        "SELECT {} FROM (SELECT {} FROM messages m WHERE {} GROUP BY m.customer)",
        Sql(", ".join(counted.values())), people, meant.where,
    )  # fmt: skip
    figures = dict(zip(counted, _row(database, asked), strict=True))
    derived, reported = figures.pop("derived"), figures.pop("reported")
    return Reach(**figures, derived=derived > 0, delivered_reported=reported > 0)


def each_person(flags: Mapping[str, Sql]) -> Sql:
    """Return the columns of a person over all messages: the cost, and whether each flag holds for any."""
    columns = Sql("SUM(m.cost) AS cost")
    for name, flag in flags.items():
        columns = fill("{}, MAX({}) AS {}", columns, flag, Sql(name))
    return columns


def flags_of(meant: Scope) -> dict[str, Sql]:
    """Return what each figure of ``Reach`` asks of a message ``m``."""
    return {
        "sent": fill("m.state IN {}", _ACCEPTED),
        "delivered": meant.delivered,
        "bounced_hard": Sql(f"{_BOUNCED} AND m.reason IS NOT 'soft'"),
        "bounced_soft": Sql(f"{_BOUNCED} AND m.reason IS 'soft'"),
        "opened": Sql("m.opened_at IS NOT NULL OR m.clicked_at IS NOT NULL"),
        "machine_opened": Sql("m.machine_opened_at IS NOT NULL"),
        "clicked": Sql("m.clicked_at IS NOT NULL"),
        "unsubscribed": Sql("m.unsubscribed_at IS NOT NULL"),
        "complained": Sql("m.complained_at IS NOT NULL"),
        "blocked": Sql("m.reason IS 'blocked'"),
        "negative": Sql("m.unsubscribed_at IS NOT NULL OR m.complained_at IS NOT NULL OR m.reason IS 'blocked'"),
        "derived": fill("m.state IN {} AND m.channel NOT IN {}", _ACCEPTED, listed(meant.reporting)),
        "reported": fill("m.channel IN {}", listed(meant.reporting)),
    }


def conversions(database: Database, meant: Scope, goal: Goal) -> Conversions:
    """Return who met the goal within its window after delivery (its instant, else the send's)."""
    met = met_by_reached(database, meant, goal)
    if met is None:
        return Conversions()
    row = _row(database, fill("SELECT COUNT(DISTINCT e.customer), COUNT(*), SUM(e.amount) {}", met))
    last = _row(database, Sql("SELECT MAX(at) FROM temp.anchors"))[0]
    return Conversions(people=row[0], events=row[1], revenue=row[2], last=last)


def coupons(database: Database, meant: Scope, goal: Goal) -> dict[str, int]:
    """Return how many of the goal events redeemed each coupon."""
    met = met_by_reached(database, meant, goal)
    if met is None:
        return {}
    asked = fill(
        "SELECT CAST(json_extract(e.properties, '$.coupon') AS TEXT) AS coupon, COUNT(*) {} AND coupon IS NOT NULL"
        " GROUP BY 1",
        met,
    )
    return {str(coupon): int(times) for coupon, times in database.rows(asked.text, asked.params)}


def is_known(database: Database, event: str) -> bool:
    """Tell whether an event of this type was ever recorded."""
    return database.row("SELECT 1 FROM events WHERE type = ? LIMIT 1", (event,)) is not None


def met_by_reached(database: Database, meant: Scope, goal: Goal) -> Sql | None:
    """Return the FROM and WHERE of the events ``e`` by which the people reached met the goal; None for nobody."""
    anchor(
        database,
        fill(
            "SELECT m.customer, MIN(COALESCE(m.delivered_at, m.sent_at)), 0 FROM messages m"
            " WHERE {} AND {} AND m.sent_at IS NOT NULL GROUP BY m.origin, m.customer",
            meant.where, meant.delivered,
        ),
    )  # fmt: skip
    return meeting(database, goal)


def arms(database: Database, meant: Scope, goal: Goal) -> tuple[Arm, Arm]:
    """Return the two sides of a holdout, those who were to get the message and the held out (F10).

    Everybody who was drawn counts, later skips included, from the instant at which dispatch decided.
    """
    drawn = fill(
        "SELECT m.customer, COALESCE(MIN(m.sent_at), MIN(m.changed_at)), MAX(m.state = 'held_out') FROM messages m"
        " WHERE {} AND m.state NOT IN {} AND (m.state <> 'skipped' OR m.reason NOT IN {}) GROUP BY m.customer",
        meant.where, listed(WAITING), listed(UNDRAWN),
    )  # fmt: skip
    return sides(database, drawn, goal)


def sides(database: Database, drawn: Sql, goal: Goal) -> tuple[Arm, Arm]:
    """Return the two sides of a draw: ``drawn`` selects (customer, instant, whether held out), a row a person."""
    anchor(database, drawn)
    people: dict[int, int] = dict(database.rows("SELECT held, COUNT(*) FROM temp.anchors GROUP BY held"))
    met = meeting(database, goal)
    found = {0: (0, 0.0, 0.0), 1: (0, 0.0, 0.0)}
    if met is not None:
        asked = fill(
            "SELECT a.held, COUNT(*), SUM(p.revenue), SUM(p.revenue * p.revenue) FROM ("
            "SELECT e.customer, TOTAL(e.amount) / {} AS revenue {} GROUP BY e.customer) p"
            " JOIN temp.anchors a ON a.customer = p.customer GROUP BY a.held",
            UNIT, met,
        )  # fmt: skip
        found |= {row[0]: row[1:] for row in database.rows(asked.text, asked.params)}
    treated, held = (
        Arm(people=people.get(side, 0), converted=found[side][0], revenue=found[side][1], squares=found[side][2])
        for side in (0, 1)
    )
    return treated, held


def held_out(database: Database, meant: Scope) -> bool:
    """Tell whether anybody in a scope was held out."""
    asked = fill("SELECT EXISTS (SELECT 1 FROM messages m WHERE {} AND m.state = 'held_out')", meant.where)
    return bool(_row(database, asked)[0])


def anchor(database: Database, people: Sql) -> None:
    """Fill the temporary table ``anchors`` with (customer, instant, held), from which windows are counted."""
    database.sql.execute("DROP TABLE IF EXISTS temp.anchors")
    database.sql.execute(
        "CREATE TEMP TABLE anchors (customer INTEGER, at INTEGER, held INTEGER, PRIMARY KEY (customer, at))"
        " WITHOUT ROWID"
    )
    filled = fill("INSERT OR IGNORE INTO temp.anchors {}", people)
    database.sql.execute(filled.text, filled.params)


def meeting(database: Database, goal: Goal) -> Sql | None:
    """Return the FROM and WHERE of the events ``e`` that met the goal, each once; None where nobody could have."""
    first, last, people = _row(database, Sql("SELECT MIN(at), MAX(at), COUNT(*) FROM temp.anchors"))
    if not people:
        return None
    last = min(last + goal.window, goal.now)
    span = fill("e.type = {} AND e.at BETWEEN {} AND {}", goal.event, first, last)
    many = fill("SELECT COUNT(*) FROM (SELECT 1 FROM events e WHERE {} LIMIT {})", span, 4 * people)
    # Either every event of the span is looked up among the people, or every person's events are read.
    if _row(database, many)[0] < 4 * people:
        source = Sql("FROM events AS e INDEXED BY events_type WHERE")
    else:
        source = Sql(
            "FROM (SELECT DISTINCT customer FROM temp.anchors) AS p CROSS JOIN events AS e INDEXED BY events_customer"
            " WHERE e.customer = p.customer AND"
        )
    return fill(
        "{} {} AND EXISTS (SELECT 1 FROM temp.anchors AS n WHERE n.customer = e.customer"
        " AND n.at BETWEEN e.at - {} AND e.at) AND {}",
        source, span, goal.window, goal.test,
    )  # fmt: skip


def _row(database: Database, asked: Sql) -> tuple[int, ...]:
    """Return the only row of a query, 0 for every NULL."""
    row = database.row(asked.text, asked.params)
    assert row is not None
    return tuple(value or 0 for value in row)
