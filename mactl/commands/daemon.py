"""`mactl daemon`: a tick every so many seconds, until it is told to stop."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation, _workspaces
from mactl.commands._invocation import Invocation
from mactl.errors import MactlError
from mactl.i18n import _, mark, ngettext

if TYPE_CHECKING:
    from mactl.daemon import Fleet

_SECONDS = mark("Look every so many seconds (default: automation.check_interval of config.json).")

_Workspaces = Annotated[str | None, typer.Option("--workspaces", metavar="PATTERN", help=_workspaces.HELP)]
_USUAL = 300  # seconds, where a workspace among others has settings that cannot be read
_LOOK = 60  # seconds between two looks for workspaces that are new or gone, at most
_TOLD = {
    "gone": mark("the folder is gone, or has no config.json: it is let go of"),
    "again": mark("ended by itself: it is begun again"),
}

app = typer.Typer()


@app.command()
def daemon(
    context: typer.Context,
    *,
    seconds: Annotated[int | None, typer.Option(metavar="NUMBER", min=1, help=_SECONDS)] = None,
    workspaces: _Workspaces = None,
) -> None:
    """Run a tick every so many seconds, and whenever something comes due, until the process is asked to end.

    It ends cleanly on SIGTERM and Ctrl-C: the message on the wire is finished and recorded first. Its log goes to
    standard error, one line for each thing that happened; --log-json makes it JSON lines.

    With --workspaces one process serves them all, each at its own pace and under its own lock. It looks for folders
    that are new or gone every minute, or every --seconds where that is less.

    Examples:

        mactl daemon --seconds 60

        mactl daemon --workspaces 'clients/*'
    """
    from mactl import daemon as clockwork

    invocation = _invocation.of(context)
    if workspaces is not None:
        _workspaces.folders(invocation, workspaces)  # one that names nothing is a slip: it is said before anything runs
    stop = threading.Event()
    clockwork.stop_on_signals(stop)
    if workspaces is not None:
        _fleet(invocation, workspaces, seconds).sail(stop)
    else:
        _serve(invocation, seconds, stop)
    invocation.talk.log(_("ended"))


def _fleet(invocation: Invocation, pattern: str, seconds: int | None) -> Fleet:
    """Return the workspaces of a pattern, served side by side."""
    from mactl.daemon import Fleet

    def one(folder: Path) -> Invocation:
        found = dict.fromkeys((folder, *_workspaces.matching(pattern)))
        return _workspaces.own(invocation, folder, _workspaces.names(list(found))[folder])

    def serve(folder: Path, stop: threading.Event) -> None:
        own = one(folder)
        try:
            _serve(own, seconds, stop, among=True)
        except Exception as fault:  # what nobody foresaw is this workspace's alone
            if invocation.debug:
                raise
            own.talk.log(f"{type(fault).__name__}: {fault}")

    def told(folder: Path, what: str) -> None:
        if sentence := _TOLD.get(what):
            one(folder).talk.log(_(sentence))

    return Fleet(
        look=lambda: _workspaces.matching(pattern), serve=serve, told=told, seconds=min(seconds or _LOOK, _LOOK)
    )


def _serve(invocation: Invocation, seconds: int | None, stop: threading.Event, among: bool = False) -> None:
    """Tick one workspace until ``stop`` is set; ``among`` others a fault of its settings stops nothing."""
    from mactl import daemon as clockwork

    every = seconds or _interval(invocation, among=among)
    told = ngettext("looking every second; Ctrl-C ends it", "looking every {n} seconds; Ctrl-C ends it", every)
    invocation.talk.log(told)
    clockwork.serve(lambda: _once(invocation, stop, among=among), every, stop, lambda: _soon(invocation, among=among))


def _interval(invocation: Invocation, *, among: bool) -> int:
    from mactl.api.opening import open_workspace

    try:
        workspace = open_workspace(invocation.workspace, now=invocation.now, who=invocation.who)
    except MactlError:
        if among:
            return _USUAL
        raise
    return workspace.config.automation.check_interval


def _soon(invocation: Invocation, *, among: bool = False) -> float | None:
    """Return in how many seconds something comes due; None where nothing will, or nobody can tell."""
    from mactl.api import ticking
    from mactl.api.opening import open_workspace

    try:
        return ticking.due_in(open_workspace(invocation.workspace, now=invocation.now, who=invocation.who))
    except MactlError:
        return None
    except Exception:
        if not among:
            raise
        return None  # the next tick says what it is


def _once(invocation: Invocation, stop: threading.Event, *, among: bool = False) -> None:
    """Run one tick with the settings as they are now; an error is said, and the next tick tries again."""
    from mactl.api.opening import open_workspace
    from mactl.commands import _duties, _ticked
    from mactl.engine.shift import Shift

    try:
        workspace = open_workspace(invocation.workspace, now=invocation.now, who=invocation.who)
        done = _duties.tick(workspace, Shift(clock=workspace.clock, stop=stop))
    except MactlError as fault:
        invocation.talk.log(f"{fault.message} ({fault.hint})")
        return
    except Exception as fault:
        if not among:
            raise
        invocation.talk.log(f"{type(fault).__name__}: {fault}")
        return
    _ticked.log(workspace, done, invocation.talk)
