"""``mactl segment lookalike``: who else is like the people of a segment."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from mactl.commands import _invocation, _names
from mactl.commands.segment import _people
from mactl.core.model.report import Report
from mactl.core.segments.similar import How
from mactl.errors import UsageError
from mactl.i18n import _, mark

_SEED = mark("The segment to find more people like, by name or id.")
_SIZE = mark("How many to choose.")
_METHOD = mark("logistic (regression) or cosine (to the middle of the seed).")
_KEY = mark("Another name draws other halves to learn from and to test on.")
_SAVE = mark("Write the people as a static segment of this name.")
_METHODS = ("logistic", "cosine")

app = typer.Typer()


@app.command()
def lookalike(
    context: typer.Context,
    *,
    seed: Annotated[str, typer.Option(metavar="SEGMENT", help=_SEED, autocompletion=_names.segments)],
    size: Annotated[int, typer.Option(metavar="N", min=1, help=_SIZE)],
    method: Annotated[str, typer.Option(metavar="METHOD", help=_METHOD)] = "logistic",
    where: Annotated[str, typer.Option(metavar="CONDITION", help=_people.WHERE, show_default=False)] = "",
    key: Annotated[str, typer.Option(metavar="KEY", help=_KEY)] = "lookalike",
    save: Annotated[str, typer.Option(metavar="NAME", help=_SAVE, show_default=False)] = "",
) -> Report:
    """Find the customers who are most like those of a segment, the seed itself left out.

    What people bought, did and are is compared. How well that works is told by half of the seed, which is held back:
    where the others rank it. The answer also says how many of those chosen may be written to.

    Examples:

        mactl segment lookalike --seed vip_users --size 100
        mactl segment lookalike --seed vip_users --size 99 --where 'has email'
        mactl segment lookalike --seed vip_users --size 100 --save 准VIP
    """
    if method not in _METHODS:
        raise UsageError(
            _("no method named {name}", name=method), _("--method takes one of {all}", all=", ".join(_METHODS))
        )
    from mactl.api import widening

    among = _people.chosen(None, where)
    how = cast("How", method)
    return widening.widen(_invocation.workspace(context), seed, among, size=size, how=how, key=key, save=save)
