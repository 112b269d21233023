"""``mactl events``: what customers did, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

_PARAGRAPHS = (
    mark("Take in what customers did: orders, visits, sign-ups, opens and clicks."),
    mark("An event has a type, a customer and a time. It is stored once, however often it is imported."),
)

app = _pages.verbs("mactl.commands.events", "\n\n".join(_PARAGRAPHS))
