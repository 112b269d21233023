"""Why somebody is, or is not, a member: each clause with its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mactl.api.segments.asking import Asked
from mactl.core.segments.condition import Condition
from mactl.store import selections


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One condition and whether it holds; ``depth`` is how deep it stands inside others."""

    condition: Condition
    holds: bool
    depth: int = 0


def explain(asked: Asked, name: str, customer: int) -> tuple[Answer, ...]:
    """Return whether the segment called ``name`` holds for a customer (row id), then each condition inside it.

    A segment inside is looked into as well.
    """
    return tuple(_answers(asked, asked.meaning(name), customer, 0, ()))


def _answers(
    asked: Asked, condition: Condition, customer: int, depth: int, inside: tuple[str, ...]
) -> Iterator[Answer]:
    context = replace(asked.context, kept={}, inside=inside)
    yield Answer(condition=condition, holds=selections.holds(asked.database, condition, customer, context), depth=depth)
    for part in condition.parts():
        yield from _answers(asked, part, customer, depth + 1, inside)
    for name in condition.refers():
        yield from _answers(asked, asked.context.segments[name], customer, depth + 1, (*inside, name))
