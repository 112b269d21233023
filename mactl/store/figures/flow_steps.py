"""The steps of a flow: who came to each, what became of its messages, and both sides of its holdout there."""

from __future__ import annotations

from mactl.core.model.results import Conversions, Reach
from mactl.core.segments.sql import TRUE
from mactl.store import breakdown, results
from mactl.store.database import Database, Row
from mactl.store.results import Goal, Scope

# Steps in the order in which anybody first came to them.
_CAME = """
SELECT t.step, COUNT(DISTINCT e.customer) FROM trail t JOIN enrolments e ON e.id = t.enrolment
WHERE e.flow = ? AND e.entered_at >= ? AND e.entered_at < ? AND t.step <> '' GROUP BY t.step ORDER BY MIN(t.id)
"""


def answer(
    database: Database, *, flow: int, name: str, since: int, until: int, goal: str, window: int, now: int
) -> list[Row]:
    """Return (step, people who came, Reach, Conversions, treated, held out), a row a step; mode live where any is."""
    aim = Goal(event=goal, test=TRUE, window=window, now=now)
    origins = list(
        database.rows("SELECT id, mode, occurrence FROM origins WHERE kind = 'flow' AND name = ? ORDER BY id", (name,))
    )
    mode = "live" if any(row[1] == "live" for row in origins) else "sandbox"
    by_step: dict[str, list[int]] = {}
    for number, own, occurrence in origins:
        if own == mode:
            by_step.setdefault(str(occurrence).rpartition("/")[0] or str(occurrence), []).append(number)
    came: dict[str, int] = dict(database.rows(_CAME, (flow, since, until)))
    return [
        (step, people, *_messages(database, tuple(by_step.get(step, ())), (since, until), aim))
        for step, people in came.items()
    ]


def _messages(database: Database, origins: tuple[int, ...], sent: tuple[int, int], goal: Goal) -> tuple[object, ...]:
    if not origins:
        return None, None, None, None
    meant, _channels = results.scope(database, origins)
    meant = Scope(origins=origins, reporting=meant.reporting, sent=sent)
    key = breakdown.parts(("whole",))
    reached = breakdown.reach(database, meant, key).get("", Reach())
    met = breakdown.conversions(database, meant, goal, key).get("", Conversions())
    return reached, met, *results.arms(database, meant, goal)
