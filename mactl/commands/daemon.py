"""`mactl daemon`: a tick every so many seconds, until it is told to stop."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.commands._invocation import Invocation
from mactl.errors import MactlError
from mactl.i18n import _, mark

_SECONDS = mark("Look every so many seconds (default: automation.check_interval of config.json).")

app = typer.Typer()


@app.command()
def daemon(
    context: typer.Context, *, seconds: Annotated[int | None, typer.Option(min=1, help=_SECONDS)] = None
) -> None:
    """Run a tick every so many seconds, and whenever something comes due, until the process is asked to end.

    It ends cleanly on SIGTERM and Ctrl-C: the message on the wire is finished and recorded first. Its log goes to
    standard error, one line for each thing that happened; --log-json makes it JSON lines.

    Example:

        mactl daemon --seconds 60
    """
    from mactl import daemon as clockwork
    from mactl.api.opening import open_workspace

    invocation = _invocation.of(context)
    workspace = open_workspace(invocation.workspace, now=invocation.now, who=invocation.who)
    every = seconds or workspace.config.automation.check_interval
    stop = threading.Event()
    clockwork.stop_on_signals(stop)
    invocation.talk.log(_("looking every {n} seconds; Ctrl-C ends it", n=every))
    clockwork.serve(lambda: _once(invocation, stop), every, stop, lambda: _soon(invocation))
    invocation.talk.log(_("ended"))


def _soon(invocation: Invocation) -> float | None:
    """Return in how many seconds something comes due; None where nothing will, or nobody can tell."""
    from mactl.api import ticking
    from mactl.api.opening import open_workspace

    try:
        return ticking.due_in(open_workspace(invocation.workspace, now=invocation.now, who=invocation.who))
    except MactlError:
        return None


def _once(invocation: Invocation, stop: threading.Event) -> None:
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
    _ticked.log(workspace, done, invocation.talk)
