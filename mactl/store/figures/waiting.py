"""What waits for somebody: messages in doubt, messages overdue, campaigns that should have been launched."""

from __future__ import annotations

from mactl.store.database import Database, Row


def answer(database: Database, *, now: int) -> list[Row]:
    """Return one row: in doubt, overdue by an hour, scheduled and overdue, and the last tick's instant or None."""
    late = now - 3_600_000
    unknown = database.number("SELECT COUNT(*) FROM messages WHERE state = 'unknown'")
    overdue = database.number(
        "SELECT COUNT(*) FROM origins o JOIN messages m ON m.origin = o.id WHERE o.state = 'running'"
        " AND m.state IN ('queued', 'delayed') AND m.due <= ?",
        (late,),
    )
    scheduled = database.number("SELECT COUNT(*) FROM campaigns WHERE state = 'scheduled' AND next_due <= ?", (late,))
    tick = database.fact("last_tick")
    return [(unknown, overdue, scheduled, None if tick is None else int(tick))]
