"""The store as reports ask it: by the name of a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mactl.core.reports._kind import Row
from mactl.store import figures
from mactl.store.database import Database


class Asking:
    """The store as a kind of report asks it: inside one snapshot, each question once."""

    def __init__(self, database: Database, more: Mapping[str, Callable[..., list[Row]]] | None = None) -> None:
        """Ask ``database``; ``more`` answers questions that the store alone cannot."""
        self._database, self._more = database, more or {}
        self._known: dict[str, list[Row]] = {}

    def __call__(self, question: str, /, **what: object) -> list[Row]:
        """Return the rows that answer a question."""
        key = f"{question} {sorted(what.items())!r}"
        if key not in self._known:
            own = self._more.get(question)
            self._known[key] = own(**what) if own else figures.answer(self._database, question, **what)
        return self._known[key]
