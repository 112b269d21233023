"""A report as plain text tables, without colours: for a file or a mail."""

from __future__ import annotations

import io

from rich.console import Console

from mactl.core.model.report import Report
from mactl.terminal import drawing

WIDTH = 100


def render(report: Report) -> str:
    """Return the report as text of at most ``WIDTH`` columns."""
    out = io.StringIO()
    drawing.draw(report, Console(file=out, width=WIDTH, highlight=False, color_system=None))
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
