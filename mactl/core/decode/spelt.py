"""A column of values as the JSON that they are written in: texts are checked, stored and handed on without being made.

Each value stands in its one canonical form, the fast parser's own, so that equal values are equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import compress, repeat
from typing import Any

import orjson

_EMPTY = b"null", b'""'


class Spelt:
    """Values as canonical JSON, ``texts``."""

    def __init__(self, texts: list[bytes]) -> None:
        """Take the values' JSON."""
        self.texts = texts

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self.texts)

    @cached_property
    def whole(self) -> str:
        """All values, a comma between each two.

        Raises:
            UnicodeDecodeError: no UTF-8.
        """
        return b",".join(self.texts).decode()

    @cached_property
    def seen(self) -> bool:
        """Whether all signs can be seen."""
        return self.whole.isprintable()

    def values(self) -> list[Any]:
        """Return the values."""
        found: list[Any] = orjson.loads(self.array())
        return found

    def array(self) -> bytes:
        """Return the values as one JSON array."""
        return b"[%b]" % b",".join(self.texts)

    def quoted(self) -> list[bytes]:
        """Return each value's JSON as a text, in JSON itself."""
        lines = b"\n".join(self.texts)
        for sign, escaped in ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b'"\n"')):
            lines = lines.replace(sign, escaped)
        return (b'"%b"' % lines).split(b"\n")

    def at(self, places: Sequence[int]) -> Spelt:
        """Return the values at ``places``."""
        return Spelt([self.texts[place] for place in places])

    def kept(self, rows: Iterable[bool]) -> Spelt:
        """Return some of the values; ``rows`` says of each whether it stays."""
        return Spelt(list(compress(self.texts, rows)))

    def all_objects(self) -> bool:
        """Return whether every value is an object."""
        return all(map(bytes.startswith, self.texts, repeat(b"{")))

    def all_texts(self) -> bool:
        """Return whether every value is a text without escapes: there are quotation marks around all, and no others."""
        whole, count = self.whole, len(self.texts)
        ends = whole.startswith('"') and whole.endswith('"')
        return ends and "\\" not in whole and whole.count('"') == 2 * count and whole.count('","') == count - 1

    def shorter(self, characters: int) -> bool:
        """Return whether every text has at most so many characters; bytes are counted, and none has fewer of those."""
        return max(map(len, self.texts)) <= characters + 2

    def lines(self) -> str:
        """Return texts with a line break behind each."""
        return self.whole[1:-1].replace('","', "\n") + "\n"

    def clean(self) -> bool:
        """Return whether all texts hold signs that can be seen, none is empty, and none begins or ends with a blank."""
        whole = self.whole  # no text here holds a quotation mark
        return self.seen and '""' not in whole and not (" " in whole and ('" ' in whole or ' "' in whole))


def texts(column: Sequence[Any] | Spelt) -> list[bytes]:
    """Return the values of a column as JSON."""
    return column.texts if isinstance(column, Spelt) else list(map(orjson.dumps, column))


def spell(cells: Sequence[str]) -> Spelt | None:
    """Return the cells of a table's column; None where one is empty, guarded by an apostrophe, or no plain text."""
    joined = "".join(cells)
    if not joined.isprintable() or not all(cells):
        return None
    text = orjson.dumps(cells)
    # Within a text every quotation mark has a backslash before it; an odd cell may be suspected where there is none.
    if (" " in joined and (b'" ' in text or b' "' in text)) or ("'" in joined and b"\"'" in text):
        return None
    found = Spelt(text[1:-1].replace(b'","', b'"\n"').split(b"\n"))
    found.seen = True
    return found


def unspelt(column: Sequence[Any] | Spelt) -> list[Any]:
    """Return the values of a column."""
    return column.values() if isinstance(column, Spelt) else list(column)


def objects(names: Sequence[str], columns: Sequence[Spelt]) -> Spelt | None:
    """Return an object a row with the values of ``columns``; None where some are empty."""
    parts = [column.texts for column in columns]
    if any(nothing in part for part in parts for nothing in _EMPTY):
        return None
    return Spelt(list(map(template(zip(names, repeat(b"%b"))).__mod__, zip(*parts, strict=True))))


def template(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an object in its canonical form, made of names and the templates of their values."""
    return b"{%b}" % b",".join(orjson.dumps(name).replace(b"%", b"%%") + b":" + value for name, value in members)
