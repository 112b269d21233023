"""Conditions from JSON: every fault is told at once, with its path and what would be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from mactl.core.decode.faults import Fault, Path, error
from mactl.core.segments.condition import Condition, ConditionReader
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.registry import discover

EVERYBODY = "all"
_PACKAGE = "mactl.core.segments.conditions"


@lru_cache(maxsize=1)
def kinds() -> tuple[type[Condition], ...]:
    """Return every kind of condition that the files of ``conditions/`` offer."""
    return tuple(kind for module in discover(_PACKAGE).values() for kind in module.KINDS)


def examine(value: object, path: Path = ()) -> tuple[Condition, tuple[Fault, ...]]:
    """Return the condition that ``value`` says and its faults; with a fault the condition is void."""
    reader = ConditionReader(kinds=kinds(), path=path)
    try:
        condition = reader.condition(value)
    except RecursionError:
        reader.fault(_("this condition is nested too deeply"), _("Give parts of it names, as segments."))
        condition = reader.condition({"any": []})
    return condition, tuple(reader.faults)


def parse(value: object, path: Path = (), file: str = "") -> Condition:
    """Return the condition that ``value`` says.

    Raises:
        MactlError: with all faults, each with its path below ``path``.
    """
    condition, faults = examine(value, path)
    if faults:
        raise error([replace(fault, file=file) for fault in faults], file or _("The condition"))
    return condition


def audience(value: object, segments: Mapping[str, Condition], path: Path = ()) -> Condition:
    """Return who is meant by ``"all"``, the id or name of a segment, or a condition."""
    if value == EVERYBODY and EVERYBODY not in segments:
        return parse({"all": []}, path)
    if not isinstance(value, str):
        return parse(value, path)
    meant = parse({"segment": value}, path)
    if value not in segments:
        raise MactlError(
            _("No segment named {name}", name=value),
            _("Segments: {names}. Or say all, or a condition.", names=", ".join(sorted(segments)) or "-"),
        )
    return meant


def walk(condition: Condition) -> Iterator[Condition]:
    """Yield ``condition`` and every condition inside it."""
    yield condition
    for part in condition.parts():
        yield from walk(part)
