"""Posts to an audience as a whole: one row a post, outside per-person counts (rule M11)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mactl.core.model.message import Channel
from mactl.store.database import Database
from mactl.store.origins import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One post: what it says (as rendered), and what became of it."""

    id: int
    origin: int
    channel: str
    state: str
    reason: str | None
    content: dict[str, Any]
    due: int
    sent_at: int | None


def queue(database: Database, origin: int, channel: str, content: str, due: int) -> None:
    """Queue a post, once for each launch and channel, inside the caller's transaction."""
    database.sql.execute(
        "INSERT OR IGNORE INTO broadcasts (origin, channel, state, content, due) VALUES (?, ?, 'queued', ?, ?)",
        (origin, channel, content, due),
    )


def of_origin(database: Database, origin: int) -> list[Broadcast]:
    """Return the posts of a launch."""
    rows = database.rows(
        "SELECT id, origin, channel, state, reason, content, due, sent_at FROM broadcasts WHERE origin = ? ORDER BY id",
        (origin,),
    )
    return [
        Broadcast(id=a, origin=b, channel=c, state=d, reason=e, content=json.loads(f), due=g, sent_at=h)
        for a, b, c, d, e, f, g, h in rows
    ]


def channels(database: Database, origin: int) -> frozenset[str]:
    """Return the channels on which a launch posts to its audience as a whole."""
    return frozenset(post.channel for post in of_origin(database, origin))


def personal(database: Database, origin: Origin) -> list[Channel]:
    """Return the channels of a launch that reach one person each; posts to an audience are not messages (M11)."""
    posts = channels(database, origin.id)
    return [channel for channel in origin.channels if channel not in posts]


def doubt(database: Database) -> int:
    """Mark the posts at which a run died as unknown, inside the caller's transaction; only while no run lives."""
    return database.sql.execute("UPDATE broadcasts SET state = 'unknown' WHERE state = 'sending'").rowcount


def claim(database: Database, post: int) -> bool:
    """Mark a queued post as being sent; False where another process did so before."""
    done = database.sql.execute("UPDATE broadcasts SET state = 'sending' WHERE id = ? AND state = 'queued'", (post,))
    return bool(done.rowcount)


def settle(database: Database, post: int, state: str, *, reason: str | None, provider_id: str, now: int) -> None:
    """Write what became of a post."""
    database.sql.execute(
        "UPDATE broadcasts SET state = ?, reason = ?, provider_id = ?, sent_at = ? WHERE id = ?",
        (state, reason, provider_id or None, now if state == "sent" else None, post),
    )
