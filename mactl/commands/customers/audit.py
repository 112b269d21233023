"""``mactl customers audit``: what people decided, from the audit log."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark

_ABOUT = mark("Only decisions that name this: a campaign, an address, a file.")
_LIMIT = mark("Show this many at most.")

app = typer.Typer()


@app.command()
def audit(
    context: typer.Context,
    about: Annotated[str, typer.Argument(metavar="[ABOUT]", help=_ABOUT, show_default=False)] = "",
    *,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help=_LIMIT)] = 20,
) -> Report:
    """Show who decided what: imports, undone ones, suppressions, approvals, sends, stops; the latest first.

    Examples:

        mactl customers audit
        mactl customers audit 新品推广 -n 50
    """
    from mactl.core.schedule.instants import iso
    from mactl.store import controls

    with _people.opened(_invocation.workspace(context)) as around:
        found = controls.audit(around.database, limit, about)
    columns = (
        Column(key="at", title=_("when"), unit="instant"),
        Column(key="who", title=_("who")),
        Column(key="what", title=_("what")),
        Column(key="about", title=_("about")),
    )
    document = [{**one._asdict(), "at": iso(one.at, around.zone), "detail": json.loads(one.detail)} for one in found]
    return Report(
        tables=(Table(title=_("Audit log"), columns=columns, rows=tuple(one[:4] for one in found)),) if found else (),
        sentences=() if found else (_("Nothing was decided yet."),),
        document={"entries": document},
        time_zone=str(around.zone),
    )
