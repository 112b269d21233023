"""Chunks of customers' rows that were read, taken into the database."""

from __future__ import annotations

from mactl.engine.prepared import Prepared
from mactl.store import intake
from mactl.store.database import Database
from mactl.store.seen import Seen
from mactl.store.stamp import Stamp
from mactl.store.taken import Taken


def take(database: Database, prepared: Prepared, stamp: Stamp, seen: Seen) -> Taken:
    """Store a chunk that was read; a row that says something else of a customer than an earlier one is refused."""
    seen.as_is(prepared.before)
    same = seen.as_is(prepared.same)
    taken = intake.take_blocks(database, prepared.blocks, stamp, seen, prepared.arranged)
    taken.unchanged += len(prepared.same) - len(same)
    others = intake.differing(
        database, [(prepared.same_ids[place], prepared.same_marks[place]) for place in same], stamp
    )
    taken.unchanged += len(same) - len(others)
    taken.rejected += [
        intake.twice(prepared.same_rows[same[place]], prepared.same_ids[same[place]]) for place in others
    ]
    return taken
