"""A text that remembers what it was put together from, so that what is the same in every message is encoded once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MARK = "\x1b"  # stands in a frame where a passage comes; a reference to passage 3 is written MARK 3 MARK
_REFERENCE = re.compile(f"{MARK}(\\d+){MARK}")


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Whole lines that are the same in every message, cut where each message's own token stands."""

    segments: tuple[str, ...]


class Woven(str):
    """A text made of a ``frame`` of its own and of ``passages`` that other messages have too.

    In the frame a MARK stands for each passage, on a line of its own. To whoever does not ask for them it is a ``str``
    like any other, and whatever is done to it gives a plain one.
    """

    __slots__ = ("frame", "passages", "token")
    frame: str
    passages: Sequence[Passage]
    token: str


def reference(number: int) -> str:
    """Return what stands in a text for passage ``number`` until ``weave`` puts it in."""
    return f"{MARK}{number}{MARK}"


def weave(text: str, passages: Mapping[str, Passage], token: str, longest: int) -> str:
    """Return ``text`` with the passages that it refers to; where one is not known, as it is.

    Raises:
        ValueError: it would have more than ``longest`` letters.
    """
    pieces = _REFERENCE.split(text)
    if len(pieces) == 1:
        return text
    frame, used, length = MARK.join(pieces[::2]), [], len(text)
    for place in range(1, len(pieces), 2):
        passage = passages.get(pieces[place])
        if passage is None:
            return text
        used.append(passage)
        pieces[place] = words = token.join(passage.segments)
        length += len(words)
        if length > longest:
            raise ValueError(f"a text of more than {longest} letters")
    whole = Woven("".join(pieces))
    whole.frame, whole.passages, whole.token = frame, used, token
    return whole
