"""What is owed of one person and one segment: the crossings that a refresh is to tell, by trying every instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.segments_world import EVERYTHING, NOTHING, Person, Predicate, Reach, View, instants


@dataclass
class Ledger:
    """What is written down of one person and one segment: a member since when, or one who left when, if told."""

    member: bool
    since: int
    left: int = 0

    @property
    def last(self) -> int:
        return self.since if self.member else self.left


def expected(
    person: Person, holds: Predicate, ledger: Ledger, span: tuple[int, int], known: Reach
) -> Iterator[tuple[int, bool]]:
    """Yield the crossings that a refresh at ``span[1]`` owes, where the one before was at ``span[0]``; keep the ledger.

    What came late may show the time before in another light: then what holds at the last refresh has held since the
    beginning of its stretch, but not since before the last crossing.
    """
    before, now = span
    new = [each for each in person.arrivals if each <= now]
    late = [each for each in new if each <= before]

    def at(instant: int) -> bool:
        seen = EVERYTHING if instant == now else known if instant >= before else NOTHING
        return holds(View(person, instant, seen))

    if late:
        grid = instants(person, min(late), before)
        values = [at(each) for each in grid]
        start = len(grid) - 1
        while start and values[start - 1] == values[-1]:
            start -= 1
        if values[-1] != ledger.member:
            yield from _cross(ledger, max(grid[start], ledger.last), values[-1])
    for each in instants(person, before + 1, now):
        if (value := at(each)) != ledger.member:
            yield from _cross(ledger, each, value)


def _cross(ledger: Ledger, at: int, entered: bool) -> Iterator[tuple[int, bool]]:
    ledger.member = entered
    if entered:
        ledger.since = at
    else:
        ledger.left = at
    yield at, entered
