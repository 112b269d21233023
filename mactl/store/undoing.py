"""An import taken back, page by page: whom it created goes, what it changed is put back from ``changes`` (E6).

Nothing that happened since is lost: a customer with a message, an event or a later change stays, and so does a value
that somebody changed after the import. A consent that the import withdrew stays withdrawn (G3).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mactl.core.decode.attributes import as_json
from mactl.core.model.event import ENTERED, EXITED
from mactl.store import changes, touched
from mactl.store.arrays import array
from mactl.store.changes import Change
from mactl.store.database import Database
from mactl.store.stamp import Stamp

PAGE = 2_000
# Rows that go with their customer.
_OWN = (
    *("addresses", "consents", "tags", "changes", "rollups", "touched", "assignments"),
    *("events", "segment_edits", "order_repeats", "rfm_scores", "forecasts", "score_sums", "score_stages"),
    "stage_watches",
)
# Why a customer stays: the first that holds, by a short code.
_STAYS = """
SELECT id, customer_id, CASE
  WHEN EXISTS (SELECT 1 FROM messages m WHERE m.customer = c.id) THEN 'messages'
  WHEN EXISTS (SELECT 1 FROM rollups e WHERE e.customer = c.id AND e.type NOT IN (:entered, :exited)) THEN 'events'
  WHEN EXISTS (SELECT 1 FROM changes g WHERE g.customer = c.id AND g.source <> :source) THEN 'changes'
  WHEN inlet_digest IS NOT NULL THEN 'inlet' END
FROM customers c WHERE import_batch = :batch AND id > :after ORDER BY id LIMIT :page
"""


@dataclass(slots=True, kw_only=True)
class Undone:
    """What became of an undone import: people removed, people put back, and what stays, as (customer, why)."""

    removed: int = 0
    restored: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)


def remove_created(database: Database, batch: int, after: int, done: Undone) -> int:
    """Remove one page of the customers whom an import created; return the last one looked at, 0 at the end."""
    given: dict[str, object] = {"batch": batch, "source": f"import:{batch}", "after": after, "page": PAGE}
    given |= {"entered": ENTERED, "exited": EXITED}  # a segment's own events keep nobody
    page = list(database.rows(_STAYS, given))
    doomed = [number for number, _id, why in page if why is None]
    for table in _OWN:
        database.sql.execute(
            f"DELETE FROM {table} WHERE customer IN (SELECT value FROM json_each(?))",  # noqa: S608 - of _OWN
            (array(doomed),),
        )
    for table in ("members", "watches"):
        database.sql.execute(
            f"DELETE FROM {table} WHERE segment IN (SELECT number FROM segments) "  # noqa: S608 - of two
            "AND customer IN (SELECT value FROM json_each(?))",
            (array(doomed),),
        )
    database.sql.execute("DELETE FROM customers WHERE id IN (SELECT value FROM json_each(?))", (array(doomed),))
    done.removed += len(doomed)
    done.kept += [(known, why) for _number, known, why in page if why is not None]
    return int(page[-1][0]) if len(page) == PAGE else 0


def restore_changed(database: Database, batch: int, before: int, stamp: Stamp, done: Undone) -> int:
    """Put back one page of what an import changed, the latest change first; return the last one looked at, 0 at end."""
    page = list(
        database.rows(
            "SELECT g.id, g.customer, c.customer_id, g.kind, g.name, g.old, g.new FROM changes g "
            "JOIN customers c ON c.id = g.customer WHERE g.source = ? AND g.id < ? ORDER BY g.id DESC LIMIT ?",
            (f"import:{batch}", before, PAGE),
        )
    )
    made: list[Change] = []
    for _id, customer, known, kind, name, old, new in page:
        change = Change(customer, kind, name, _value(old), _value(new))
        if _PUT_BACK[kind](database, change, stamp):
            made.append(change._replace(old=change.new, new=change.old))
        else:
            done.kept.append((known, "withdrawn" if _withdrawal(change) else f"{kind} {name}"))
    changes.record(database, made, stamp)
    people = {change.customer for change in made}
    touched.mark(database, people, stamp.now)
    _forget_rows(database, sorted(people), stamp.now)
    done.restored += len(people)
    return int(page[-1][0]) if len(page) == PAGE else 0


def changed_since(database: Database, batch: int) -> int:
    """Return the number after the last change of an import, where putting back begins."""
    return database.number("SELECT max(id) FROM changes WHERE source = ?", (f"import:{batch}",)) + 1


def _forget_rows(database: Database, customers: Sequence[int], now: int) -> None:
    """Let the next import of the same file take these people's rows in again."""
    database.sql.execute(
        "UPDATE customers SET import_digest = NULL, updated_at = ? WHERE id IN (SELECT value FROM json_each(?))",
        (now, array(customers)),
    )


def _profile(database: Database, change: Change, _stamp: Stamp) -> bool:
    """Put a column or attribute back; False where it has another value by now."""
    column, _dot, key = change.name.partition(".")
    row = database.row(f"SELECT {column} FROM customers WHERE id = ?", (change.customer,))  # noqa: S608 - a column's name, as recorded
    held = row[0] if row else None
    if column != "attributes":
        return held == change.new and _set(database, column, change.old, change.customer)
    found: dict[str, Any] = json.loads(held or "{}")
    if found.get(key) != change.new:
        return False
    found = {**found, key: change.old} if change.old is not None else {k: v for k, v in found.items() if k != key}
    return _set(database, column, as_json(found), change.customer)


def _set(database: Database, column: str, value: object, customer: int) -> bool:
    database.sql.execute(f"UPDATE customers SET {column} = ? WHERE id = ?", (value, customer))  # noqa: S608 - as above
    return True


def _address(database: Database, change: Change, stamp: Stamp) -> bool:
    """Give an address back that was replaced; False where the new one is gone, or the old one is another's by now."""
    held = database.row("SELECT customer FROM addresses WHERE kind = ? AND value = ?", (change.name, change.old))
    sql = database.sql
    if held is not None and change.old is not None:
        return False
    gone = sql.execute(
        "DELETE FROM addresses WHERE kind = ? AND value = ? AND customer = ?",
        (change.name, change.new, change.customer),
    ).rowcount
    if change.new is not None and not gone:
        return False
    if change.old is not None:
        sql.execute(
            "INSERT INTO addresses (kind, value, customer, since) VALUES (?, ?, ?, ?)",
            (change.name, change.old, change.customer, stamp.now),
        )
    return True


def _tag(database: Database, change: Change, _stamp: Stamp) -> bool:
    """Take a tag away that the import gave; False where it is gone already."""
    deleted = database.sql.execute(
        "DELETE FROM tags WHERE customer = ? AND tag = ? AND source = ?", (change.customer, change.name, change.new)
    )
    return deleted.rowcount > 0


def _consent(database: Database, change: Change, _stamp: Stamp) -> bool:
    """Take back a consent that the import granted; a withdrawal stays, for nobody has taken that back (G3)."""
    if _withdrawal(change):
        return False
    channel, _colon, topic = change.name.partition(":")
    deleted = database.sql.execute(
        "DELETE FROM consents WHERE customer = ? AND channel = ? AND topic = ? AND status = ?",
        (change.customer, channel, topic, change.new),
    )
    return deleted.rowcount > 0


def _withdrawal(change: Change) -> bool:
    return change.kind == "consent" and change.new == "withdrawn"


def _value(text: str | None) -> object:
    return None if text is None else json.loads(text)


_PUT_BACK = {"profile": _profile, "address": _address, "tag": _tag, "consent": _consent}
