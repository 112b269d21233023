"""What the arms of a test did, counted in SQL: people, opens, clicks, unsubscribes, conversions, revenue and its past.

Everybody counts from the instant at which dispatch decided (campaigns) or at which the draw was made (flows), in the
arm that was drawn, later skips included (F10, X1). ``cast_campaign`` and ``cast_flow`` gather people into
``temp.anchors``, whose ``held`` is the number of the arm; the other functions count over it, in the same snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.messages.cost import UNIT
from mactl.core.segments.sql import Sql, fill, listed
from mactl.store import results
from mactl.store.database import Database
from mactl.store.results import UNDRAWN, WAITING, Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """People of an arm: how many, who opened, clicked and unsubscribed within the time given."""

    people: int = 0
    opened: int = 0
    clicked: int = 0
    unsubscribed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """Conversions of an arm: people, their revenue and its squares; what they spent before, and its products with it.

    Sums are over everybody who has any, in the workspace's currency.
    """

    people: int = 0
    revenue: float = 0.0
    squares: float = 0.0
    before: float = 0.0
    before_squares: float = 0.0
    products: float = 0.0


def cast_campaign(database: Database, arms: Sequence[Sequence[int]], *, everybody: bool) -> None:
    """Gather the people of launches; ``arms`` are the origins of each arm.

    With ``everybody`` those count too whom a gate before the draw refused: where arms differ in their channel, the
    gates are part of what is compared.
    """
    drawn = Sql("1") if everybody else fill("(m.state <> 'skipped' OR m.reason NOT IN {})", listed(UNDRAWN))
    asked = fill(
        "SELECT m.customer, COALESCE(MIN(m.sent_at), MIN(m.changed_at)), {} FROM messages m"
        " WHERE m.origin IN {} AND m.state NOT IN {} AND {} GROUP BY m.customer",
        _number(arms), listed([one for arm in arms for one in arm]), listed(WAITING), drawn,
    )  # fmt: skip
    results.anchor(database, asked)


def cast_flow(database: Database, test: str, arms: Sequence[tuple[str, str]]) -> None:
    """Gather the people of a test inside a flow; ``arms`` are the (role, arm) of each."""
    cases = Sql("CASE")
    for number, (role, arm) in enumerate(arms):
        cases = fill("{} WHEN a.role = {} AND a.arm = {} THEN {}", cases, role, arm, number)
    arm_number = fill("{} END", cases)
    asked = fill(
        "SELECT a.customer, a.at, {} FROM assignments a WHERE a.test = {} AND {} IS NOT NULL",
        arm_number, test, arm_number,
    )  # fmt: skip
    results.anchor(database, asked)


def did_campaign(database: Database, arms: Sequence[Sequence[int]], window: int) -> dict[int, Did]:
    """Return what people of launches did with their messages within ``window`` milliseconds after each was sent."""
    asked = fill(
        "SELECT n.held, m.customer, {} FROM temp.anchors n JOIN messages m ON m.customer = n.customer"
        " AND m.origin IN {} GROUP BY n.customer",
        _flags(window), listed([one for arm in arms for one in arm]),
    )  # fmt: skip
    return _did(database, asked)


def did_flow(database: Database, flow: str, window: int) -> dict[int, Did]:
    """Return what people did with the flow's messages within ``window`` milliseconds after each was sent."""
    asked = fill(
        "SELECT n.held, n.customer, {} FROM temp.anchors n LEFT JOIN messages m ON m.customer = n.customer"
        " AND m.origin IN (SELECT o.id FROM origins o WHERE o.kind = 'flow' AND o.name = {}) AND m.sent_at >= n.at"
        " GROUP BY n.customer",
        _flags(window), flow,
    )  # fmt: skip
    return _did(database, asked)


def earned(database: Database, goal: Goal, before: int) -> dict[int, Earned]:
    """Return, by arm, who met the goal, for how much, and for how much in ``before`` milliseconds before the start."""
    met = results.meeting(database, goal)
    if met is None:
        return {}
    past = fill(
        "SELECT e.customer, TOTAL(e.amount) / {} AS past FROM temp.anchors n CROSS JOIN events e INDEXED BY"
        " events_customer WHERE e.customer = n.customer AND e.type = {} AND e.at < n.at AND e.at >= n.at - {} AND {}"
        " GROUP BY e.customer",
        UNIT, goal.event, before, goal.test,
    )  # fmt: skip
    now = fill("SELECT e.customer, TOTAL(e.amount) / {} AS revenue {} GROUP BY e.customer", UNIT, met)
    asked = fill(
        "SELECT n.held, COUNT(w.customer), TOTAL(w.revenue), TOTAL(w.revenue * w.revenue), TOTAL(p.past),"
        " TOTAL(p.past * p.past), TOTAL(w.revenue * p.past) FROM temp.anchors n LEFT JOIN ({}) w"
        " ON w.customer = n.customer LEFT JOIN ({}) p ON p.customer = n.customer GROUP BY n.held",
        now, past,
    )  # fmt: skip
    return {
        int(arm): Earned(
            people=people, revenue=revenue, squares=squares, before=own, before_squares=own2, products=both
        )
        for arm, people, revenue, squares, own, own2, both in database.rows(asked.text, asked.params)
    }


def _number(arms: Sequence[Sequence[int]]) -> Sql:
    """Return the number of the arm that a message ``m`` belongs to."""
    cases = Sql("CASE")
    for number, arm in enumerate(arms):
        cases = fill("{} WHEN m.origin IN {} THEN {}", cases, listed(list(arm)), number)
    return fill("{} END", cases)


def _flags(window: int) -> Sql:
    """Return whether a person opened (not a machine), clicked and unsubscribed in time, each once."""
    return fill(
        "MAX(COALESCE(MIN(m.opened_at, m.clicked_at), m.opened_at, m.clicked_at) <= m.sent_at + {}) AS opened,"
        " MAX(m.clicked_at <= m.sent_at + {}) AS clicked, MAX(m.unsubscribed_at <= m.sent_at + {}) AS unsubscribed",
        window, window, window,
    )  # fmt: skip


def _did(database: Database, people: Sql) -> dict[int, Did]:
    asked = fill(
        "SELECT held, COUNT(*), COALESCE(SUM(opened), 0), COALESCE(SUM(clicked), 0), COALESCE(SUM(unsubscribed), 0)"
        " FROM ({}) GROUP BY held",
        people,
    )
    return {
        int(arm): Did(people=people_, opened=opened, clicked=clicked, unsubscribed=gone)
        for arm, people_, opened, clicked, gone in database.rows(asked.text, asked.params)
    }
