"""``mactl abtest``: A/B tests and their arithmetic, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

app = _pages.verbs(
    "mactl.commands.abtest",
    mark(
        "A/B tests: run, list, show, analyze and stop those of data/ab_tests.json; analyze and power are also "
        "calculators that need no test and no workspace."
    ),
)
