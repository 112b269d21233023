"""The terminal itself: the only place that knows rich. Data goes to standard output, talk to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as RichTable
from rich.text import Text

from mactl.core.model.report import Report, Table
from mactl.i18n import _
from mactl.terminal import cells, documents

_NUMBERS = frozenset({"count", "money", "rate", "number", "duration"})


class Screen:
    """Where a command's answer and its talk appear."""

    def __init__(self) -> None:
        """Look at what standard output and error are."""
        self.out = Console(highlight=False, soft_wrap=False)
        self.err = Console(stderr=True, highlight=False)

    def show(self, report: Report, *, form: str | None, out: Path | None) -> None:
        """Show a report in ``form`` (None: a table on a terminal, tab-separated on a pipe), or write it to ``out``."""
        if form is None:
            form = "table" if self.out.is_terminal or (out is None and not report.tables) else "tsv"
        if form == "table" and out is None:
            self._tables(report)
            return
        self._write(_rendered(report, form), out)

    def _write(self, text: str, out: Path | None) -> None:
        if out is None:
            sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
            return
        out.write_text(text, "utf-8")
        self.say(_("written to {path}", path=out))

    def _tables(self, report: Report) -> None:
        if report.banner:
            self.out.print(Text(f" {report.banner} ", style="black on yellow"))
        if report.title:
            self.out.print(Text(report.title, style="bold"))
        for sentence in report.sentences:
            self.out.print(Text(sentence))
        for table in report.tables:
            self.out.print()
            self.out.print(_drawn(table, report))
            if table.note:
                self.out.print(Text(table.note, style="dim"))

    def say(self, sentence: str) -> None:
        """Say a sentence on standard error."""
        self.err.print(Text(sentence))

    def fault(self, message: str, hint: str) -> None:
        """Say what is wrong and what would mend it."""
        self.err.print(Text.assemble((_("error") + ": ", "bold red"), message), soft_wrap=True)
        if hint:
            self.err.print(Text.assemble((_("hint") + ": ", "bold cyan"), hint), soft_wrap=True)

    def ask(self, question: str) -> bool:
        """Ask a yes-or-no question; only a plain yes is one."""
        self.err.print(Text(f"{question} [y/N] "), end="")
        return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "好"}

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """Show a bar with rate and time left on a terminal; nothing on a pipe."""
        if not self.err.is_terminal:
            yield lambda _done, _total: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task(escape(title), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total or None)


def _rendered(report: Report, form: str) -> str:
    if form == "json":
        return documents.as_json(report)
    if form == "tsv":
        return documents.as_csv(report, delimiter="\t", guard=False)
    if form == "csv":
        return documents.as_csv(report)
    raise NotImplementedError(form)


def _drawn(table: Table, report: Report) -> RichTable:
    drawn = RichTable(
        title=table.title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for column in table.columns:
        width = max([cell_len(column.title), 4])
        drawn.add_column(
            Text(column.title),
            justify="right" if column.unit in _NUMBERS else "left",
            overflow="fold",
            min_width=min(width, 12),
        )
    for row in table.rows:
        values = zip(row, table.columns, strict=True)
        drawn.add_row(*(Text(cells.text(value, column.unit, report)) for value, column in values))
    return drawn
