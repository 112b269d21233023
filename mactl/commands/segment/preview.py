"""``mactl segment preview``: who a condition means, before it gets a name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Annotated

import typer

from mactl.api import people
from mactl.commands import _invocation, _where
from mactl.core.model.event import STANDARD
from mactl.core.model.report import Column, Report, Table
from mactl.core.segments.mentions import Kind
from mactl.core.segments.titles import TITLES
from mactl.i18n import _, mark, ngettext

_WHERE = mark("The condition: JSON, words, @FILE, or - for standard input.")
_FIRST = mark("How many customers to show.")
_NOBODY: dict[Kind, str] = {
    "field": mark("No customer has the field {name}."),
    "event": mark("No event {name} was ever recorded."),
    "tag": mark("No customer has the tag {name}."),
    "rfm": mark("No customer is in the RFM group {name}; mactl segment --method rfm --save writes the groups."),
}
_KNOWN: dict[Kind, Sequence[str]] = {"event": STANDARD, "field": tuple(TITLES)}

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
    count, customers = people.preview(workspace, condition, first)
    unheard = people.unheard(workspace, condition)
    told = ngettext("{n} customer fits now.", "{n} customers fit now.", count)
    columns = (Column(key="customer", title=_("Customer")),)
    return Report(
        sentences=(_("Who fits: {sentence}", sentence=condition.sentence()), told, *_unheard(unheard)),
        tables=(Table(title="", columns=columns, rows=tuple((one,) for one in customers)),) if customers else (),
        document={"count": count, "customers": customers, "unheard": [name for _kind, name in unheard]},
    )


def _unheard(names: list[tuple[Kind, str]]) -> list[str]:
    """Return what is said of each name that nobody has: a slip would else find nobody, or everybody, unnoticed."""
    told = []
    for kind, name in names:
        told.append(_(_NOBODY[kind], name=name))
        near = _near(name, _KNOWN.get(kind, ()))
        if near:
            told.append(_("Did you mean {name}?", name=near))
    return told


def _near(name: str, known: Sequence[str]) -> str:
    """Return what of ``known`` was probably meant; empty text for nothing, and for a name that is right."""
    if name in known:
        return ""
    parts = [each for each in known if name in each.split("_")]  # level: member_level
    return next(iter(parts or difflib.get_close_matches(name, known, n=1)), "")
