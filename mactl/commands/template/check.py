"""``mactl template check``: every fault of every template."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _pages
from mactl.core.model.message import CHANNELS
from mactl.core.model.report import Column, Report, Table
from mactl.engine import planning
from mactl.errors import MactlError
from mactl.i18n import _, mark, ngettext
from mactl.templating.library import Library

_NAME = mark("Only the templates of this name; all, if you give none.")

app = typer.Typer()


@app.command()
def check(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME, show_default=False)] = "",
) -> Report:
    """Check templates: each is read and rendered for a made-up customer; faults are named with file and line.

    Exits with 1 where there is one.

    Examples:

        mactl template check
        mactl template check welcome
    """
    books = planning.library(_invocation.workspace(context))
    _exists(books, name)
    found = books.check(name)
    if not found:
        return Report(sentences=(_("No fault."),), document={"faults": []})
    columns = (
        Column(key="channel", title=_("Channel")),
        Column(key="template", title=_("Template")),
        Column(key="message", title=_("Fault")),
        Column(key="hint", title=_("What would be right")),
    )
    rows = tuple((one.channel, one.template, one.message, one.hint) for one in found)
    return Report(
        sentences=(ngettext("{n} fault:", "{n} faults:", len(found)),),
        tables=(Table(title="", columns=columns, rows=rows),),
        document={"faults": [dict(zip(("channel", "template", "message", "hint"), row, strict=True)) for row in rows]},
        exit_code=1,
    )


def _exists(books: Library, name: str) -> None:
    known = sorted({one for channel in CHANNELS for one in books.names(channel)})
    if name and name not in known:
        raise MactlError(_("there is no template named {name}", name=name), _pages.near(name, known))
