"""Whom a verb of ``mactl segment`` is about: a segment, a condition, or everybody."""

from __future__ import annotations

from mactl.commands import _where
from mactl.core.segments.condition import Condition
from mactl.core.segments.parse import parse
from mactl.i18n import mark

WHERE = mark("Only people for whom this condition holds: JSON, words, @FILE, or - for standard input.")


def chosen(segment: str | None, where: str) -> Condition:
    """Return who is meant: of a segment, of a condition, of both, of neither everybody."""
    parts = [{"segment": segment}] if segment else []
    asked = _where.condition(where).json() if where else None
    return parse({"all": [*parts, *([asked] if asked else [])]})
