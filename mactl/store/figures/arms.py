"""Both sides of each campaign's holdout: who was to get its messages of a time, and who was held out (F10)."""

from __future__ import annotations

from mactl.core.segments.sql import TRUE
from mactl.store import breakdown, results
from mactl.store.database import Database, Row
from mactl.store.results import Goal, Scope


def answer(database: Database, *, since: int, until: int, goal: str, window: int, now: int) -> list[Row]:
    """Return (campaign, treated, held out), a row a campaign or flow of which anybody was held out."""
    meant, _mode = breakdown.scope(database, since, until)
    held = database.rows(
        "SELECT DISTINCT o.name FROM origins o WHERE EXISTS"
        " (SELECT 1 FROM messages m WHERE m.origin = o.id AND m.state = 'held_out')"
    )
    found = []
    for (name,) in list(held):
        own = tuple(row[0] for row in database.rows("SELECT id FROM origins WHERE name = ?", (name,)))
        scope = Scope(origins=tuple(set(own) & set(meant.origins)), reporting=meant.reporting, sent=meant.sent)
        treated, kept = results.arms(database, scope, Goal(event=goal, test=TRUE, window=window, now=now))
        if kept.people:
            found.append((name, treated, kept))
    return found
