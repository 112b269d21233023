"""``mactl campaign``: the life of campaigns, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

app = _pages.verbs(
    "mactl.commands.campaign",
    mark(
        "Campaigns: list, show, create, copy, edit, approve, schedule, pause, resume, cancel, resend and proof them. "
        "What they say lies in data/campaigns.json; mactl send sends one."
    ),
)
