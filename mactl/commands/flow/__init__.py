"""``mactl flow``: the life of flows, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

app = _pages.verbs(
    "mactl.commands.flow",
    mark(
        "Flows: journeys that customers go through, step by step. What they are lies in data/flows.json; activate lets "
        "people in, mactl tick moves them on."
    ),
)
