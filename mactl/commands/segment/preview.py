"""``mactl segment preview``: who a condition means, before it gets a name."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import people, unheard
from mactl.commands import _invocation, _where
from mactl.commands.segment import _progress
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark, ngettext

_WHERE = mark("The condition: JSON, words, @FILE, or - for standard input.")
_FIRST = mark("How many customers to show.")

app = typer.Typer()


@app.command()
def preview(
    context: typer.Context,
    *,
    where: Annotated[str, typer.Option(metavar="CONDITION", help=_WHERE)],
    first: Annotated[int, typer.Option(metavar="N", min=1, help=_FIRST)] = 20,
) -> Report:
    """Show whom a condition means now: how many customers, and the first of them.

    A condition is written in words or in JSON (docs/conditions.md). What is shown is a sentence, so that you see that
    it was understood.

    Examples:

        mactl segment preview --where 'city in 上海,杭州 and tag = 母婴'
        mactl segment preview --where 'order_paid >= 3 in 30d'
        mactl segment preview --where @vip.json --format json
    """
    condition = _where.condition(where)
    workspace = _invocation.workspace(context)
    with _progress.shown(context) as progress:
        count, customers = people.preview(workspace, condition, first, progress)
    nobody = people.unheard(workspace, condition)
    told = ngettext("{n:,} customer fits now.", "{n:,} customers fit now.", count)
    note = _("the first {n:,} of {all:,}", n=len(customers), all=count) if count > len(customers) else ""
    columns = (Column(key="customer", title=_("Customer")),)
    return Report(
        sentences=(_("Who fits: {sentence}", sentence=condition.sentence()), told, *unheard.sentences(nobody)),
        tables=(Table(title="", columns=columns, rows=tuple((one,) for one in customers), note=note),)
        if customers
        else (),
        document={"count": count, "customers": customers, "unheard": [name for _kind, name in nobody]},
    )
