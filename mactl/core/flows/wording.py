"""What tells two values of a file apart, field by field and in few words: plans of flows show it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from mactl.core.segments.parse import examine

_LONG = 60  # letters of a text that is shown whole
_AROUND = 16  # letters kept before and after what differs in a longer one
_CONDITIONS = frozenset({"if", "condition", "filter"})
_WHOLE = _CONDITIONS | {"where"}


class Part(NamedTuple):
    """One field that differs: ``key`` is its path ("task.hours.start"), ``was`` and ``will`` its values in words."""

    key: str
    before: object
    after: object
    was: str
    will: str


def parts(before: Any, after: Any, key: str = "", path: tuple[str, ...] = ()) -> Iterator[Part]:
    """Yield the fields in which two values of ``key`` differ; objects are looked into, conditions are not."""
    if before == after:
        return
    if isinstance(before, Mapping | None) and isinstance(after, Mapping | None) and key not in _WHOLE:
        was, will = before or {}, after or {}
        for each in {**was, **will}:
            yield from parts(was.get(each), will.get(each), each, (*path, each))
        return
    yield Part(".".join(path) or key, before, after, *_apart(said(before, key), said(after, key)))


def said(value: Any, key: str = "") -> str:
    """Return a value as few words: neither braces nor quotes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Mapping):
        return _object(value, key)
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return ("; " if any(isinstance(each, Mapping) for each in value) else ", ").join(said(each) for each in value)
    return str(value)


def _object(value: Mapping[str, Any], key: str) -> str:
    if key in _CONDITIONS:
        return examine(value)[0].sentence()
    return ", ".join(f"{name} {said(each)}".strip() for name, each in value.items())


def _apart(was: str, will: str) -> tuple[str, str]:
    """Return two texts; of long ones what both begin and end with is left out, but for some letters."""
    if max(len(was), len(will)) <= _LONG or not was or not will:
        return was, will
    blocks = [each for each in SequenceMatcher(None, was, will, autojunk=False).get_matching_blocks() if each.size]
    first = blocks[0].size if blocks and blocks[0].a == blocks[0].b == 0 else 0
    last = blocks[-1].size if blocks and blocks[-1].a + blocks[-1].size == len(was) and (
        blocks[-1].b + blocks[-1].size == len(will)
    ) else 0  # fmt: skip
    last = min(last, len(was) - first, len(will) - first)
    return _clipped(was, first, last), _clipped(will, first, last)


def _clipped(text: str, first: int, last: int) -> str:
    start = max(0, first - _AROUND)
    stop = len(text) - max(0, last - _AROUND)
    return ("…" if start else "") + text[start:stop].strip() + ("…" if stop < len(text) else "")
