"""The answers to what reports ask, one question a file: ``answer(database, **what)`` returns rows of numbers.

All of it is set-wise SQL over the events and the ledger, inside one snapshot. Money stays in ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from mactl import registry
from mactl.store.database import Database, Row

Answer = Callable[..., list[Row]]


def answer(database: Database, question: str, **what: object) -> list[Row]:
    """Return the rows that answer a question: its file's name says it."""
    return cast("Answer", registry.load(__name__, question).answer)(database, **what)
