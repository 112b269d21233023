"""Human tasks as people work on them: listed, taken, done; each decision in the audit log (rules M9, G2)."""

from __future__ import annotations

import difflib
import json

from mactl.core.flows import endings
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, tasks
from mactl.store.database import Database
from mactl.store.tasks import TaskRow


def take(workspace: Workspace, database: Database, number: int, assignee: str = "") -> TaskRow:
    """Take a task for who works here, or hand it to ``assignee``.

    Raises:
        MactlError: no such task, one that has ended, or that somebody else took.
    """
    now, who = workspace.clock.now(), assignee or workspace.who
    with database.transaction():
        found = _open(database, number, now)
        if found.state == "taken" and found.who != who and not assignee:
            raise MactlError(
                _("{who} took task {number}", who=found.who, number=number),
                _("if that is agreed, take it over with --for {who}", who=who),
            )
        tasks.take(database, number, who, now)
        controls.write_audit(
            database,
            who=workspace.who,
            what="task take",
            now=now,
            about=found.title,
            detail={"task": number, "for": who},
        )
    return found


def complete(workspace: Workspace, database: Database, number: int, outcome: str, note: str = "") -> TaskRow:
    """Write down what came of a task; its journey goes on with the next tick.

    Raises:
        MactlError: no such task, one that has ended, that somebody else took, an outcome that it does not have.
    """
    now = workspace.clock.now()
    with database.transaction():
        found = _open(database, number, now)
        if found.state == "taken" and found.who != workspace.who:
            raise MactlError(
                _("{who} took task {number}", who=found.who, number=number),
                _("if {who} did it, add --as {who}; or take it over first: mactl flow tasks take {number} --for {me}",
                  who=found.who, number=number, me=workspace.who),
            )  # fmt: skip
        allowed = json.loads(found.outcomes)
        if outcome not in allowed:
            raise MactlError(
                _("task {number} has no outcome {outcome}", number=number, outcome=outcome),
                _hint(outcome, allowed),
            )
        tasks.finish(database, number, outcome, note, workspace.who, now)
        controls.write_audit(
            database,
            who=workspace.who,
            what="task complete",
            now=now,
            about=found.title,
            detail={"task": number, "outcome": outcome},
        )
    return found


def closed(reason: str | None) -> str:
    """Return why a task was closed that nobody did, in words."""
    return _("it was not done in time") if reason == "late" else endings.outcome(reason)


def _hint(outcome: str, allowed: list[str]) -> str:
    near = difflib.get_close_matches(outcome, allowed, 1)
    names = _("its outcomes are: {names}", names=", ".join(allowed))
    return f"{_('Did you mean {name}?', name=near[0])} {names}" if near else names


def _open(database: Database, number: int, now: int) -> TaskRow:
    """Return a task that can still be worked on."""
    found = tasks.by_id(database, number)
    if found is None:
        raise MactlError(_("There is no task {number}", number=number), _("mactl flow tasks lists those that wait"))
    if found.state == "done":
        raise MactlError(
            _("{who} has completed task {number}: {outcome}", who=found.who, number=number, outcome=found.outcome),
            _("mactl flow tasks lists those that wait"),
        )
    if found.state == "closed":
        raise MactlError(
            _("task {number} was closed: {why}", number=number, why=closed(found.outcome)),
            _("mactl flow tasks lists those that wait"),
        )
    if now > found.until:
        raise MactlError(
            _("task {number} was not done in time: its journey has gone on without it", number=number),
            _("mactl explain says what came of it"),
        )
    return found
