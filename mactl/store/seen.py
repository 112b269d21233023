"""Whom the rows of one file have spoken of so far: a customer who stands in it twice must not change unnoticed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_AS_IS, _TAKEN = 1, 2


class Seen:
    """One byte a customer, by number: seen as known already, or taken from a row of this file."""

    def __init__(self) -> None:
        self._marks = bytearray()

    def has(self, customer: int) -> bool:
        """Return whether a row of this file has spoken of a customer."""
        return customer < len(self._marks) and self._marks[customer] > 0

    def add(self, customers: Iterable[int]) -> None:
        """Remember customers whom rows were taken for."""
        for customer in customers:
            self._reach(customer)
            self._marks[customer] = _TAKEN

    def span(self, first: int, count: int) -> None:
        """Remember the ``count`` customers from ``first`` on."""
        self._reach(first + count)
        self._marks[first : first + count] = bytes((_TAKEN,)) * count

    def as_is(self, customers: Sequence[int]) -> list[int]:
        """Remember customers whose rows are as they were; return the places of those taken otherwise before."""
        if not customers:
            return []
        self._reach(max(customers))
        marks = self._marks
        taken = [place for place, customer in enumerate(customers) if marks[customer] == _TAKEN]
        for customer in customers:
            marks[customer] = marks[customer] or _AS_IS
        return taken

    def _reach(self, customer: int) -> None:
        missing = customer + 1 - len(self._marks)
        if missing > 0:
            self._marks += bytes(missing + len(self._marks) // 8)
