"""What holds for a whole invocation: where, when, who, in which language and format. Every command is given one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import typer

from mactl.core.model.report import Report

if TYPE_CHECKING:
    from mactl.engine.workspace import Workspace

Format = Literal["table", "json", "csv", "md", "html", "xlsx", "pdf"]


class Progress(Protocol):
    """A progress display: called with how much is done and how much there is (0: not known)."""

    def __call__(self, done: int, total: int) -> None:
        """Show ``done`` of ``total``."""


class Talk(Protocol):
    """How a command speaks to the person at the terminal, beside the value that it returns."""

    def say(self, sentence: str) -> None:
        """Say a sentence on standard error."""

    def log(self, sentence: str) -> None:
        """Say a sentence as a line of a log: with its instant, addresses and secrets masked."""

    def ask(self, question: str) -> bool:
        """Ask a yes-or-no question; False where nobody can answer."""

    def show_aside(self, report: Report) -> None:
        """Show a report on standard error, before a question about it."""

    def progress(self, title: str) -> AbstractContextManager[Progress]:
        """Show progress for a block: a bar on a terminal, nothing on a pipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """The global options, whether they stood before or after the command.

    ``now`` is the text of ``--now`` (the workspace's zone reads it). ``who`` answers for what is decided (G2).
    ``interactive`` says that a person sits at a terminal and can be asked. ``named`` says that an option names the
    workspace, not the environment.
    """

    workspace: Path | None
    now: str | None
    who: str
    format: Format | None
    out: Path | None
    debug: bool
    log_json: bool
    interactive: bool
    talk: Talk
    named: bool = False


def of(context: typer.Context) -> Invocation:
    """Return the invocation that a command runs in."""
    found = context.find_object(Invocation)
    assert found is not None
    return found


def workspace(context: typer.Context) -> Workspace:
    """Open the workspace that a command works in."""
    return open_in(of(context))


def open_in(asked: Invocation) -> Workspace:
    """Open the workspace of an invocation."""
    from mactl.api.opening import open_workspace

    return open_workspace(asked.workspace, now=asked.now, who=asked.who, notice=asked.talk.say)
