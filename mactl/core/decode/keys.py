"""Whether parsed objects hold as many keys as their text has: fewer mean that some key stood twice in one object.

The parser keeps the last of two equal keys without a word. Counting the text's ``":`` against the parsed keys costs a
fraction of the parsing, where a hook called for every object would double it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, cast

_HOLDERS = {dict, list}


class Keys:
    """A count of keys that remembers under which keys of a row other objects and lists were found."""

    def __init__(self) -> None:
        self.holders: frozenset[str] = frozenset()

    def all_in(self, text: bytes, rows: Sequence[object]) -> bool:
        """Return whether ``rows`` surely hold every key of ``text``; False asks for a strict look."""
        if set(map(type, rows)) != {dict}:
            return False
        objects = cast("list[dict[str, object]]", rows)
        written = text.count(b'":')
        if written == sum(map(len, objects)) + self._held(objects):
            return True
        self.holders |= {key for row in objects for key, value in row.items() if isinstance(value, dict | list)}
        return written == sum(map(len, objects)) + self._held(objects)

    def _held(self, objects: list[dict[str, object]]) -> int:
        """Count the keys of the objects under the known holders."""
        return sum(_keys_within([row[key] for row in objects if key in row]) for key in self.holders)


def _keys_within(level: list[Any]) -> int:
    """Count the keys of all objects in ``level``, at any depth."""
    total = 0
    while (kinds := set(map(type, level))) & _HOLDERS:
        objects = level if kinds == {dict} else [value for value in level if value.__class__ is dict]
        lists = level if kinds == {list} else [value for value in level if value.__class__ is list]
        total += sum(map(len, objects))
        level = [*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(lists)]
    return total
