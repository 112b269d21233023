"""A report as Markdown: for pull requests, wikis and chat."""

from __future__ import annotations

import re

from mactl.core.model.report import Column, Report, Table
from mactl.terminal import cells

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")


def render(report: Report) -> str:
    """Return the report as CommonMark with GitHub's tables."""
    parts = [f"# {escaped(report.title)}"] if report.title else []
    parts += [f"> **{escaped(report.banner)}**"] if report.banner else []
    parts += [escaped(sentence) for sentence in report.sentences]
    for table in report.tables:
        parts += [f"## {escaped(table.title)}" if table.title else "", _table(table, report), escaped(table.note)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Return text in one line in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _table(table: Table, report: Report) -> str:
    lines = [[escaped(column.title) for column in table.columns], [_rule(column) for column in table.columns]]
    lines += [
        [escaped(cells.text(cell, column.unit, report)) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rule(column: Column) -> str:
    return "---:" if column.unit in cells.NUMBERS else "---"
