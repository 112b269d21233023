"""A report as the body of a mail: the HTML page without its script, which no mail program runs."""

from __future__ import annotations

from mactl.core.model.report import Report
from mactl.terminal.formats import html


def render(report: Report) -> str:
    """Return the page; its numbers stand in tables, also where a mail program shows no pictures."""
    before, _script, rest = html.render(report).rpartition("<script>")
    return before + rest.partition("</script>")[2]
