"""Human tasks as people work on them: listed, taken, done; each decision in the audit log (rules M9, G2)."""

from __future__ import annotations

import json

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
                _("hand it over with --for {who} if that is agreed", who=who),
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
        MactlError: no such task, one that has ended, an outcome that it does not have.
    """
    now = workspace.clock.now()
    with database.transaction():
        found = _open(database, number, now)
        allowed = json.loads(found.outcomes)
        if outcome not in allowed:
            raise MactlError(
                _("task {number} has no outcome {outcome}", number=number, outcome=outcome),
                _("its outcomes are: {names}", names=", ".join(allowed)),
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


def _open(database: Database, number: int, now: int) -> TaskRow:
    """Return a task that can still be worked on."""
    found = tasks.by_id(database, number)
    if found is None:
        raise MactlError(_("There is no task {number}", number=number), _("mactl flow tasks lists those that wait"))
    if found.state in {"done", "closed"}:
        raise MactlError(
            _("task {number} has ended: {outcome}", number=number, outcome=found.outcome or found.state),
            _("mactl flow tasks lists those that wait"),
        )
    if now > found.until:
        raise MactlError(
            _("task {number} was not done in time: its journey has gone on without it", number=number),
            _("mactl explain says what came of it"),
        )
    return found
