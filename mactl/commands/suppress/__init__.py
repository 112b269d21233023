"""``mactl suppress``: who must not be contacted, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

_PARAGRAPHS = (
    mark("Keep the suppression list: addresses that must not be contacted."),
    mark(
        "An entry holds for one channel or all, and for one topic or all. It stops every message, "
        "transactional ones too."
    ),
)

app = _pages.verbs("mactl.commands.suppress", "\n\n".join(_PARAGRAPHS))
