"""The terminal itself: data goes to standard output, talk to standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from mactl import clock
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, ngettext
from mactl.terminal import cells, drawing, files, formats
from mactl.terminal.log import Log

_LISTS = (".csv", ".xlsx")
_WIDE, _BAR = 80, 24
_DAY = 86_400_000  # what counts more is a stretch of time in milliseconds, which nobody reads


class _Done(ProgressColumn):
    """How much is done: so many of so many and the rate, of a stretch of time how many per cent."""

    def __init__(self, *, rated: bool) -> None:
        """Show the rate too where there is room for it."""
        super().__init__()
        self.rated = rated

    def render(self, task: Task) -> Text:
        """Return the words for one bar."""
        if not task.total:
            return Text("")
        if task.total >= _DAY:
            return Text(f"{task.percentage:.0f}%")
        rate = f" · {task.speed:,.0f}/s" if self.rated and task.speed else ""
        return Text(f"{task.completed:,.0f}/{task.total:,.0f}{rate}")


class Screen:
    """Where a command's answer and its talk appear."""

    def __init__(self, *, log_json: bool = False) -> None:
        """Look at what standard output and error are; ``log_json`` makes all talk lines of JSON."""
        self.out = Console(highlight=False, soft_wrap=False)
        self.err = Console(stderr=True, highlight=False)
        self.log_json = log_json

    def show(self, report: Report, *, form: str | None, out: Path | None) -> None:
        """Show a report, or write it to ``out``; a list that stands beside it goes to a .csv or .xlsx file.

        Where it has parts and ``out`` is a folder, each part gets a file there and the report is shown all the same.
        Where no format was asked for: what the file's ending says, a table on a terminal, tab-separated on a pipe,
        where banner and sentences are talk and go to standard error.
        """
        if out is not None and report.parts and files.is_folder(out):
            count = files.write_parts(report, form or "html", out)
            self.say(ngettext("{n:,} file written to {path}", "{n:,} files written to {path}", count, path=out))
            self._show(report, None)
            return
        if out is not None and report.listing is not None and out.suffix.lower() in _LISTS:
            self._write(files.listed(report), formats.of_file(out), out)
            out = None
        if out is not None:
            self._write(report, form or formats.of_file(out), out)
            return
        self._show(report, form)

    def _write(self, report: Report, form: str, out: Path) -> None:
        files.write(report, form, out)
        self.say(_("written to {path}", path=out))

    def _show(self, report: Report, form: str | None) -> None:
        form = form or ("table" if self.out.is_terminal or not report.tables else "tsv")
        if form == "table":
            drawing.draw(report, self.out)
        else:
            if form == "tsv":
                self._talk(report)
            _put(formats.load(form).render(report))

    def _talk(self, report: Report) -> None:
        for sentence in (report.banner, *report.sentences):
            if sentence:
                self.say(cells.visible(sentence))

    def say(self, sentence: str) -> None:
        """Say a sentence on standard error; on a pipe it stays one line."""
        if self.log_json:
            self.log(sentence)
        else:
            drawing.say(sentence, self.err)

    def log(self, sentence: str) -> None:
        """Say a sentence as a line of a log, with its instant, addresses and secrets masked."""
        Log(sys.stderr, as_json=self.log_json).write(sentence, clock.wall())

    def fault(self, message: str, hint: str) -> None:
        """Say what is wrong and what would mend it."""
        if self.log_json:
            Log(sys.stderr, as_json=True).write(message, clock.wall(), level="error", hint=hint)
            return
        drawing.say(message, self.err, _("error: "), "bold red")
        if hint:
            drawing.say(hint, self.err, _("hint: "), "bold cyan")

    def ask(self, question: str) -> bool:
        """Ask a yes-or-no question; only a plain yes is one."""
        self.err.print(Text(f"{question} [y/N] "), end="")
        return sys.stdin.readline().strip().lower() in {"y", "yes", "是", "好"}

    def show_aside(self, report: Report) -> None:
        """Show a report on standard error, before a question about it."""
        drawing.draw(report, self.err)

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """Show a bar with rate and time left on a terminal; nothing on a pipe."""
        if not self.err.is_terminal:
            yield lambda _done, _total: None
            return
        wide = self.err.width >= _WIDE
        length = _BAR if wide else _BAR // 2
        columns = (TextColumn("{task.description}"), BarColumn(length), _Done(rated=wide), TimeRemainingColumn())
        with Progress(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task(escape(title), total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total or None)


def _put(answer: str | bytes) -> None:
    """Write an answer to standard output; bytes go to a pipe only."""
    if isinstance(answer, str):
        sys.stdout.write(answer)
        return
    if sys.stdout.isatty():
        raise UsageError(_("a workbook is not for a terminal"), _("add --out FILE.xlsx, or redirect the output"))
    sys.stdout.flush()
    sys.stdout.buffer.write(answer)
