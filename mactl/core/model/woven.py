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
    numbers = pieces[1::2]
    if not numbers or any(number not in passages for number in numbers):
        return text
    filled = {number: token.join(passages[number].segments) for number in set(numbers)}
    frame = MARK.join(pieces[::2])
    pieces[1::2] = [filled[number] for number in numbers]
    if sum(map(len, pieces)) > longest:
        raise ValueError(f"a text of more than {longest} letters")
    whole = Woven("".join(pieces))
    whole.frame, whole.passages, whole.token = frame, [passages[number] for number in numbers], token
    return whole
