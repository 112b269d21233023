"""The store as reports ask it: by the name of a question."""

from __future__ import annotations

from mactl.core.reports._kind import Row
from mactl.store import figures
from mactl.store.database import Database


class Asking:
    """The store as a kind of report asks it: inside one snapshot, each question once."""

    def __init__(self, database: Database) -> None:
        """Ask ``database``."""
        self._database = database
        self._known: dict[str, list[Row]] = {}

    def __call__(self, question: str, /, **what: object) -> list[Row]:
        """Return the rows that answer a question."""
        key = f"{question} {sorted(what.items())!r}"
        if key not in self._known:
            self._known[key] = figures.answer(self._database, question, **what)
        return self._known[key]
