"""What changed of customers: every change of a field, tag, consent or address is a row with its instant (rule E6).

``kind`` is profile (``name``: a column, or ``attributes.key``), tag (its value is who gave it), consent (``name``:
``email`` or ``email:promo``) or address (``name``: its kind). ``old`` and ``new`` are JSON; NULL stands for none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mactl.core.decode.attributes import as_json
from mactl.store.database import Database
from mactl.store.stamp import Stamp


class Change(NamedTuple):
    """One change of one customer; ``old`` and ``new`` are plain values, None where there is none."""

    customer: int
    kind: str
    name: str
    old: object
    new: object


def record(database: Database, found: Iterable[Change], stamp: Stamp) -> None:
    """Write changes down, under the import that made them where there is one."""
    source = f"import:{stamp.batch}" if stamp.batch else stamp.source
    rows = [(*change[:3], _json(change.old), _json(change.new), stamp.now, source) for change in found]
    database.sql.executemany(
        "INSERT INTO changes (customer, kind, name, old, new, at, source) VALUES (?, ?, ?, ?, ?, ?, ?)", rows
    )


def _json(value: object) -> str | None:
    return None if value is None else as_json(value)
