"""Inheritance and inclusion worked out once: many files in, one sequence of pieces out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mactl.errors import MactlError
from mactl.i18n import _
from mactl.templating.faults import at
from mactl.templating.pieces import Piece, text_only

# What may stand outside the blocks of a file that extends another.
_UNSEEN = frozenset({"block", "macro", "set", "import", "from"})
Reader = Callable[[str], Sequence[Piece]]
_ENDS = {"if", "for", "block", "macro", "call", "filter", "with", "autoescape", "set"}


@dataclass(frozen=True, slots=True)
class Flat:
    """A template without inheritance: the document, and the named blocks as the most derived file has them.

    ``apart`` names the blocks that were left out of the document because they stand outside what a reader sees.
    """

    document: tuple[Piece, ...]
    blocks: dict[str, tuple[Piece, ...]]
    apart: frozenset[str]


@dataclass(slots=True)
class _Page:
    """One file of a chain: its pieces, and the bodies of its blocks."""

    file: str
    pieces: tuple[Piece, ...]
    parent: str = ""
    blocks: dict[str, tuple[Piece, ...]] = field(default_factory=dict)


# Blocks that are not part of the page: they may stand anywhere in a layout and count as part of it only where shown.
_HEADERS = {"subject": "<title", "preheader": "<body", "text": "\0"}


def flatten(name: str, read: Reader) -> Flat:
    """Return the template file ``name`` with its parents and inclusions put in.

    Raises:
        MactlError: a missing file, a circle, or a tag that cannot be worked out beforehand.
    """
    return _Flattener(read, ()).flat(name)


def closing(pieces: Sequence[Piece], start: int) -> int:
    """Return the index of the tag that ends the one at ``start``.

    Raises:
        MactlError: it is never ended.
    """
    word, depth = pieces[start].word, 0
    for index in range(start, len(pieces)):
        piece = pieces[index]
        if piece.kind == "block" and piece.word == word and _opens(piece):
            depth += 1
        elif piece.kind == "block" and piece.word == f"end{word}":
            depth -= 1
            if depth == 0:
                return index
    raise at(pieces[start].file, pieces[start].line, _("{tag} is never closed", tag=pieces[start].shown))


def assigns(piece: Piece) -> bool:
    """Return whether a ``set`` tag gives the value itself (``set x = 1``), not the text up to ``endset``."""
    depth = 0
    for word in piece.words:
        depth += (word in "([{") - (word in ")]}")
        if word == "=" and depth == 0:
            return True
    return False


def _opens(piece: Piece) -> bool:
    """Return whether a block tag needs an end (``set x = 1`` does not)."""
    return piece.word in _ENDS and not (piece.word == "set" and assigns(piece))


class _Flattener:
    """The chain of one template, from the file asked for up to its outermost layout."""

    def __init__(self, read: Reader, within: tuple[str, ...]) -> None:
        self.read = read
        self.within = within
        self.chain: list[_Page] = []
        self.out: list[Piece] = []
        self.apart: set[str] = set()
        self.open: list[tuple[str, int]] = []

    def flat(self, name: str) -> Flat:
        next_name = name
        while next_name:
            self._refuse_circle(next_name, [page.file for page in self.chain])
            page = _page(next_name, tuple(self.read(next_name)))
            self.chain.append(page)
            next_name = page.parent
        for page in self.chain[:-1]:
            _refuse_lost(page.pieces)
            self._emit(_definitions(page.pieces))
        self._emit(self.chain[-1].pieces)
        document = tuple(self.out)
        names = {name for page in self.chain for name in page.blocks}
        return Flat(document, {name: self._block(name) for name in sorted(names)}, frozenset(self.apart))

    def _refuse_circle(self, name: str, chain: list[str]) -> None:
        if name in (*chain, *self.within):
            circle = [*self.within, *chain]
            circle = [*circle[circle.index(name) :], name]
            raise MactlError(
                _("These templates contain each other: {circle}", circle=" → ".join(circle)),
                _("A layout must not extend or include what extends it."),
            )

    def _block(self, name: str) -> tuple[Piece, ...]:
        self.out = []
        self._emit_block(name, 0)
        return tuple(self.out)

    def _emit(self, pieces: Sequence[Piece]) -> None:
        index = 0
        while index < len(pieces):
            piece = pieces[index]
            if piece.kind == "block" and piece.word == "block":
                end = closing(pieces, index)
                self._place_block(piece)
                index = end
            elif piece.kind == "variable":
                self._emit_variable(piece)
            elif piece.kind == "block" and piece.word in ("include", "import", "from", "extends"):
                self._emit_file(piece)
            else:
                self.out.append(piece)
            index += 1

    def _place_block(self, piece: Piece) -> None:
        name = piece.words[1]
        needed = _HEADERS.get(name)
        if needed and not self.within and not self.open:
            said = text_only(self.out).lower()
            shown = needed in said and (needed != "<title" or said.rfind("<title") > said.rfind("</title"))
            if not shown:
                self.apart.add(name)
                return
        self._emit_block(name, 0)

    def _emit_block(self, name: str, depth: int) -> None:
        bodies = [page.blocks[name] for page in self.chain if name in page.blocks]
        if depth >= len(bodies):
            return
        if (name, depth) in self.open:
            piece = bodies[depth][0]
            raise at(piece.file, piece.line, _("the block {name} contains itself", name=name))
        self.open.append((name, depth))
        self._emit(bodies[depth])
        self.open.pop()

    def _emit_variable(self, piece: Piece) -> None:
        if piece.words == ("super", "(", ")") and self.open:
            name, depth = self.open[-1]
            self._emit_block(name, depth + 1)
        elif len(piece.words) == 5 and piece.words[:2] == ("self", ".") and piece.words[3:] == ("(", ")"):
            self._emit_block(piece.words[2], 0)
        elif "super" in piece.words or "self" in piece.words:
            raise at(piece.file, piece.line, _("{tag} must stand alone, without filters", tag=piece.shown))
        else:
            self.out.append(piece)

    def _emit_file(self, piece: Piece) -> None:
        if piece.word == "extends":
            raise at(piece.file, piece.line, _("{tag} must stand once, at the top of the file", tag=piece.shown))
        name = _file_name(piece)
        within = (*self.within, *[page.file for page in self.chain])
        inner = _Flattener(self.read, within)
        if piece.word == "include":
            self.out.extend(inner.flat(name).document)
        else:
            self.out.extend(_definitions(inner.flat(name).document))
            self.out.extend(_bound(piece, self.out))


def _page(file: str, pieces: tuple[Piece, ...]) -> _Page:
    page = _Page(file, pieces)
    depth = 0
    for index, piece in enumerate(pieces):
        if piece.kind != "block":
            continue
        if piece.word == "block":
            page.blocks[piece.words[1]] = _body(page, index)
        elif piece.word == "extends" and depth == 0 and not page.parent:
            page.parent = _file_name(piece)
        depth += 1 if _opens(piece) else -1 if piece.word.startswith("end") else 0
    if page.parent:
        page.pieces = tuple(piece for piece in pieces if piece.word != "extends")
    return page


def _body(page: _Page, index: int) -> tuple[Piece, ...]:
    piece = page.pieces[index]
    if piece.words[1] in page.blocks:
        raise at(piece.file, piece.line, _("the block {block} stands twice in this file", block=piece.words[1]))
    return page.pieces[index + 1 : closing(page.pieces, index)]


def _file_name(piece: Piece) -> str:
    said = piece.words[1] if len(piece.words) > 1 else ""
    if len(said) < 3 or said[0] not in "'\"" or (piece.word == "extends" and len(piece.words) > 2):
        raise at(
            piece.file,
            piece.line,
            _("{tag} must name a file in quotes", tag=piece.shown),
            _('For example {% extends "email.html" %}'),
        )
    return said[1:-1]


def _refuse_lost(pieces: Sequence[Piece]) -> None:
    """Refuse what stands outside the blocks of a file that extends another: nobody would ever see it."""
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if piece.kind == "block" and piece.word in _UNSEEN:
            index = closing(pieces, index) if _opens(piece) else index
        elif piece.text.strip():
            said = piece.shown.strip()
            line = piece.line + piece.text[: len(piece.text) - len(piece.text.lstrip())].count("\n")
            raise at(
                piece.file,
                line,
                _("{text} stands outside the blocks and would not be shown", text=said.split("\n")[0][:60]),
                _("Put it between {% block body %} and {% endblock %}."),
            )
        index += 1


def _definitions(pieces: Sequence[Piece]) -> list[Piece]:
    """Return what outlives a file that is not shown itself: its macros, values and imports."""
    kept: list[Piece] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        end = closing(pieces, index) if piece.kind == "block" and _opens(piece) else index
        if piece.kind == "block" and piece.word in ("macro", "set", "import", "from"):
            kept.extend(pieces[index : end + 1])
        index = end + 1
    return kept


def _bound(piece: Piece, before: Sequence[Piece]) -> list[Piece]:
    """Return the tags that give imported macros the names that ``piece`` asks for."""
    words = list(piece.words[2:])
    if piece.word == "import":
        names = dict.fromkeys(known.words[1] for known in before if known.word in ("macro", "set"))
        said = ", ".join(f'"{name}": {name}' for name in names)
        return [Piece("block", f"set {words[1]} = {{{said}}}", piece.file, piece.line, ("set", words[1], "="))]
    pairs = zip(words, [*words[1:], "", ""], [*words[2:], "", "", ""], strict=False)
    renamed = [(old, new) for old, link, new in pairs if link == "as"]
    return [Piece("block", f"set {new} = {old}", piece.file, piece.line, ("set", new, "=")) for old, new in renamed]
