"""A report's picture as SVG, for pages and slides."""

from __future__ import annotations

from mactl.core.model.report import Report
from mactl.terminal.formats._values import picture


def render(report: Report) -> str:
    """Return the picture; raise UsageError where the report has none."""
    return picture(report, "svg")
