"""``mactl segment``: groups of customers, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

app = _pages.verbs(
    "mactl.commands.segment",
    mark(
        "Segments: named groups of customers. List, show and count them, or preview a condition before it gets a name."
    ),
)
