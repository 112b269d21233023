"""A page's links in their followed form, worked out once for all messages."""

from __future__ import annotations

import html
import re

from mactl.core.links import click_url, is_web, open_url
from mactl.templating.compiled import MARK
from mactl.templating.pieces import Piece
from mactl.templating.protect import Shelter
from mactl.templating.tracking import Tracking

_LINK = re.compile(r'(<(?:a|area|v:\w+)\b(?:"[^"]*"|[^">])*?\shref=)"([^"]*)"((?:"[^"]*"|[^">])*>)', re.IGNORECASE)
_PIXEL = '<img src="{url}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px">'


def follow_links(page: str, shelter: Shelter, tracking: Tracking | None, links: list[str]) -> str:
    """Return ``page`` with its links followed; the targets of static ones are added to ``links``.

    Left alone are mail, telephone and in-page links, the unsubscribe link, and links marked ``data-untracked``.
    """

    def followed(found: re.Match[str]) -> str:
        if "data-untracked" in found[1] + found[3]:
            return re.sub(r'\sdata-untracked(?:="[^"]*")?', "", found[0])
        return f'{found[1]}"{_followed(found[2], shelter, tracking, links)}"{found[3]}'

    return _LINK.sub(followed, page)


def _followed(value: str, shelter: Shelter, tracking: Tracking | None, links: list[str]) -> str:
    numbers = shelter.numbers(value)
    if numbers:
        return _computed(value, shelter, numbers)
    url = html.unescape(value).strip()
    if tracking is None or not is_web(url):
        return value
    target = tracking.target(url)
    if not tracking.base_url or not tracking.clicks:
        return html.escape(target)
    links.append(target)
    return html.escape(click_url(tracking.base_url, MARK, tracking.first + len(links) - 1))


def _computed(value: str, shelter: Shelter, numbers: list[int]) -> str:
    first = shelter.kept[numbers[0]][0]
    if any("unsubscribe_url" in piece.words for number in numbers for piece in shelter.kept[number]):
        return value
    start = Piece("block", "filter _track", first.file, first.line, ("filter", "_track"))
    end = Piece("block", "endfilter", first.file, first.line, ("endfilter",))
    return shelter.put(start) + value + shelter.put(end)


def with_pixel(page: str, tracking: Tracking | None) -> str:
    """Return ``page`` with the open pixel at its end, where opens are tracked."""
    if tracking is None or not tracking.base_url or not tracking.opens:
        return page
    return before_end(page, _PIXEL.format(url=html.escape(open_url(tracking.base_url, MARK))))


def before_end(page: str, addition: str) -> str:
    """Return ``page`` with ``addition`` as the last thing of its body."""
    at = page.lower().rfind("</body>")
    return page[:at] + addition + page[at:] if at >= 0 else page + addition
