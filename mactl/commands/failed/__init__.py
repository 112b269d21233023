"""``mactl failed``: what failed for good, and trying it again by choice, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

_PARAGRAPHS = (
    mark("Look at what failed for good, messages and calls of web addresses, and try it again by choice."),
    mark("Nothing is tried again by itself once it has failed: who is told what twice is a person's decision."),
)

app = _pages.verbs("mactl.commands.failed", "\n\n".join(_PARAGRAPHS))
