"""An enrolment as it stands, open or ended: what its replay is compared with."""

from __future__ import annotations

from typing import NamedTuple

from mactl.store.database import Database


class Enrolment(NamedTuple):
    """An enrolment, with the flow's and the customer's ids and the properties of what let it in."""

    id: int
    flow: str
    customer_id: str
    key: str
    entered_at: int
    anchor: int
    held: int
    state: str
    outcome: str | None
    step: str
    phase: str
    visit: int
    due: int | None
    properties: str | None


def enrolment(database: Database, number: int) -> Enrolment | None:
    """Return the enrolment with this number, or None."""
    row = database.row(
        "SELECT n.id, f.id, COALESCE(c.customer_id, ''), n.key, n.entered_at, n.anchor, n.held, n.state, n.outcome,"
        " n.step, n.phase, n.visit, n.due, e.properties FROM enrolments n JOIN flows f ON f.number = n.flow"
        " LEFT JOIN customers c ON c.id = n.customer LEFT JOIN events e ON e.id = n.event WHERE n.id = ?",
        (number,),
    )
    return None if row is None else Enrolment._make(row)


def visits_with_messages(database: Database, number: int) -> set[int]:
    """Return the visits of an enrolment that have a message in the ledger."""
    rows = database.rows("SELECT DISTINCT visit FROM messages WHERE enrolment = ? AND enrolment > 0", (number,))
    return {int(row[0]) for row in rows}
