"""The text part of an e-mail, made from its HTML once: tags to line breaks, links to "label (address)"."""

from __future__ import annotations

import html
import re

from mactl.templating.protect import Shelter

_TOKENS = re.compile(r"""<!--.*?-->|<[a-zA-Z/!](?:"[^"]*"|'[^']*'|[^'">])*>|[^<]+|<""", re.DOTALL)
_NAME = re.compile(r"</?\s*([^\s/>]+)")
_ATTRIBUTE = re.compile(r'\s(href|alt|style|hidden)(?:="([^"]*)")?', re.IGNORECASE)
_UNSEEN = frozenset({"head", "style", "script", "title", "template"})
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table", "hr", "pre"])
_LINES = frozenset(
    ["div", "tr", "li", "section", "article", "header", "footer", "center", "dl", "dt", "dd", "address", "body", "br"]
)
_LINE, _PARAGRAPH = "\x01", "\x02"


def plain(page: str, shelter: Shelter) -> str:
    """Return the text of ``page``, the words of ``shelter`` kept in their places."""
    reader = _Reader(shelter)
    for token in _TOKENS.findall(page):
        reader.take(token)
    return _tidy("".join(reader.out))


class _Reader:
    """What has been read so far, and the elements still open that matter."""

    def __init__(self, shelter: Shelter) -> None:
        self.shelter = shelter
        self.out: list[str] = []
        self.links: list[tuple[int, str]] = []
        self.unseen: list[str] = []

    def take(self, token: str) -> None:
        if token.startswith("<!--"):
            self._comment(token)
        elif token.startswith("<") and len(token) > 1:
            self._tag(token)
        elif self.unseen:
            self._keep_blocks(token)
        else:
            self.out.append(html.unescape(re.sub(r"\s+", " ", token)).replace("\xa0", " "))

    def _comment(self, token: str) -> None:
        if self.unseen:
            self._keep_blocks(token)
        elif self.shelter.word.fullmatch(token):
            self.out.append(token)

    def _keep_blocks(self, token: str) -> None:
        """Keep what computes (a value set in the head) and leave out what shows."""
        for number in self.shelter.numbers(token):
            pieces = self.shelter.kept[number]
            if len(pieces) == 1 and pieces[0].kind == "block":
                self.out.append(f"<!--{self.shelter.prefix}{number}x-->")

    def _tag(self, token: str) -> None:
        found = _NAME.match(token)
        name = found[1].lower() if found else ""
        ends = token.startswith("</")
        if self.unseen:
            self._in_unseen(name, ends=ends)
            return
        attributes = {key.lower(): html.unescape(value) for key, value in _ATTRIBUTE.findall(token)}
        if not ends and name not in _EMPTY and _is_unseen(name, attributes):
            self.unseen.append(name)
        elif name == "a":
            self._link(attributes.get("href", ""), ends=ends)
        else:
            self.out.append(_mark(name, attributes, ends=ends))

    def _in_unseen(self, name: str, *, ends: bool) -> None:
        if ends and name == self.unseen[-1]:
            self.unseen.pop()
        elif not ends and name == self.unseen[-1]:
            self.unseen.append(name)

    def _link(self, target: str, *, ends: bool) -> None:
        if not ends:
            self.links.append((len(self.out), target))
        elif self.links:
            start, target = self.links.pop()
            label = "".join(self.out[start:]).strip()
            if target and not target.startswith("#") and label != target:
                address = target.removeprefix("mailto:").removeprefix("tel:")
                self.out.append(f" ({address})" if label and label != address else address * (not label))


def _is_unseen(name: str, attributes: dict[str, str]) -> bool:
    style = re.sub(r"\s", "", attributes.get("style", "")).lower()
    return name in _UNSEEN or "hidden" in attributes or "display:none" in style


def _mark(name: str, attributes: dict[str, str], *, ends: bool) -> str:
    if name == "img":
        return attributes.get("alt", "")
    if name == "hr":
        return f"{_PARAGRAPH}----------{_PARAGRAPH}"
    if name == "li" and not ends:
        return f"{_LINE}- "
    if name in ("td", "th"):
        return " "
    return _PARAGRAPH if name in _PARAGRAPHS else _LINE if name in _LINES else ""


def _tidy(text: str) -> str:
    text = re.sub(r"[ \t]*([\x01\x02])[\s\x01\x02]*", _breaks, text)
    return re.sub(r" {2,}", " ", text).strip(" \n\x01\x02") + "\n"


def _breaks(found: re.Match[str]) -> str:
    return "\n\n" if _PARAGRAPH in found[0] else "\n" * min(found[0].count(_LINE), 1)
