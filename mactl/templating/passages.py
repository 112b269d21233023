"""The long runs of text of a template, lifted out of what is compiled: they are the same in every message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from mactl.core.model.woven import MARK, Passage, reference
from mactl.templating.flatten import assigns
from mactl.templating.pieces import Piece

SHORTEST = 200  # letters; below it, lifting costs more than it saves
_BLANK_LINES = re.compile(r"\n{3,}")
# What is in a capturing block may be changed before it is shown; the others' text goes straight into the message.
_CAPTURING = frozenset({"block", "call", "filter", "macro", "set"})
_STRAIGHT = frozenset({"if", "for", "with", "autoescape"})
# What becomes of a text once it is filled in: nothing, its ends are stripped, or all of it is ``tidied``.
Shape = Literal["kept", "stripped", "loose"]


def lift(pieces: Sequence[Piece], mark: str, shape: Shape) -> tuple[list[Piece], dict[str, Passage]]:
    """Return ``pieces`` with references in the place of passages, and the passages by number.

    ``mark`` stands where a message's token comes.
    """
    passages: dict[str, Passage] = {}
    if any(MARK in piece.text for piece in pieces):
        return list(pieces), passages
    return [
        _lifted(piece, passages, mark, shape) if piece.kind == "text" and depth == 0 else piece
        for piece, depth in zip(pieces, _depths(pieces), strict=True)
    ], passages


def tidied(text: str) -> str:
    """Return ``text`` without blanks at the ends of its lines and with at most one blank line in a row."""
    text = "\n".join(map(str.strip, text.split("\n")))
    return _BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text


def _depths(pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield for each piece in how many blocks it stands whose text may be changed before it is shown."""
    captures: list[bool] = []
    for piece in pieces:
        if (
            piece.kind == "block"
            and piece.word in _CAPTURING | _STRAIGHT
            and not (piece.word == "set" and assigns(piece))
        ):
            captures.append(piece.word in _CAPTURING or "recursive" in piece.words)
        elif piece.kind == "block" and piece.word.startswith("end") and captures:
            captures.pop()
        yield sum(captures)


def _lifted(piece: Piece, passages: dict[str, Passage], mark: str, shape: Shape) -> Piece:
    """Return ``piece`` with a reference in the place of the lines in its midst, where they are long enough.

    Its first and last line go on before and after it, and the midst has no blank where what is around it is stripped.
    """
    lines = piece.text.split("\n")
    edges = [n for n, line in enumerate(lines) if line.strip() and (shape != "stripped" or line == line.strip())]
    inner = [n for n in edges if 0 < n < len(lines) - 1]
    midst = "\n".join(lines[inner[0] : inner[-1] + 1]) if inner else ""
    if len(midst) < SHORTEST or "\r" in midst:
        return piece
    number = len(passages)
    passages[str(number)] = Passage(segments=tuple((tidied(midst) if shape == "loose" else midst).split(mark)))
    return replace(piece, text="\n".join([*lines[: inner[0]], reference(number), *lines[inner[-1] + 1 :]]))
