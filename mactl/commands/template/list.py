"""``mactl template list``: every template, by channel."""

from __future__ import annotations

import typer

from mactl.commands import _invocation
from mactl.core.model.message import CHANNELS
from mactl.core.model.report import Column, Report, Table
from mactl.engine import planning
from mactl.i18n import _

app = typer.Typer()


@app.command("list")
def list_(context: typer.Context) -> Report:
    """List the templates that each channel can use; the one named like its channel is the default.

    Example:

        mactl template list
    """
    books = planning.library(_invocation.workspace(context))
    found = [(channel, name) for channel in CHANNELS for name in dict.fromkeys([channel, *books.names(channel)])]
    columns = (Column(key="channel", title=_("Channel")), Column(key="template", title=_("Template")))
    return Report(
        tables=(Table(title="", columns=columns, rows=tuple(found)),),
        document={"templates": [{"channel": channel, "template": name} for channel, name in found]},
    )
