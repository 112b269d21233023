"""Jinja tags hidden from an HTML parser: each becomes a word or a comment that comes back where it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mactl.i18n import _
from mactl.templating.faults import at
from mactl.templating.pieces import Piece

_TAG = r"""<[a-zA-Z/!](?:"[^"]*"|'[^']*'|[^'">])*>"""
_HTML = re.compile(
    rf"(?P<comment><!--.*?-->)|(?P<hidden><(?P<raw>style|script)\b.*?</(?P=raw)\s*>)"
    rf"|(?P<plain><(?P<rc>title|textarea)\b.*?</(?P=rc)\s*>)|(?P<tag>{_TAG})|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_OPENING = frozenset({"if", "for", "with", "filter", "call", "macro", "autoescape"})


@dataclass(slots=True)
class Shelter:
    """Pieces put away under numbers, and the words that stand for them in HTML.

    A number stands as ``<!--jt5x-->`` between elements, as ``jt5x`` inside tags, titles and comments, and as
    ``--jt5x:1`` for a whole style attribute. ``prefix`` occurs nowhere in the template's own text.
    """

    prefix: str
    kept: list[tuple[Piece, ...]] = field(default_factory=list)

    @property
    def word(self) -> re.Pattern[str]:
        """What finds the words of this shelter, in any of their forms."""
        p = self.prefix
        return re.compile(rf'<!--{p}(\d+)x-->|--{p}(\d+)x:\s*1;?|{p}(\d+)x(?:="")?')

    def put(self, *pieces: Piece) -> str:
        """Put ``pieces`` away and return the word that stands for them."""
        self.kept.append(pieces)
        return f"{self.prefix}{len(self.kept) - 1}x"

    def numbers(self, text: str) -> list[int]:
        """Return the numbers whose words stand in ``text``, in order."""
        return [_number(found) for found in self.word.finditer(text)]

    def pieces(self, text: str, file: str) -> list[Piece]:
        """Return ``text`` with its words turned back into pieces."""
        out: list[Piece] = []
        start = 0
        for found in self.word.finditer(text):
            if found.start() > start:
                out.append(Piece("text", text[start : found.start()], file, 0))
            out.extend(self.kept[_number(found)])
            start = found.end()
        if start < len(text):
            out.append(Piece("text", text[start:], file, 0))
        return out


def _number(found: re.Match[str]) -> int:
    return int(found[1] or found[2] or found[3])


def shelter_for(pieces: Iterable[Piece]) -> Shelter:
    """Return an empty shelter whose words cannot be mistaken for text of ``pieces``."""
    said = "".join(piece.text for piece in pieces).lower()
    prefix = "jt"
    while re.search(rf"{prefix}\d", said):
        prefix += "q"
    return Shelter(prefix)


def protect(pieces: Iterable[Piece], shelter: Shelter) -> str:
    """Return ``pieces`` as HTML that a parser leaves in order, with every tag in ``shelter``."""
    words = "".join(piece.text if piece.kind == "text" else shelter.put(piece) for piece in pieces)
    html = _HTML.sub(lambda found: _hide(found, shelter), words)
    # A parser would start the table's body after a comment that stands before the first row, and end it after the last.
    bodies = re.compile(rf"(<table\b[^>]*>)((?:\s|<!--{shelter.prefix}\d+x-->)+)(?=<tr\b)", re.IGNORECASE)
    return bodies.sub(r"\1<tbody>\2", html)


def _hide(found: re.Match[str], shelter: Shelter) -> str:
    text = found[0]
    numbers = shelter.numbers(text)
    if not numbers or found["comment"] or found["plain"]:
        return text
    if found["hidden"]:
        computed = found["raw"].lower() == "script" or any(_has_block(shelter.kept[n]) for n in numbers)
        return _comment(shelter.put(*shelter.pieces(text, ""))) if computed else text
    if found["tag"]:
        return _hide_in_tag(text, shelter)
    return shelter.word.sub(lambda word: _comment(word[0]), text)


def _comment(word: str) -> str:
    return f"<!--{word}-->"


def _has_block(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind == "block" for piece in pieces)


def _hide_in_tag(text: str, shelter: Shelter) -> str:
    """Return one HTML tag whose attributes a parser may sort without harm."""
    head = re.match(r"</?[^\s/>]+", text)
    if head is None:
        return text
    body, end = text[head.end() :], ">"
    body = body[:-1]
    if body.endswith("/"):
        body, end = body[:-1], "/>"
    if shelter.numbers(head[0]):
        piece = shelter.kept[shelter.numbers(head[0])[0]][0]
        raise at(piece.file, piece.line, _("{tag} cannot stand for the name of an HTML tag", tag=piece.shown))
    first, last = _loose_span(body, shelter)
    if first < last:
        _refuse_loose_link(body[first:last], shelter)
        word = shelter.put(*shelter.pieces(body[first:last], ""))
        body = f"{_hide_styles(body[:first], shelter)} {word} {_hide_styles(body[last:], shelter)}"
    else:
        body = _hide_styles(body, shelter)
    return head[0] + body + end


def _refuse_loose_link(span: str, shelter: Shelter) -> None:
    """Refuse an address that comes and goes as a whole attribute: it could be neither followed nor made harmless."""
    if re.search(r"href\s*=", span, re.IGNORECASE):
        piece = shelter.kept[shelter.numbers(span)[0]][0]
        raise at(
            piece.file,
            piece.line,
            _("{tag} cannot stand around href", tag=piece.shown),
            _('Put it inside the quotes: href="{% if ... %}https://...{% endif %}"'),
        )


def _loose_span(body: str, shelter: Shelter) -> tuple[int, int]:
    """Return the part of a tag's attributes that only holds together as written: tags between or across attributes."""
    loose = []
    for attribute in _ATTRIBUTE.finditer(body):
        value = attribute[3] or attribute[4] or attribute[5] or ""
        if shelter.numbers(attribute[1]) or not _balanced(value, shelter):
            loose.append(attribute.span())
    return (loose[0][0], loose[-1][1]) if loose else (0, 0)


def _balanced(value: str, shelter: Shelter) -> bool:
    words = [shelter.kept[number][0].word for number in shelter.numbers(value)]
    opened = sum(word in _OPENING for word in words)
    return opened == sum(word.startswith("end") for word in words)


def _hide_styles(body: str, shelter: Shelter) -> str:
    def hidden(found: re.Match[str]) -> str:
        value = found[3] or found[4] or found[5] or ""
        if found[1].lower() != "style" or not shelter.numbers(value):
            return found[0]
        whole = value.replace('"', "&quot;").rstrip("; ") + ";"
        return f'style="--{shelter.put(*shelter.pieces(whole, ""))}:1"'

    return _ATTRIBUTE.sub(hidden, body)
