"""``mactl segment sample``: some of the people, drawn by hash."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.commands.segment import _people
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark

_KEY = mark("The name of the draw: the same name draws the same people.")
_SIZE = mark("How many, exactly.")
_SHARE = mark("Which share, such as 0.1 for a tenth: each person by their own lot.")
_BY = mark("Draw from each value of a field (city, gender, level ...) in proportion to its size.")
_EQUAL = mark("With --by: as many from each value.")
_SAVE = mark("Write the people as a static segment of this name.")

app = typer.Typer()


@app.command()
def sample(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="SEGMENT", help=_names.SEGMENT, autocompletion=_names.segments, show_default=False),
    ] = None,
    *,
    where: Annotated[str, typer.Option(metavar="CONDITION", help=_people.WHERE, show_default=False)] = "",
    size: Annotated[int | None, typer.Option(metavar="N", min=1, help=_SIZE, show_default=False)] = None,
    share: Annotated[float | None, typer.Option(metavar="SHARE", min=0, max=1, help=_SHARE, show_default=False)] = None,
    key: Annotated[str, typer.Option(metavar="KEY", help=_KEY)] = "sample",
    by: Annotated[str, typer.Option(metavar="FIELD", help=_BY, show_default=False)] = "",
    equal: Annotated[bool, typer.Option("--equal", help=_EQUAL)] = False,
    save: Annotated[str, typer.Option(metavar="NAME", help=_SAVE, show_default=False)] = "",
) -> Report:
    """Draw some of the people of a segment, of a condition, or of all: always the same ones for the same key.

    Without --save and --out nothing is written. --out FILE.csv or FILE.xlsx writes who was drawn.

    Examples:

        mactl segment sample vip_users --size 50 --out pilot.csv
        mactl segment sample --where 'has email' --share 0.1 --key pilot-1
        mactl segment sample --size 200 --by city --save 试点
    """
    if (size is None) == (share is None):
        raise UsageError(_("how many are to be drawn?"), _("say --size 100, or --share 0.1"))
    if (by or equal) and (size is None or not by):
        raise UsageError(_("strata are drawn by size"), _("for example --size 200 --by city"))
    from mactl.api import widening

    workspace = _invocation.workspace(context)
    who = _people.chosen(name, where)
    return widening.sample(workspace, who, key=key, size=size, share=share, by=by, equal=equal, save=save)
