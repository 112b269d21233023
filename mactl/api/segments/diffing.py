"""Who enters and who leaves, between two instants or two definitions, and by which clause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mactl.api.segments.asking import Asked, clauses, signed
from mactl.core.segments.condition import Condition, Context, Slice
from mactl.i18n import _
from mactl.store import crowds, slices
from mactl.store.database import Database
from mactl.store.slices import Progress, silent

FIRST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: a condition, decided as of an instant; ``definition`` is what it says."""

    condition: Condition
    definition: Condition
    context: Context

    def among(self, scope: Slice | None) -> Side:
        """Return this side, decided for a slice of everybody."""
        return replace(self, context=replace(self.context, scope=scope))


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


def diff(asked: Asked, before: Side, after: Side, first: int = FIRST, progress: Progress = silent) -> Diff:
    """Return how ``after`` differs from ``before``; of those who entered or left the first are named.

    ``progress`` is told how many customers are done.
    """
    parts = slices.ask(
        asked.database,
        lambda hand, scope: _differ(hand, before.among(scope), after.among(scope), first),
        splits=all(side.condition.splits(side.context) for side in (before, after)),
        progress=progress,
    )
    reasons: Counter[tuple[bool, tuple[str, ...]]] = Counter()
    for part in parts:
        reasons.update(part.reasons)
    named = [[one for part in parts for one in part.moved if one.entered is came][:first] for came in (True, False)]
    return Diff(
        before=sum(part.before for part in parts),
        after=sum(part.after for part in parts),
        entered=sum(part.entered for part in parts),
        left=sum(part.left for part in parts),
        moved=tuple(one for each in named for one in each),
        reasons=dict(reasons.most_common()),
    )


def _differ(database: Database, before: Side, after: Side, first: int) -> Diff:
    """Return how two sides differ in the slice that they are decided for."""
    counts = [
        crowds.gather(database, name, side.condition, side.context)
        for name, side in (("crowd_before", before), ("crowd_after", after))
    ]
    entered = crowds.leave_over(database, "crowd_entered", "crowd_after", "crowd_before")
    left = crowds.leave_over(database, "crowd_left", "crowd_before", "crowd_after")
    moved: list[Moved] = []
    reasons: Counter[tuple[bool, tuple[str, ...]]] = Counter()
    for crowd, came in (("crowd_entered", True), ("crowd_left", False)):
        parts, answers = _decide(database, crowd, before, after, entered=came)
        for held, customers in crowds.tally(database, crowd, answers).items():
            reasons[came, _why(parts, held)] += customers
        moved += [
            Moved(customer=name, entered=came, why=_why(parts, held))
            for name, held in crowds.answered(database, crowd, answers, first)
        ]
    return Diff(
        before=counts[0], after=counts[1], entered=entered, left=left, moved=tuple(moved), reasons=reasons
    )  # fmt: skip


def _decide(
    database: Database, crowd: str, before: Side, after: Side, *, entered: bool
) -> tuple[Sequence[Condition], Sequence[str]]:
    """Decide for a crowd the clauses that may say why it is in one side only; return them and the tables of answers."""
    if before.definition == after.definition:
        parts = clauses(before.definition)
        crowds.decide(database, "crowd_was", crowd, parts, before.context)
        crowds.decide(database, "crowd_is", crowd, parts, after.context)
        return parts, ("crowd_was", "crowd_is")
    # Of two definitions the one that does not hold says why: its clauses that fail.
    side = before if entered else after
    parts = signed(side.definition)
    crowds.decide(database, "crowd_is", crowd, parts, side.context)
    return parts, ("crowd_is",)


def _why(parts: Sequence[Condition], held: Sequence[str | None]) -> tuple[str, ...]:
    """Return in sentences the clauses that turned between two answers, or of one answer those that fail."""
    if None in held:
        return (_("not known before"),)
    told = [str(each) for each in held]
    turned = zip(*told, strict=True) if len(told) > 1 else ((each, "1") for each in told[0])
    return tuple(part.sentence() for part, (one, other) in zip(parts, turned, strict=True) if one != other)
