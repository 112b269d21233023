"""Lines of a terminal: how many columns a text takes, and text broken to fit, Chinese between any two signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells

_NEVER_FIRST = frozenset("，。；：、？！）》」』】”’…,.;:?!)]}")
_NEVER_LAST = frozenset("（《「『【“‘([{")
# Where an id, JSON or a web address is broken if it must be; an e-mail address before its domain.
_JOINT = re.compile(r"""(?<=[_./,;:=&?{\[-])(?=[\w"])""")
_LISTED = re.compile("(?<=[、，])(?![”’』」》）)])|(?<= )(?! )")
_HALVED = 8  # a title of three signs has no middle
_NAME, _MEMBER = 8, 10  # in a sentence a name of four signs stays whole, in a cell a member of a list
_DOMAIN = re.compile("(?<=.)(?=@)")


def width(text: str) -> int:
    """Return how many columns ``text`` takes: a Chinese sign takes two."""
    return cell_len(text)


def wrap(text: str, columns: int) -> list[str]:
    """Return ``text`` as lines of at most ``columns``; a word that is longer alone stands alone."""
    return _lined(_phrases(text, min(columns, _NAME)), columns)


def fold(text: str, columns: int) -> list[str]:
    """Return ``text`` as lines of at most ``columns``; a longer word is broken at its joints, such as _ and @."""
    return _lined((part for piece in _phrases(text, min(columns, _MEMBER)) for part in _parts(piece, columns)), columns)


def longest(text: str) -> int:
    """Return how many columns the longest piece of ``text`` takes that no line should break."""
    return max((width(piece.rstrip()) for piece in _pieces(text)), default=0)


def tightest(text: str) -> int:
    """Return how many columns the longest part of a word of ``text`` takes, where words are broken at their joints."""
    return max(
        (
            width(part.rstrip())
            for piece in _pieces(text)
            for half in _DOMAIN.split(piece)
            for part in _JOINT.split(half)
        ),
        default=0,
    )


def halved(title: str) -> list[str]:
    """Return a title as the two lines that are narrowest; Chinese between words, which are of two signs mostly."""
    pieces = list(_pieces(title))
    if " " not in title and width(title) < _HALVED:
        return [title]
    step = 1 if " " in title else 2
    pairs = [["".join(part).rstrip() for part in (pieces[:n], pieces[n:])] for n in range(step, len(pieces), step)]
    return min(pairs, key=lambda pair: max(map(width, pair)), default=[title])


def _lined(pieces: Iterable[str], columns: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and width((line + piece).rstrip()) > columns:
            lines += [line.rstrip()] if line.strip() else []
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def _phrases(text: str, short: int) -> Iterator[str]:
    """Yield the pieces of a text, the short members of a Chinese list whole: 短信 is no word of two lines."""
    for phrase in _LISTED.split(text):
        if width(phrase.rstrip()) <= short:
            yield phrase
        else:
            yield from _pieces(phrase)


def _parts(piece: str, columns: int) -> Iterator[str]:
    """Yield a piece that fits as it is, another in parts that fit: an address first before its domain."""
    if width(piece.rstrip()) <= columns:
        yield piece
    elif len(halves := _DOMAIN.split(piece)) > 1:
        for half in halves:
            yield from _parts(half, columns)
    elif len(parts := _JOINT.split(piece)) > 1:
        for part in parts:
            yield from _parts(part, columns)
    else:
        yield from chop_cells(piece, columns)


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces between which a line may break; a piece keeps the space after it."""
    piece = ""
    for sign in text:
        if piece and _may_break(piece[-1], sign):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if after == " ":
        return False
    if before == " ":
        return True
    wide = cell_len(before) == 2 or cell_len(after) == 2
    return wide and after not in _NEVER_FIRST and before not in _NEVER_LAST
