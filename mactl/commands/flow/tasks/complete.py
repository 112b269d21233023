"""``mactl flow tasks complete``: what came of a task."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_NUMBER = mark("The task's number, as mactl flow tasks lists it.")
_OUTCOME = mark("What came of it: one of the task's outcomes.")
_NOTE = mark("A note that is kept with it.")

app = typer.Typer()


@app.command()
def complete(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=_NUMBER, min=1)],
    *,
    outcome: Annotated[str, typer.Option(metavar="OUTCOME", help=_OUTCOME)],
    note: Annotated[str, typer.Option(metavar="TEXT", help=_NOTE, show_default=False)] = "",
) -> Report:
    """Complete a task with its outcome; the journey goes on with the next tick.

    Example:

        mactl flow tasks complete 17 --outcome sold --note 要两件
    """
    from mactl.engine import tasks

    workspace = _invocation.workspace(context)
    with workspace.open() as database:
        found = tasks.complete(workspace, database, number, outcome, note)
    said = _("Task {number} ({title}): {outcome}.", number=number, title=found.title, outcome=outcome)
    return Report(
        sentences=(said, _("The journey goes on with the next tick.")),
        document={"task": number, "outcome": outcome, "enrolment": found.enrolment},
    )
