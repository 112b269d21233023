"""A tick and its duties around it: the reports that are due, and who is told of trouble (used by tick and daemon)."""

from __future__ import annotations

from mactl.api import posting, ticking
from mactl.core.model.report import Report
from mactl.engine.shift import Shift
from mactl.engine.tick import Ticked
from mactl.engine.workspace import Workspace
from mactl.errors import LockHeldError, MactlError
from mactl.i18n import _


def tick(workspace: Workspace, shift: Shift | None = None) -> Ticked:
    """Do what is due now, post the reports that are due, and tell of trouble, also where the tick itself failed."""
    watched = bool(workspace.config.posting.alerts) and workspace.config.automation.enabled
    silent = posting.silence(workspace) if watched else []
    try:
        done = ticking.tick(workspace, shift)
    except LockHeldError:
        raise
    except MactlError as fault:
        if watched:
            _tell(workspace, [*silent, _("the tick failed: {fault}", fault=fault.message)])
        raise
    if workspace.config.automation.enabled:
        done.faults += posting.run(workspace, render)
    if watched:
        done.faults += _tell(workspace, [*silent, *posting.trouble(workspace, done)])
    return done


def render(report: Report, form: str) -> str | bytes:
    """Return a report in a format."""
    from mactl.terminal import formats

    return formats.load(form).render(report)


def _tell(workspace: Workspace, lines: list[str]) -> list[str]:
    """Tell of trouble; that it cannot be told is a fault of the tick, and never hides what it was about."""
    try:
        return [_("alert {fault}", fault=fault) for fault in posting.tell(workspace, lines)]
    except MactlError as fault:
        return [fault.message]
