"""``mactl segment``: groups of customers, one verb a file; by itself, everybody split by a method."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.commands.segment import _split
from mactl.i18n import mark

_PAGE = (
    mark(
        "Segments: named groups of customers. List, show and count them, or preview a condition before it gets a name."
    ),
    mark(
        "With --method, split everybody at once, without a name: by what they bought, did or are. Every method answers"
        " with its groups, their size and revenue, and what each is good for. --out FILE.csv or FILE.xlsx writes who is"
        " in which group; other endings (.html, .md, .json) write the answer itself."
    ),
    mark("Examples:"),
    """\
    mactl segment --method rfm
    mactl segment --method rfm --as-of 2026-02-28 --window 365d --out rfm.csv
    mactl segment --method lifecycle --save
    mactl segment --method attribute --by city --by gender""",
)
app = _pages.verbs("mactl.commands.segment", "\n\n".join(_PAGE), _split.split)
