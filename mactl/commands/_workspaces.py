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
    """What came of one workspace: its line, its exit code and its document; its report, where it did not fail."""

    folder: Path
    name: str
    line: str
    exit_code: int
    document: dict[str, object]
    report: Report | None = None


Work = Callable[[Invocation], Report]


def folders(invocation: Invocation, pattern: str) -> list[Path]:
    """Return the workspaces that a pattern names, in order of their names.

    Raises:
        MactlError: there is none. UsageError: another option names a workspace as well.
    """
    if invocation.named:
        raise UsageError(_("--workspaces names the workspaces already"), _("leave out -C, or --workspaces"))
    found = matching(pattern)
    if not found:
        raise MactlError(
            _("no workspace is named by {pattern}", pattern=pattern),
            _("give a pattern in quotes, of folders with a config.json: --workspaces 'clients/*'"),
        )
    return found


def matching(pattern: str) -> list[Path]:
    """Return the workspaces that a pattern names now, in order of their names; those that cannot be looked at too."""
    matched = [Path(name) for name in sorted(glob.glob(pattern))]  # noqa: PTH207 - a pattern may be absolute
    return [folder for folder in matched if _is_workspace(folder)]


def _is_workspace(folder: Path) -> bool:
    """Tell whether a folder is a workspace; one that nobody may look into is, so that its fault is told."""
    try:
        return (folder / "config.json").is_file()
    except OSError:
        return True


def names(found: Sequence[Path]) -> dict[Path, str]:
    """Return what each workspace is called: its folder's name, with as many of those above as tell all apart."""
    paths = {folder: folder.absolute().parts for folder in found}
    most = max(map(len, paths.values()), default=1)
    for length in range(1, most + 1):
        ends = {folder: "/".join(parts[-length:]) for folder, parts in paths.items()}
        if len(set(ends.values())) == len(ends):
            return ends
    return {folder: str(folder) for folder in found}


def clients(invocation: Invocation, pattern: str, work: Work) -> list[Client]:
    """Return what came of ``work`` in each workspace, one after the other."""
    called = names(folders(invocation, pattern))
    return [_client(invocation, folder, name, work) for folder, name in called.items()]


def each(invocation: Invocation, pattern: str, work: Work) -> Report:
    """Return what came of ``work`` in each workspace, one after the other, as one report."""
    return lines(clients(invocation, pattern, work))


def side_by_side(invocation: Invocation, pattern: str, work: Work, stop: threading.Event) -> Report:
    """Return what came of ``work`` in each workspace, several at once; Ctrl-C sets ``stop``, which ends all of it."""
    called = names(folders(invocation, pattern))
    with ThreadPoolExecutor(min(_AT_ONCE, len(called))) as crew:
        try:
            return lines(list(crew.map(lambda folder: _client(invocation, folder, called[folder], work), called)))
        except KeyboardInterrupt:
            stop.set()
            raise


def own(invocation: Invocation, folder: Path, name: str) -> Invocation:
    """Return the invocation as one workspace has it: what is said there is headed by its ``name``."""
    return replace(invocation, workspace=folder, out=None, talk=Headed(invocation.talk, name))


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


def _client(invocation: Invocation, folder: Path, name: str, work: Work) -> Client:
    try:
        done = work(own(invocation, folder, name))
    except MactlError as fault:
        failed = _failed(folder, name, fault)
    except Exception as fault:
        if invocation.debug:
            raise
        unforeseen = MactlError(f"{type(fault).__name__}: {fault}", _("--debug shows where it came from"))
        failed = _failed(folder, name, unforeseen)
    else:
        return _done(folder, name, done)
    if invocation.log_json:
        invocation.talk.log(f"{name}: {failed.line}")
    return failed


def _done(folder: Path, name: str, done: Report) -> Client:
    line = "; ".join(sentence.strip() for sentence in (done.banner, *done.sentences) if sentence.strip())
    return Client(
        folder=folder, name=name, line=line, exit_code=done.exit_code, document=dict(done.document or {}), report=done
    )


def _failed(folder: Path, name: str, fault: MactlError) -> Client:
    said = "; ".join(part.strip() for part in fault.message.splitlines() if part.strip())
    return Client(
        folder=folder,
        name=name,
        line=_("error: {fault}", fault=said),
        exit_code=fault.exit_code,
        document={"error": fault.message, "hint": fault.hint},
    )


def lines(found: Sequence[Client]) -> Report:
    """Return one line for each workspace: its name, its exit code, what happened."""
    columns = (
        Column(key="workspace", title=_("Workspace")),
        Column(key="exit_code", title=_("Exit code"), unit="count"),
        Column(key="result", title=_("Result")),
    )
    rows = tuple((one.name, one.exit_code, one.line) for one in found)
    return Report(
        tables=(Table(title="", columns=columns, rows=rows),),
        document={
            "workspaces": [{"workspace": str(one.folder), "exit_code": one.exit_code, **one.document} for one in found]
        },
        exit_code=worst([one.exit_code for one in found]),
    )


def worst(codes: Sequence[int]) -> int:
    """Return the worst of exit codes: a failure, then messages that failed, then a lock that was held, then none."""
    return next((code for code in _BADNESS if code in codes), max(codes, default=0))
