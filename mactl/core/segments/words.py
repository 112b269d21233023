"""The words of the command line's language for conditions, read one by one; faults point at their column."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from mactl.core.segments.reader import nearest
from mactl.errors import MactlError
from mactl.i18n import _

# Full-width letters, digits and signs mean what they look like: Chinese keyboards write them by themselves.
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0xA0: 0x20} | str.maketrans("、≧≦", ",≥≤")
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<quoted> "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | [“”][^“”]*[“”] | [‘’][^‘’]*[‘’] | 「[^」]*」 | 『[^』]*』 )
    | (?P<sign> == | != | <> | >= | <= | => | =< | [=<>(),≥≤≠] )
    | (?P<word> [^\s()=!<>≥≤≠,"'“”‘’「」『』][^\s()=!<>≥≤≠,"'“”「」『』]* )
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(.)")
_SPELT = {"==": "=", "<>": "!=", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "≠": "!="}


class Token(NamedTuple):
    """One word, sign or quoted text; ``column`` counts from 0."""

    kind: str
    text: str
    column: int


END = "end"


@dataclass(slots=True)
class Words:
    """The words of ``source`` with a place among them, which reading moves on."""

    source: str
    tokens: list[Token] = field(default_factory=list)
    place: int = 0

    @property
    def next(self) -> Token:
        """The word that is read next; of kind "end" past the last."""
        return self.tokens[self.place]

    @property
    def after(self) -> Token:
        """The word after the next."""
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the next word and move on."""
        token = self.next
        if token.kind != END:
            self.place += 1
        return token

    def is_next(self, *texts: str) -> bool:
        """Return whether the next word is one of ``texts``, and not in quotes."""
        return self.next.kind != "quoted" and self.next.text.lower() in texts

    def accept(self, *texts: str) -> bool:
        """Move past the next word if it is one of ``texts``; return whether it was."""
        found = self.next.kind != END and self.is_next(*texts)
        self.place += found
        return found

    def expect(self, text: str) -> None:
        """Move past ``text``; raise where something else stands."""
        if not self.accept(text):
            raise self.fault(_("{wanted} is missing here", wanted=text))

    def name(self, what: str) -> str:
        """Return the next word, in quotes or not; raise where none stands. ``what`` says what is wanted."""
        if self.next.kind not in {"word", "quoted"}:
            raise self.fault(_("{what} is missing here", what=what))
        return self.take().text

    def one_of(self, known: Collection[str], what: str) -> str:
        """Return the next word, which must be one of ``known``."""
        token = self.next
        if token.text not in known:
            raise self.fault(_("{what} is missing here", what=what), nearest(token.text, known))
        return self.take().text

    def fault(self, message: str, hint: str = "", column: int | None = None) -> MactlError:
        """Return an error that shows the source and points at ``column``, else at the next word."""
        at = self.next.column if column is None else column
        return MactlError(f"{message}\n  {self.source}\n  {_blank(self.source[:at])}^", hint)


def plain(text: str) -> str:
    """Return ``text`` as it reads outside of quotes: in half-width signs."""
    return text.translate(_WIDE)


def split(source: str) -> Words:
    """Return the words of ``source``; raise for a quote that does not end."""
    text = plain(source).replace("\n", " ")
    words = Words(source.replace("\n", " "))
    position = 0
    while match := _TOKEN.match(text, position):
        words.tokens.append(_token(match, words.source))
        position = match.end()
    rest = len(text) - len(text[position:].lstrip())
    words.tokens.append(Token(END, "", rest))
    if rest < len(text):
        words.place = len(words.tokens) - 1
        quote = text[rest] in "\"'“”‘’「『"
        raise words.fault(_("this quote does not end") if quote else _("this sign means nothing here"))
    return words


def _token(match: re.Match[str], source: str) -> Token:
    kind = str(match.lastgroup)
    text, column = match[kind], match.start(kind)
    if kind == "quoted":
        own = source[column + 1 : match.end(kind) - 1]  # what is in quotes stays as it was typed
        return Token(kind, _ESCAPE.sub(r"\1", own), column)
    if text in _SPELT:
        return Token("sign", _SPELT[text], column)
    return Token(kind, text, column)


def _blank(text: str) -> str:
    """Return as many blanks as ``text`` is wide, on a terminal where Chinese letters take two columns."""
    return "".join(
        "  " if "\u1100" <= letter <= "\uffdc" and not "\uff61" <= letter <= "\uffdc" else " " for letter in text
    )
