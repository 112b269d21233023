"""``mactl flow activate``: people may enter a flow as its file says now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from mactl.commands import _invocation, _moves, _names
from mactl.commands.flow import _views
from mactl.core.decode.faults import Fault
from mactl.core.model.report import Report
from mactl.engine.flowing import Activated
from mactl.i18n import _, mark, ngettext

_BACKFILL = mark("Let events of so long ago start it, too (7d).")

_MIGRATE = mark("Move those who are inside to this version.")

app = typer.Typer()


@app.command()
def activate(
    context: typer.Context,
    name: _views.Argument = None,
    flow: _views.Option = None,
    *,
    backfill: Annotated[str, typer.Option(metavar="TIME", help=_BACKFILL, show_default=False)] = "",
    migrate: Annotated[bool, typer.Option("--migrate", help=_MIGRATE)] = False,
    move: _moves.Option = None,
) -> Report:
    """Activate a flow as data/flows.json has it now: from now on people enter this version.

    Whoever is inside finishes the version that they entered, unless --migrate moves them to this one: the same step
    keeps its place, times are worked out anew, what was done is never done again. No event from before the activation
    lets anybody in, unless --backfill says so.

    Examples:

        mactl flow activate --flow 欢迎流程

        mactl flow activate cart_recovery --backfill 2d

        mactl flow activate cart_recovery --migrate --move offer=remind --move call=exit
    """
    from mactl.api import flow_doubts, references
    from mactl.engine import catalogue, flow_legs, flowing

    workspace = _invocation.workspace(context)
    authored = catalogue.read(workspace)
    found = authored.flow(_names.chosen(name, flow, "--flow"))
    references.require(workspace, authored, found)
    with workspace.open() as database:
        moves = _moves.read(move) if migrate or move else None
        done = flowing.activate(workspace, database, authored, found, backfill=backfill, moves=moves)
        flow_legs.follow(workspace, database)
    return _report(done, flow_doubts.faults(workspace, authored, [found]))


def _report(done: Activated, doubted: Sequence[Fault]) -> Report:
    found = done.flow
    names = {"name": found.name, "n": done.version.number}
    if done.paused:
        said = [_("{name} stays paused; people enter version {n} once mactl flow resume lets it go on.", **names)]
    else:
        said = [_("{name} is active: people enter version {n}.", **names)]
    if not done.fresh:
        said.append(_("data/flows.json says the same as before."))
    if done.caught_up:
        said.append(
            ngettext(
                "{n:,} earlier event was caught up with.", "{n:,} earlier events were caught up with.", done.caught_up
            )
        )
    if done.migrated:
        said.append(ngettext("{n:,} person was moved to it.", "{n:,} people were moved to it.", done.migrated))
    from mactl.api import flow_doubts

    return Report(
        sentences=(*said, *flow_doubts.sentences(doubted)),
        document={
            "flow": found.id,
            "name": found.name,
            "state": "paused" if done.paused else "active",
            "version": done.version.number,
            "digest": done.version.digest,
            "changed": done.fresh,
            "caught_up": done.caught_up,
            "migrated": done.migrated,
            "warnings": [each.sentence() for each in doubted],
        },
    )
