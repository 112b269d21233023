"""Who enters and who leaves, between two instants or two definitions, and by which clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mactl.api.segments.asking import Asked, clauses
from mactl.core.segments.condition import Condition, Context
from mactl.i18n import _
from mactl.store import crowds

FIRST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: a condition, decided as of an instant; ``definition`` is what it says."""

    condition: Condition
    definition: Condition
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One customer who entered or left; ``why`` are the clauses that made the difference."""

    customer: str
    entered: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What is different: how many before and after, who entered and left (the first of each), and how many by why."""

    before: int
    after: int
    entered: int
    left: int
    moved: tuple[Moved, ...]
    reasons: Mapping[tuple[bool, tuple[str, ...]], int]


def diff(asked: Asked, before: Side, after: Side, first: int = FIRST) -> Diff:
    """Return how ``after`` differs from ``before``; of those who entered or left the first are named."""
    database = asked.database
    counts = [
        crowds.gather(database, name, side.condition, side.context)
        for name, side in (("crowd_before", before), ("crowd_after", after))
    ]
    entered = crowds.combine(database, "crowd_entered", "crowd_after", "crowd_before", both=False)
    left = crowds.combine(database, "crowd_left", "crowd_before", "crowd_after", both=False)
    moved: list[Moved] = []
    reasons: Counter[tuple[bool, tuple[str, ...]]] = Counter()
    for crowd, came in (("crowd_entered", True), ("crowd_left", False)):
        why = _reasons(asked, crowd, before, after, entered=came)
        reasons.update((came, each) for each in why.values())
        moved += [
            Moved(customer=name, entered=came, why=why[number]) for number, name in crowds.names(database, crowd, first)
        ]
    return Diff(
        before=counts[0], after=counts[1], entered=entered, left=left, moved=tuple(moved),
        reasons=dict(reasons.most_common()),
    )  # fmt: skip


def _reasons(asked: Asked, crowd: str, before: Side, after: Side, *, entered: bool) -> dict[int, tuple[str, ...]]:
    """Return why each of a crowd is in one side only, in sentences."""
    if before.definition == after.definition:
        return _turned(asked, crowd, before, after)
    # Of two definitions the one that does not hold says why: its clauses that fail.
    side = before if entered else after
    asked_of = clauses(side.definition)
    held = crowds.decide(asked.database, crowd, asked_of, side.context)
    return {number: _sentences(asked_of, [not each for each in answers]) for number, answers in held.items()}


def _turned(asked: Asked, crowd: str, before: Side, after: Side) -> dict[int, tuple[str, ...]]:
    """Return the clauses that turned between two instants."""
    parts = clauses(before.definition)
    was = crowds.decide(asked.database, crowd, parts, before.context)
    now = crowds.decide(asked.database, crowd, parts, after.context)
    return {
        number: _sentences(parts, [a != b for a, b in zip(was[number], answers, strict=True)])
        if number in was
        else (_("not known before"),)
        for number, answers in now.items()
    }


def _sentences(parts: Sequence[Condition], told: Sequence[bool]) -> tuple[str, ...]:
    return tuple(part.sentence() for part, counts in zip(parts, told, strict=True) if counts)
