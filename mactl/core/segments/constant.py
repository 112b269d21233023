"""Conditions whose answer is the same for everybody: always, never; what a slip of the pen makes of a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def constant(said: object) -> bool | None:
    """Return whether a condition (JSON) holds for everybody (True) or for nobody (False); None where it depends.

    It knows what the words themselves say (an empty list, a condition beside its own opposite), not what the data say.
    """
    if not isinstance(said, Mapping):
        return None
    if isinstance(said.get("all"), list | tuple):
        return _joined(said["all"], decisive=False)
    if isinstance(said.get("any"), list | tuple):
        return _joined(said["any"], decisive=True)
    if "not" in said:
        inner = constant(said["not"])
        return None if inner is None else not inner
    return _counted(said)


def opposite(said: object) -> Any:
    """Return the JSON of a condition's complement."""
    return said["not"] if isinstance(said, Mapping) and set(said) == {"not"} else {"not": said}


def asserted(said: object) -> list[Any]:
    """Return the conditions that hold wherever ``said`` holds: itself, and each of its ``all``."""
    parts = said["all"] if isinstance(said, Mapping) and isinstance(said.get("all"), list | tuple) else ()
    return [said, *(each for part in parts for each in asserted(part))]


def _joined(parts: Sequence[object], *, decisive: bool) -> bool | None:
    """Return the answer of ``all`` (one False decides) or ``any`` (one True decides)."""
    answers = [constant(part) for part in parts]
    if decisive in answers or any(opposite(part) in parts for part in parts):
        return decisive
    return not decisive if all(answer is not None for answer in answers) else None


def _counted(said: Mapping[str, Any]) -> bool | None:
    """Return the answer of a count of events that every number of them fits, or none."""
    count = said.get("count") if "event" in said else None
    if not isinstance(count, Mapping) or len(count) != 1:
        return None
    ((operator, number),) = count.items()
    if isinstance(number, bool) or not isinstance(number, int | float):
        return None
    if (operator == ">=" and number <= 0) or (operator == ">" and number < 0):
        return True
    return False if (operator == "<" and number <= 0) or (operator == "<=" and number < 0) else None
