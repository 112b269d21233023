"""Rows of a JSON list that are spelt alike, cut into columns by one pattern instead of being parsed one by one.

The pattern is made of the text of one row: what stands between its values is taken as it is, each value may be another
of its kind. Rows that it cuts from end to end, with nothing between them but commas, can be read in no other way: the
grammar of JSON is unambiguous, and every piece that was cut out is a value of its own. Whatever does not fit (another
spelling, a field more or less, an escaped sign, a number that is not written in its shortest form) is left to the
parser, which knows all there is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from mactl.core.decode import keys
from mactl.core.decode.quick_json import loads
from mactl.core.decode.spelt import Spelt, template

# Numbers as the fast parser writes them again: whole ones in 64 bits, others of few digits. None is tried twice (++).
_SCALAR = rb'("[^"]*+"|-?[1-9][0-9]{0,17}+|0|-?(?:[1-9][0-9]{0,8}+|0)\.[0-9]{0,3}[1-9]|true|false|null)'
_LIST, _OBJECT = rb"(\[[^\]]*+\](?:[^\]]*+\]){0,3}?)", rb"(\{[^}]*+\}(?:[^}]*+\}){0,3}?)"
_WHITE = b" \t\r\n"
_CONTROL = re.compile(r"[\x00-\x1f]").search
_FREE = "attributes"  # most files name the same of them in every row, so their values are cut one by one
_REMEMBERED = 4096
_LONGEST = 63  # pieces in a row that are left to the parser
_decoder = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows that name the same fields: each field's values, and each row's JSON."""

    columns: Mapping[str, Spelt]
    texts: list[bytes]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.texts)


class _Member(NamedTuple):
    """A field of the row: what stands before its value, the pattern of that, and its own fields if they are cut.

    ``template`` is its canonical form with a place for each value that is cut out.
    """

    name: str
    before: str
    kind: bytes
    inner: list[_Member]
    template: bytes


class Stencil:
    """Cuts rows that are spelt as one row was."""

    def __init__(self, members: Sequence[_Member]) -> None:
        """Take the members of that row."""
        self._members = members
        leaves = [leaf for one in members for leaf in one.inner or (one,)]
        self._pattern = re.compile(_pattern(members))
        self._nested = {place for place, leaf in enumerate(leaves) if leaf.kind != _SCALAR}
        self._width = len(leaves) + 1
        self._row = _template(members)
        self._known: dict[bytes, bytes] = {}

    def cut(self, piece: bytes) -> Cut | None:
        """Return the rows of a piece of the list, from brace to brace; None where it does not fit."""
        if b"\\" in piece:
            return None
        parts = self._pattern.split(piece)
        if not _joined(parts[:: self._width]):
            return None
        leaves = [parts[place :: self._width] for place in range(1, self._width)]
        for place in self._nested:
            found = self._canonical(leaves[place])
            if found is None:
                return None
            leaves[place] = found
        columns = [Spelt(leaf) for leaf in leaves]
        if not all(_sound(column) for place, column in enumerate(columns) if place not in self._nested):
            return None
        return Cut(self._named(columns), list(map(self._row.__mod__, zip(*leaves, strict=True))))

    def _canonical(self, column: Sequence[bytes]) -> list[bytes] | None:
        """Return lists or objects in their canonical form; None where one is none, or not exact."""
        known = self._known
        if fresh := [text for text in dict.fromkeys(column) if text not in known]:
            if len(known) + len(fresh) > _REMEMBERED:
                known.clear()
                fresh = list(dict.fromkeys(column))
            known.update(_canonical(fresh))
        try:
            return list(map(known.__getitem__, column))
        except KeyError:
            return None

    def _named(self, leaves: Sequence[Spelt]) -> dict[str, Spelt]:
        """Return the columns of fields; those of which the leaves were cut are put together."""
        found: dict[str, Spelt] = {}
        left = iter(leaves)
        for one in self._members:
            if one.inner:
                parts = [next(left).texts for _leaf in one.inner]
                found[one.name] = Spelt(list(map(one.template.__mod__, zip(*parts, strict=True))))
            else:
                found[one.name] = next(left)
        return found


class Cutter:
    """Learns from rows that were parsed how the next ones are spelt, and cuts those.

    Where that fails again and again it is tried ever less often, for a piece that does not fit was looked at in vain;
    and now with the values of free fields, now without.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._stencil: Stencil | None = None
        self._deep = True
        self._pause = self._left = 0  # pieces to leave to the parser: after the next failure, and now

    def cut(self, piece: bytes) -> Cut | None:
        """Return the rows of a piece, None where they are better parsed."""
        if self._stencil is None:
            return None
        found = self._stencil.cut(piece)
        if found:
            self._pause = 0
        else:
            self._failed()
        return found

    def learn(self, text: bytes, row: object) -> None:
        """Look how the last row of a piece that was parsed is spelt; ``text`` is the end of that piece."""
        if self._stencil is not None:
            return
        if self._left:
            self._left -= 1
            return
        with suppress(ValueError):  # the text is only the end of a row
            if isinstance(row, dict) and loads(text) == row:
                self._stencil = learn(text.decode(), row, deep=self._deep)
                if self._stencil is None:
                    self._failed()

    def _failed(self) -> None:
        self._stencil, self._deep = None, not self._deep
        self._left, self._pause = self._pause, min(2 * self._pause + 1, _LONGEST)


def learn(text: str, row: Mapping[str, object], *, deep: bool = True) -> Stencil | None:
    """Return what cuts rows spelt like ``text``, the JSON of ``row``; None where that row itself cannot be cut.

    With ``deep`` the values of free fields are cut, too: rows then have to name the same ones.
    """
    if "\\" in text or not row:
        return None
    found = Stencil(_members(text, 1, row, deep=deep))
    cut = found.cut(text.encode())
    return found if cut and cut.texts == [orjson.dumps(row)] else None


def _members(text: str, at: int, row: Mapping[str, object], *, deep: bool) -> list[_Member]:
    """Return the members of the object whose opening brace is before ``at``."""
    found: list[_Member] = []
    begun = at - 1
    for name, value in row.items():
        start = text.index(":", text.index(f'"{name}"', at) + len(name) + 2) + 1
        start += len(text[start:]) - len(text[start:].lstrip(_WHITE.decode()))
        _value, end = _decoder.raw_decode(text, start)
        inner: list[_Member] = []
        if deep and name == _FREE and isinstance(value, dict) and value and not _holds(value):
            inner = _members(text, start + 1, value, deep=False)
        kind = _LIST if isinstance(value, list) else _OBJECT if isinstance(value, dict) else _SCALAR
        found.append(_Member(name, text[begun:start], kind, inner, _template(inner) if inner else b"%b"))
        at = begun = end
    return found


def _holds(value: Mapping[str, object]) -> bool:
    """Return whether an object holds lists or objects."""
    return any(isinstance(one, list | dict) for one in value.values())


def _pattern(members: Sequence[_Member]) -> bytes:
    """Return the pattern of an object with a group for each value."""
    return (
        b"".join(re.escape(one.before.encode()) + (_pattern(one.inner) if one.inner else one.kind) for one in members)
        + rb"[ \t\r\n]*+\}"
    )


def _template(members: Sequence[_Member]) -> bytes:
    """Return a row in its canonical form with a place for each value."""
    return template((one.name, one.template) for one in members)


def _joined(between: Sequence[bytes]) -> bool:
    """Return whether nothing but commas stands between rows, and nothing around them."""
    if len(between) < 2 or between[0].strip(_WHITE) or between[-1].strip(_WHITE):
        return False
    return {one.strip(_WHITE) for one in set(between[1:-1])} <= {b","}


def _canonical(texts: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the canonical form of lists or objects; of none where one is none, or not exact."""
    try:
        values: list[Any] = list(map(loads, texts))
        written = list(map(orjson.dumps, values))
    except (ValueError, TypeError, RecursionError):  # no JSON, whole numbers beyond 64 bits, too deep
        return {}
    return dict(zip(texts, written, strict=True)) if keys.all_in(b"".join(texts), values, written) else {}


def _sound(column: Spelt) -> bool:
    """Return whether values are text in UTF-8 without control characters, as JSON demands."""
    try:
        return column.seen or not _CONTROL(column.whole)
    except UnicodeDecodeError:
        return False
