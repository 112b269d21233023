"""What the arms of a test did for each message or each order: sums over people, for the delta method.

The people are those whom ``experiment_figures.cast_campaign`` or ``cast_flow`` gathered; in the same snapshot.
"""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.experiments.ratios import Ratio
from mactl.core.messages.cost import UNIT
from mactl.core.segments.sql import Sql, fill, listed
from mactl.store import results
from mactl.store.database import Database
from mactl.store.results import Goal

_ARRIVED = "m.sent_at IS NOT NULL AND m.bounced_at IS NULL AND m.state <> 'bounced'"


def clicks_campaign(database: Database, arms: Sequence[Sequence[int]], window: int) -> dict[int, Ratio]:
    """Return, by arm, clicked messages above those that arrived, of launches; clicks within ``window`` ms count."""
    return _clicks(database, fill("m.origin IN {}", listed([one for arm in arms for one in arm])), window)


def clicks_flow(database: Database, flow: str, window: int) -> dict[int, Ratio]:
    """Return, by arm, clicked messages above those that arrived, of a flow, from the draw on."""
    own = fill(
        "m.origin IN (SELECT o.id FROM origins o WHERE o.kind = 'flow' AND o.name = {}) AND m.sent_at >= n.at", flow
    )
    return _clicks(database, own, window)


def orders(database: Database, goal: Goal) -> dict[int, Ratio]:
    """Return, by arm, the revenue above the goal events that brought it."""
    met = results.meeting(database, goal)
    if met is None:
        return {}
    each = fill("SELECT e.customer, TOTAL(e.amount) / {} AS y, COUNT(*) AS x {} GROUP BY e.customer", UNIT, met)
    return _sums(
        database,
        fill("SELECT n.held, w.y, w.x FROM temp.anchors n LEFT JOIN ({}) w ON w.customer = n.customer", each),
    )


def _clicks(database: Database, own: Sql, window: int) -> dict[int, Ratio]:
    people = fill(
        "SELECT n.held, TOTAL(m.clicked_at <= m.sent_at + {}) AS y, COUNT(m.id) AS x FROM temp.anchors n LEFT JOIN"
        " messages m ON m.customer = n.customer AND {} AND {} GROUP BY n.customer",
        window, own, Sql(_ARRIVED),
    )  # fmt: skip
    return _sums(database, people)


def _sums(database: Database, people: Sql) -> dict[int, Ratio]:
    asked = fill(
        "SELECT held, COUNT(*), TOTAL(y), TOTAL(x), TOTAL(y * y), TOTAL(x * x), TOTAL(x * y) FROM ({}) GROUP BY held",
        people,
    )
    return {
        int(arm): Ratio(n=n, above=y, below=x, above_squares=y2, below_squares=x2, products=xy)
        for arm, n, y, x, y2, x2, xy in database.rows(asked.text, asked.params)
    }
