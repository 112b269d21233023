"""One command for many workspaces, each by itself: a failure stops nobody, one line for each, the worst exit code.

An agency keeps a folder for each client; ``--workspaces 'clients/*'`` works through all that are workspaces.
"""

from __future__ import annotations

import glob
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from mactl.commands._invocation import Invocation, Progress, Talk
from mactl.core.model.report import Column, Report, Table
from mactl.errors import MactlError, UsageError
from mactl.i18n import _, mark

HELP = mark("Instead of one workspace all that a pattern names, in quotes: 'clients/*'.")
_AT_ONCE = 8
_BADNESS = (1, 3, 4)  # a failure, messages that failed, a lock that another tick holds: the first is the worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What came of one workspace: its line, its exit code and its document."""

    folder: Path
    line: str
    exit_code: int
    document: dict[str, object]


Work = Callable[[Invocation], Report]


def folders(invocation: Invocation, pattern: str) -> list[Path]:
    """Return the workspaces that a pattern names, in order of their names.

    Raises:
        MactlError: there is none. UsageError: another option names a workspace as well.
    """
    if invocation.named:
        raise UsageError(_("--workspaces names the workspaces already"), _("leave out -C, or --workspaces"))
    matched = [Path(name) for name in sorted(glob.glob(pattern))]  # noqa: PTH207 - a pattern may be absolute
    found = [folder for folder in matched if (folder / "config.json").is_file()]
    if not found:
        raise MactlError(
            _("no workspace is named by {pattern}", pattern=pattern),
            _("give a pattern in quotes, of folders with a config.json: --workspaces 'clients/*'"),
        )
    return found


def each(invocation: Invocation, pattern: str, work: Work) -> Report:
    """Return what came of ``work`` in each workspace, one after the other."""
    return _report([_client(invocation, folder, work) for folder in folders(invocation, pattern)])


def side_by_side(invocation: Invocation, pattern: str, work: Work, stop: threading.Event) -> Report:
    """Return what came of ``work`` in each workspace, several at once; Ctrl-C sets ``stop``, which ends all of it."""
    found = folders(invocation, pattern)
    with ThreadPoolExecutor(min(_AT_ONCE, len(found))) as crew:
        try:
            return _report(list(crew.map(lambda folder: _client(invocation, folder, work), found)))
        except KeyboardInterrupt:
            stop.set()
            raise


def own(invocation: Invocation, folder: Path) -> Invocation:
    """Return the invocation as one workspace has it: what is said there is headed by its name."""
    return replace(invocation, workspace=folder, out=None, talk=Headed(invocation.talk, folder.name))


@dataclass(frozen=True, slots=True)
class Headed:
    """A talk in which each sentence begins with the name of a workspace."""

    talk: Talk
    name: str

    def say(self, sentence: str) -> None:
        """Say a sentence on standard error."""
        self.talk.say(f"{self.name}: {sentence}")

    def log(self, sentence: str) -> None:
        """Say a sentence as a line of a log."""
        self.talk.log(f"{self.name}: {sentence}")

    def ask(self, question: str) -> bool:
        """Ask a yes-or-no question."""
        return self.talk.ask(f"{self.name}: {question}")

    def show_aside(self, report: Report) -> None:
        """Show a report on standard error."""
        self.talk.show_aside(report)

    def progress(self, title: str) -> AbstractContextManager[Progress]:
        """Show progress for a block."""
        return self.talk.progress(f"{self.name}: {title}")


def _client(invocation: Invocation, folder: Path, work: Work) -> Client:
    try:
        done = work(own(invocation, folder))
    except MactlError as fault:
        failed = _failed(folder, fault.message, fault.hint, fault.exit_code)
    except Exception as fault:
        if invocation.debug:
            raise
        failed = _failed(folder, f"{type(fault).__name__}: {fault}", _("--debug shows where it came from"), 1)
    else:
        return _done(folder, done)
    if invocation.log_json:
        invocation.talk.log(f"{folder.name}: {failed.line}")
    return failed


def _done(folder: Path, done: Report) -> Client:
    line = "; ".join(sentence.strip() for sentence in (done.banner, *done.sentences) if sentence.strip())
    return Client(folder=folder, line=line, exit_code=done.exit_code, document=dict(done.document or {}))


def _failed(folder: Path, message: str, hint: str, code: int) -> Client:
    said = "; ".join(part.strip() for part in message.splitlines() if part.strip())
    line = _("error: {fault}", fault=said)
    return Client(folder=folder, line=line, exit_code=code, document={"error": message, "hint": hint})


def _report(clients: Sequence[Client]) -> Report:
    columns = (
        Column(key="workspace", title=_("Workspace")),
        Column(key="exit_code", title=_("Exit code"), unit="count"),
        Column(key="result", title=_("Result")),
    )
    rows = tuple((one.folder.name, one.exit_code, one.line) for one in clients)
    return Report(
        tables=(Table(title="", columns=columns, rows=rows),),
        document={
            "workspaces": [
                {"workspace": str(one.folder), "exit_code": one.exit_code, **one.document} for one in clients
            ]
        },
        exit_code=worst([one.exit_code for one in clients]),
    )


def worst(codes: Sequence[int]) -> int:
    """Return the worst of exit codes: a failure, then messages that failed, then a lock that was held, then none."""
    return next((code for code in _BADNESS if code in codes), max(codes, default=0))
