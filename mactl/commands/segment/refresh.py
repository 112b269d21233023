"""``mactl segment refresh``: the members of every segment brought up to now."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api.segments.asking import asking
from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_ANNOUNCE = mark("Let entries and exits of new and edited definitions be events, too, so that they start flows.")
_REBUILD = mark("Evaluate every segment for everybody again, in silence.")

app = typer.Typer()


@app.command()
def refresh(
    context: typer.Context,
    *,
    announce: Annotated[bool, typer.Option("--announce", help=_ANNOUNCE)] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help=_REBUILD)] = False,
) -> Report:
    """Bring the members of every segment up to now, as every tick does: entries and exits become events.

    A new or edited definition is evaluated for everybody, in silence: nobody's entry starts a flow, unless --announce
    is given.

    Examples:

        mactl segment refresh
        mactl segment refresh --announce
    """
    from mactl.engine import segmenting
    from mactl.store import memberships

    workspace = _invocation.workspace(context)
    with asking(workspace) as asked:
        if rebuild:
            with asked.database.transaction():
                memberships.retire(asked.database, {one.id for one in asked.known.segments}, ())
        done = segmenting.refresh(workspace, asked.database, asked.known, now=asked.context.now, announce=announce)
    counts = {"entered": done.entered, "exited": done.exited}
    told = [_("segments: {entered:,} entered, {exited:,} left", **counts)]
    told += [_("evaluated in full: {names}", names=", ".join(done.evaluated))] if done.evaluated else []
    return Report(
        sentences=(*told, *done.faults),
        document={**counts, "evaluated": done.evaluated, "faults": done.faults},
        exit_code=1 if done.faults else 0,
    )
