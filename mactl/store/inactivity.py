"""The clocks of inactivity: set from the rollups, put off by what people do (rule E5)."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.model.event import MADE
from mactl.store.arrays import array
from mactl.store.database import Database

_KINDS = (
    "({0} IN (SELECT value FROM json_each(:of)) OR (:of = '[]' AND {0} NOT IN (SELECT value FROM json_each(:made))))"
)


def arm(database: Database, flow: int, of: Sequence[str], length: int, since: int) -> None:
    """Set the clock of everybody whose last activity was less than ``length`` before ``since``, or later."""
    database.sql.execute(
        "INSERT OR REPLACE INTO clocks SELECT :flow, customer, '', last + :length, last, NULL FROM ("  # noqa: S608 - constants
        f" SELECT customer, MAX(last_at) AS last FROM rollups WHERE {_KINDS.format('type')} GROUP BY customer)"
        " WHERE last + :length >= :since",
        _given(of, flow=flow, length=length, since=since),
    )


def hear(database: Database, flow: int, of: Sequence[str], length: int, after: int, since: int) -> None:
    """Set the clocks of those who did something in the events after number ``after``, or put them off."""
    database.sql.execute(
        "INSERT INTO clocks SELECT :flow, customer, '', last + :length, last, NULL FROM ("  # noqa: S608 - constants
        f" SELECT customer, MAX(at) AS last FROM events WHERE id > :after AND {_KINDS.format('type')}"
        " GROUP BY customer) WHERE last + :length >= :since ON CONFLICT (flow, person, mark) DO UPDATE"
        " SET due = excluded.due, anchor = excluded.anchor WHERE excluded.due > due",
        _given(of, flow=flow, length=length, after=after, since=since),
    )


def last(database: Database, customers: Sequence[int], of: Sequence[str]) -> dict[int, int]:
    """Return when each of ``customers`` was active last."""
    rows = database.rows(
        "SELECT r.customer, MAX(r.last_at) FROM json_each(:people) w JOIN rollups r ON r.customer = w.value"  # noqa: S608 - constants
        f" WHERE {_KINDS.format('r.type')} GROUP BY r.customer",
        {"people": array(list(customers)), **_given(of)},
    )
    return {int(customer): int(at) for customer, at in rows}


def _given(of: Sequence[str], **more: int) -> dict[str, object]:
    return {"of": array(list(of)), "made": array(list(MADE)), **more}
