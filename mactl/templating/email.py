"""An e-mail template made ready: one HTML document with styles, links and pixel in place, and its text part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mactl.errors import MactlError
from mactl.i18n import _
from mactl.templating.faults import at
from mactl.templating.flatten import Flat, assigns, closing
from mactl.templating.linking import before_end, follow_links, with_pixel
from mactl.templating.pieces import Piece
from mactl.templating.plain import plain
from mactl.templating.protect import Shelter, protect, shelter_for
from mactl.templating.tracking import Tracking

_PREHEADER = '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{}</div>'
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_FOOT = (
    '<p style="margin:24px 0 0;text-align:center;font-size:12px;line-height:1.5;color:#767676">'
    '<a href="{}" style="color:#767676">{}</a></p>'
)
_FOOT_WORDS = {"zh": "退订此类邮件", "en": "Unsubscribe from these messages"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The pieces of an e-mail: what is compiled, and the targets of its static links by number."""

    subject: tuple[Piece, ...]
    html: tuple[Piece, ...]
    text: tuple[Piece, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How one letter is made: what is followed, whether an unsubscribe link must be in it, and in which language."""

    file: str
    tracking: Tracking | None
    unsubscribe: bool
    language: str
    links: list[str] = field(default_factory=list)


def letter(flat: Flat, text: Sequence[Piece] | None, making: Making) -> Letter:
    """Return the letter that ``flat`` describes; ``text`` is its own text part, where it has one beside it."""
    shelter = shelter_for(flat.document)
    opening, page = _page(flat, shelter, making)
    given = tuple(text) if text is not None else flat.blocks.get("text")
    return Letter(
        subject=flat.blocks.get("subject", ()),
        html=tuple(shelter.pieces(opening + page, making.file)),
        text=_text(given, opening, page, shelter, making),
        links=tuple(making.links),
    )


def _page(flat: Flat, shelter: Shelter, making: Making) -> tuple[str, str]:
    """Return the macros and values at the top, and the document, styled and linked."""
    lead, document = _split(flat.document)
    opening, page = _inline_both(protect(lead, shelter), protect(document, shelter), shelter)
    if "preheader" in flat.apart:
        word = f"<!--{shelter.put(*flat.blocks['preheader'])}-->"
        page = _BODY.sub(lambda found: found[0] + _PREHEADER.format(word), page, count=1)
    opening = follow_links(opening, shelter, making.tracking, making.links)
    page = follow_links(page, shelter, making.tracking, making.links)
    if making.unsubscribe and not _says_unsubscribe(flat.document):
        page = before_end(page, _FOOT.format(shelter.put(_unsubscribe(making)), _FOOT_WORDS[making.language]))
    return opening, with_pixel(page, making.tracking)


def _inline_both(opening: str, document: str, shelter: Shelter) -> tuple[str, str]:
    """Inline the styles of a document and of the macros above it, which lend each other style sheet and elements."""
    if not opening.strip():
        return "", inline_styles(document, shelter)
    mark = f"<!--{shelter.put()}-->"
    lent = mark + opening + mark
    body = _BODY.search(document)
    at = body.end() if body else 0
    page = inline_styles(document[:at] + lent + document[at:], shelter)
    before, macros, after = page.split(mark)
    return macros.strip(), before + after


def _text(
    given: tuple[Piece, ...] | None, opening: str, page: str, shelter: Shelter, making: Making
) -> tuple[Piece, ...]:
    if given is None:
        definitions = plain(opening, shelter).strip()
        return tuple(shelter.pieces(definitions + plain(page, shelter), making.file))
    if making.unsubscribe and not _says_unsubscribe(given):
        words = Piece("text", f"\n\n{_FOOT_WORDS[making.language]}: ", making.file, 0)
        return (*given, words, _unsubscribe(making), Piece("text", "\n", making.file, 0))
    return given


def _unsubscribe(making: Making) -> Piece:
    return Piece("variable", "unsubscribe_url", making.file, 1, ("unsubscribe_url",))


def _says_unsubscribe(pieces: Sequence[Piece]) -> bool:
    return any("unsubscribe_url" in piece.words for piece in pieces)


def _split(pieces: tuple[Piece, ...]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Split off the macros and values at the top: an HTML parser must not take them for the page's first elements."""
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if piece.kind == "block" and piece.word == "macro":
            index = closing(pieces, index)
        elif piece.kind == "block" and piece.word == "set":
            index = index if assigns(piece) else closing(pieces, index)
        elif piece.kind != "text" or piece.text.strip():
            break
        index += 1
    return pieces[:index], pieces[index:]


def inline_styles(page: str, shelter: Shelter) -> str:
    """Return ``page`` as a whole document, its style sheets written into the elements that they apply to."""
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, keep_link_tags=True)
    try:
        done = inliner.inline(page)
    except css_inline.InlineError as error:
        raise MactlError(_("The style sheet of this template cannot be read: {reason}", reason=str(error))) from error
    _nothing_moved(page, done, shelter)
    return _headed(done)


def _headed(page: str) -> str:
    """Return ``page`` with its doctype, and with its charset where a browser looks for it (the first 1,024 bytes)."""
    if not re.match(r"\s*(?:<!--.*?-->\s*)*<!doctype", page, re.IGNORECASE | re.DOTALL):
        page = "<!DOCTYPE html>" + page
    rest = re.sub(r"<meta\s[^>]*charset=[^>]*>", "", page, flags=re.IGNORECASE)
    return re.sub(r"<head\b[^>]*>", lambda found: found[0] + '<meta charset="utf-8">', rest, count=1)


def _nothing_moved(before: str, after: str, shelter: Shelter) -> None:
    """Refuse a page in which a parser lost or moved a Jinja tag: it would open what it no longer closes."""
    shown = re.sub(r"<style\b.*?</style\s*>", "", before, flags=re.DOTALL | re.IGNORECASE)
    kept = set(shelter.numbers(after))
    lost = [number for number in shelter.numbers(shown) if number not in kept]
    comment = re.compile(rf"<!--{shelter.prefix}(\d+)x-->")
    orders = zip(comment.findall(before), comment.findall(after), strict=False)
    moved = [int(mine) for mine, its in orders if mine != its]
    for number in lost + moved:
        piece = shelter.kept[number][0]
        raise at(
            piece.file,
            piece.line,
            _("the HTML around {tag} is not well formed", tag=piece.shown),
            _("Put the tag between whole elements, and close the elements in the order in which they were opened."),
        )
