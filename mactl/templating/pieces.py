"""A template's source as pieces: runs of text, and Jinja tags that remember their file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import TemplateSyntaxError
from jinja2.lexer import Lexer


@dataclass(frozen=True, slots=True)
class Piece:
    """One run of text, one ``{{ variable }}`` tag or one ``{% block %}`` tag; ``line`` counts from 1 in ``file``.

    ``text`` of a tag is what stands between its braces; whitespace control (``{%-``) has already been done to the text
    around it. ``words`` are a tag's tokens without blanks.
    """

    kind: Literal["text", "variable", "block"]
    text: str
    file: str
    line: int
    words: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The tag's first word (``if``, ``block``, ``endfor``); empty for text."""
        return self.words[0] if self.words else ""

    @property
    def shown(self) -> str:
        """The tag as an author would write it."""
        inner = " ".join(self.text.split())
        return {"text": self.text, "variable": f"{{{{ {inner} }}}}", "block": f"{{% {inner} %}}"}[self.kind]


_OPENERS: dict[str, Literal["variable", "block"]] = {"variable_begin": "variable", "block_begin": "block"}
_CLOSERS = ("variable_end", "block_end")
_BRACE = re.compile(r"\{(?=[{%#]|\Z)")
_SILENT = ("comment_begin", "comment", "comment_end", "raw_begin", "raw_end")


def cut(lexer: Lexer, source: str, file: str) -> tuple[Piece, ...]:
    """Cut ``source`` into pieces; comments are dropped, ``{% raw %}`` becomes text.

    Raises:
        jinja2.TemplateSyntaxError: where the source cannot be read.
    """
    return tuple(_cut(iter(lexer.tokeniter(source, file, file)), file))


def _cut(tokens: Iterator[tuple[int, str, str]], file: str) -> Iterator[Piece]:
    for line, kind, value in tokens:
        if kind in _OPENERS:
            yield _tag(tokens, _OPENERS[kind], file, line)
        elif kind not in _SILENT and value:
            yield Piece("text", value, file, line)


def _tag(tokens: Iterator[tuple[int, str, str]], kind: Literal["variable", "block"], file: str, line: int) -> Piece:
    said: list[str] = []
    words: list[str] = []
    for _line, part, value in tokens:
        if part in _CLOSERS:
            break
        said.append(value)
        if part != "whitespace":
            words.append(value)
    else:
        raise TemplateSyntaxError("unexpected end of template: a tag is not closed", line, file, file)
    text = "".join(said)
    lead = text[: len(text) - len(text.lstrip())]
    return Piece(kind, text.strip(), file, line + lead.count("\n"), tuple(words))


@dataclass(frozen=True, slots=True)
class Printed:
    """Pieces put together again as one source, and where each of its lines with a tag came from."""

    source: str
    origins: tuple[tuple[int, Piece], ...]  # first line in the source, piece; ascending

    def origin(self, line: int) -> tuple[Piece, int] | None:
        """Return the tag that made ``line`` of the source, and its line in its own file."""
        best = None
        for start, piece in self.origins:
            if start > line:
                break
            best = (piece, piece.line + line - start)
        return best


def put_together(pieces: Iterable[Piece]) -> Printed:
    """Return ``pieces`` as one source in which every tag has a line of its own, so that a line names one tag."""
    out: list[str] = []
    origins: list[tuple[int, Piece]] = []
    line = 1
    for piece in pieces:
        text = literal(piece.text) if piece.kind == "text" else _tag_source(piece)
        if piece.kind != "text":
            origins.append((line + 1, piece))
        out.append(text)
        line += text.count("\n")
    return Printed("".join(out), tuple(origins))


def _tag_source(piece: Piece) -> str:
    # The line break inside the braces is no output: it gives the tag a line number of its own.
    return f"{{{{\n{piece.text} }}}}" if piece.kind == "variable" else f"{{%\n{piece.text} %}}"


def literal(text: str) -> str:
    """Return ``text`` such that Jinja reads it as text, braces and all."""
    # A brace at the end would join the braces of the tag that follows.
    return _BRACE.sub("{{ '{' }}", text) if "{" in text else text


def text_only(pieces: Sequence[Piece]) -> str:
    """Return the text of ``pieces`` without their tags."""
    return "".join(piece.text for piece in pieces if piece.kind == "text")
