"""``mactl flow replay``: what happened on a journey, and that the engine does the same again."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import mark

_ENROLMENT = mark("The journey's number, as mactl flow runs and mactl flow explain show it.")

app = typer.Typer()


@app.command()
def replay(
    context: typer.Context,
    enrolment: Annotated[int, typer.Argument(metavar="ENROLMENT", help=_ENROLMENT, show_default=False)],
) -> Report:
    """Take a journey again, turn by turn, from what each turn was given, and compare it with what was done.

    The machine is the one that runs production; nothing is sent or changed. The first difference is named, and is exit
    code 3: a program that was changed meanwhile, or a database that was.

    Example:

        mactl flow replay 96
    """
    from mactl.api import flow_replaying

    return flow_replaying.report(_invocation.workspace(context), enrolment)
