"""Whom a campaign is sent again to, and why the others are left out, by what became of its messages.

Everybody is in one class, and one definition of it both counts and selects. The real ledger is asked, in a rehearsal,
too. A person's opens count on every channel, so that who read one message is not reminded on another.
"""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.messages.resends import To
from mactl.core.segments.sql import Sql, fill, listed
from mactl.store.database import Database

CHOSEN = "chosen"
_HERE = "({channel} = '' OR m.channel = {channel})"
_FACTS = """
SELECT m.customer AS customer,
  MAX(m.sent_at IS NOT NULL AND {here}) AS sent,
  MAX(m.opened_at IS NOT NULL OR m.clicked_at IS NOT NULL) AS opened,
  MAX(m.machine_opened_at IS NOT NULL AND {here}) AS machine,
  MAX(m.bounced_at IS NOT NULL OR m.complained_at IS NOT NULL OR m.unsubscribed_at IS NOT NULL) AS gone,
  MAX(m.state IN ('queued', 'delayed', 'sending') AND {here}) AS waiting,
  MAX(m.state = 'unknown' AND {here}) AS doubt,
  MAX(m.state = 'failed' AND {here}) AS failed,
  MAX(COALESCE(m.sent_at, 0)) AS latest
FROM main.messages m WHERE m.origin IN {origins} GROUP BY m.customer
"""
_WHY: dict[To, str] = {
    "unopened": "CASE WHEN NOT sent THEN '' WHEN opened THEN 'opened' WHEN gone THEN 'gone' WHEN waiting THEN 'waiting'"
    " WHEN doubt THEN 'unknown' WHEN machine THEN 'machine' WHEN latest > {before} THEN 'recent' ELSE 'chosen' END",
    "failed": "CASE WHEN NOT failed THEN '' WHEN sent THEN 'sent' WHEN waiting THEN 'waiting'"
    " WHEN doubt THEN 'unknown' ELSE 'chosen' END",
}


def _classes(to: To, origins: Sequence[int], channel: str, before: int) -> Sql:
    here = fill(_HERE.replace("{channel}", "{}"), channel, channel)
    facts = fill(
        _FACTS.replace("{here}", "{}").replace("{origins}", "{}"), here, here, here, here, here, listed(origins)
    )
    why = fill(_WHY[to].replace("{before}", "{}"), before) if "{before}" in _WHY[to] else Sql(_WHY[to])
    return fill("SELECT customer, {} AS why FROM ({})", why, facts)


def chosen(to: To, origins: Sequence[int], channel: str, before: int) -> Sql:
    """Return the SQL over ``customers AS c`` of who gets it again on ``channel`` ("": all of a fallback).

    ``origins`` are the launch that is repeated and its repetitions so far. ``before`` is when a message must have been
    sent by to count as unopened.
    """
    return fill("c.id IN (SELECT customer FROM ({}) WHERE why = 'chosen')", _classes(to, origins, channel, before))


def counts(database: Database, to: To, origins: Sequence[int], channel: str, before: int) -> dict[str, int]:
    """Return how many people are in each class, those whom it does not concern in none."""
    asked = fill(
        "SELECT why, COUNT(*) FROM ({}) WHERE why <> '' GROUP BY why ORDER BY 2 DESC, 1",
        _classes(to, origins, channel, before),
    )
    return {str(why): int(n) for why, n in database.rows(asked.text, asked.params)}


def knows_opens(database: Database, origins: Sequence[int], channel: str) -> bool:
    """Tell whether any open or click of these launches on a channel is known: where none is, nothing follows of it."""
    asked = fill(
        "SELECT 1 FROM main.messages WHERE origin IN {} AND channel = {} AND COALESCE(opened_at, machine_opened_at,"
        " clicked_at) IS NOT NULL LIMIT 1",
        listed(origins),
        channel,
    )
    return database.row(asked.text, asked.params) is not None
