"""``mactl template``: what messages say, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

app = _pages.verbs(
    "mactl.commands.template",
    mark("Templates: list, begin, check and preview them. They lie in templates/, one folder a channel."),
)
