"""``mactl flow tasks take``: who does a task."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_NUMBER = mark("The task's number, as mactl flow tasks lists it.")
_FOR = mark("Hand it to this person; without it, to who gives the command.")

app = typer.Typer()


@app.command()
def take(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=_NUMBER, min=1)],
    *,
    for_: Annotated[str, typer.Option("--for", metavar="NAME", help=_FOR, show_default=False)] = "",
) -> Report:
    """Take a task, or hand it to somebody, so that nobody else does it; its script is shown.

    Examples:

        mactl flow tasks take 17
        mactl flow tasks take 17 --for 小李
    """
    from mactl.engine import tasks

    workspace = _invocation.workspace(context)
    with workspace.open() as database:
        found = tasks.take(workspace, database, number, for_)
    who = for_ or workspace.who
    said = [_("{who} does task {number}: {title}", who=who, number=number, title=found.title)]
    whom = " ".join(each for each in (found.name, found.customer, found.phone) if each)
    said += [_("Customer: {whom}", whom=whom), *([found.script] if found.script else [])]
    names = ", ".join(json.loads(found.outcomes))
    said.append(_("Then: mactl flow tasks complete {number} --outcome ({names})", number=number, names=names))
    return Report(
        sentences=tuple(said),
        document={
            "task": number,
            "who": who,
            "title": found.title,
            "script": found.script,
            "customer": found.customer,
            "name": found.name,
            "phone": found.phone,
            "outcomes": json.loads(found.outcomes),
        },
    )
