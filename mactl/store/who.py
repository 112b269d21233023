"""The people behind a figure: who opened, clicked or converted, in that order, and how to reach them."""

from __future__ import annotations

from collections.abc import Mapping

from mactl.core.messages.states import ACCEPTED
from mactl.core.segments.sql import TRUE, Sql, fill, listed
from mactl.store import breakdown
from mactl.store.database import Database, Row
from mactl.store.results import Goal, Scope

_OPENED = "(m.opened_at IS NOT NULL OR m.clicked_at IS NOT NULL)"
# What is asked of a message, and the instant at which it was so.
DID: Mapping[str, tuple[str, str]] = {
    "opened": (_OPENED, "COALESCE(m.opened_at, m.clicked_at)"),
    "clicked": ("m.clicked_at IS NOT NULL", "m.clicked_at"),
    "bounced": ("(m.bounced_at IS NOT NULL OR m.state = 'bounced')", "COALESCE(m.bounced_at, m.changed_at)"),
    "unsubscribed": ("m.unsubscribed_at IS NOT NULL", "m.unsubscribed_at"),
    "complained": ("m.complained_at IS NOT NULL", "m.complained_at"),
    "failed": ("m.state = 'failed'", "m.changed_at"),
    "unknown": ("m.state = 'unknown'", "m.changed_at"),
    "skipped": ("m.state = 'skipped'", "m.changed_at"),
    "held_out": ("m.state = 'held_out'", "m.changed_at"),
}
_PERSON = (
    "c.customer_id, c.name,"
    " (SELECT value FROM addresses a WHERE a.customer = c.id AND a.kind = 'email' LIMIT 1),"
    " (SELECT value FROM addresses a WHERE a.customer = c.id AND a.kind = 'phone' LIMIT 1), c.owner"
)


def people(database: Database, meant: Scope, did: str) -> list[Row]:
    """Return (id, name, e-mail, phone, owner, channels, instant) of those of whom ``did`` is true, the first first."""
    test, at = _test(meant, did)
    still = fill("NOT MAX({})", Sql(_OPENED)) if did == "unopened" else TRUE
    asked = fill(
        "SELECT {}, group_concat(DISTINCT m.channel), MIN({}) AS at FROM messages m"
        " JOIN customers c ON c.id = m.customer WHERE {} AND {} GROUP BY c.id HAVING {} ORDER BY at, c.id",
        Sql(_PERSON), at, meant.where, test, still,
    )  # fmt: skip
    return list(database.rows(asked.text, asked.params))


def converted(database: Database, meant: Scope, goal: Goal) -> list[Row]:
    """Return (id, name, e-mail, phone, owner, channels, first goal event, amount) of those who met the goal in time."""
    breakdown.anchor(database, meant, breakdown.parts(("whole",)))
    asked = fill(
        "SELECT {}, (SELECT group_concat(DISTINCT n.channel) FROM temp.parts n WHERE n.customer = c.id),"
        " MIN(e.at) AS at, SUM(e.amount) FROM (SELECT DISTINCT e.id, e.customer, e.at, e.amount FROM temp.parts n"
        " CROSS JOIN events e INDEXED BY events_customer WHERE e.customer = n.customer AND e.type = {}"
        " AND e.at >= n.at AND e.at <= MIN(n.at + {}, {}) AND {}) e JOIN customers c ON c.id = e.customer"
        " GROUP BY c.id ORDER BY at, c.id",
        Sql(_PERSON), goal.event, goal.window, goal.now, goal.test,
    )  # fmt: skip
    return list(database.rows(asked.text, asked.params))


def _test(meant: Scope, did: str) -> tuple[Sql, Sql]:
    if did == "sent":
        return fill("m.state IN {}", listed(sorted(ACCEPTED))), Sql("COALESCE(m.sent_at, m.changed_at)")
    if did in {"delivered", "unopened"}:
        return meant.delivered, Sql("COALESCE(m.delivered_at, m.sent_at)")
    test, at = DID[did]
    return Sql(test), Sql(at)
