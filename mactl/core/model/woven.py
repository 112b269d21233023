"""A text that remembers what it was put together from, so that what is the same in every message is encoded once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

MARK = "\x1b"  # stands in a frame where a passage comes; a reference to passage 3 is written MARK 3 MARK
_REFERENCE = re.compile(f"{MARK}(\\d+){MARK}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passage:
    """Whole lines that are the same in every message, cut where each message's own token stands.

    No line end is at its beginning or end.
    """

    segments: tuple[str, ...]
    letters: int = field(init=False)  # without the tokens
    cuts: int = field(init=False)

    def __post_init__(self) -> None:
        """Count the letters and the cuts once."""
        object.__setattr__(self, "letters", sum(map(len, self.segments)))
        object.__setattr__(self, "cuts", len(self.segments) - 1)


class Woven(NamedTuple):
    """A text made of a ``frame`` of its own and of ``passages`` that other messages have too; ``str`` puts it together.

    In the frame a MARK stands for each passage, on a line of its own. It is never empty; a tuple, for a campaign makes
    a million of them.
    """

    frame: str
    passages: Sequence[Passage]
    token: str

    def __str__(self) -> str:
        """Return the whole text."""
        pieces = self.frame.split(MARK)
        filled = [self.token.join(passage.segments) for passage in self.passages]
        return pieces[0] + "".join([piece for pair in zip(filled, pieces[1:], strict=True) for piece in pair])

    @property
    def letters(self) -> int:
        """Return how many letters it has."""
        return len(self.frame) + sum([p.letters + p.cuts * len(self.token) - 1 for p in self.passages])


Text = str | Woven


def reference(number: int) -> str:
    """Return what stands in a text for passage ``number`` until ``weave`` puts it in."""
    return f"{MARK}{number}{MARK}"


def weave(text: str, passages: Mapping[str, Passage], token: str, longest: int) -> Text:
    """Return ``text`` with the passages that it refers to; where one is not known, as it is.

    Raises:
        ValueError: it would have more than ``longest`` letters.
    """
    pieces = text.split(MARK)
    used = [passages[number] for number in pieces[1::2] if number in passages]
    if len(pieces) != 2 * len(used) + 1:
        return _amid_marks(text, passages, token, longest)
    if not used:
        return text
    return _within(Woven(MARK.join(pieces[::2]), used, token), longest)


def _amid_marks(text: str, passages: Mapping[str, Passage], token: str, longest: int) -> Text:
    """Do what ``weave`` does for a text that has a MARK of its own, or refers to what is not known."""
    pieces = _REFERENCE.split(text)
    used = [passages[number] for number in pieces[1::2] if number in passages]
    if not used or len(pieces) != 2 * len(used) + 1:
        return text
    _within(Woven(MARK.join(pieces[::2]), used, token), longest)
    pieces[1::2] = [token.join(passage.segments) for passage in used]
    return "".join(pieces)


def _within(woven: Woven, longest: int) -> Woven:
    if woven.letters > longest:
        raise ValueError(f"a text of more than {longest} letters")
    return woven
