"""Who of a flow's people is in its holdout: drawn once, kept with the arms of tests (rules F9, F10)."""

from __future__ import annotations

from collections.abc import Mapping

from mactl.core.experiments.assignment import Assigned
from mactl.store import experiments
from mactl.store.arrays import array
from mactl.store.database import Database


def settle(database: Database, scope: str, drawn: Mapping[int, bool], now: int) -> dict[int, bool]:
    """Keep a draw of customers (row id to whether they are held out); return the first draw of each, which stands."""
    roles = ((person, Assigned("holdout" if held else "test")) for person, held in drawn.items())
    experiments.keep(database, scope, roles, now)
    rows = database.rows(
        "SELECT a.customer, a.role = 'holdout' FROM json_each(?) w"
        " JOIN assignments a ON a.test = ? AND a.customer = w.value",
        (array(list(drawn)), scope),
    )
    return {int(person): bool(held) for person, held in rows}
