"""``mactl segment show``: one segment in words, and how many it holds."""

from __future__ import annotations

import typer

from mactl.api import people
from mactl.commands import _invocation, _names
from mactl.commands.segment import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.i18n import _, ngettext

app = typer.Typer()


@app.command()
def show(context: typer.Context, name: _views.Argument = None, segment: _views.Option = None) -> Report:
    """Show a segment: what it says as a sentence and as words for --where, and how many customers fit now.

    Example:

        mactl segment show vip_users
    """
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    found = known.segment(_names.chosen(name, segment, "--segment"))
    condition = people.condition_of(known, found)
    count = people.count(workspace, condition)
    words = condition.text()
    return Report(
        title=f"{found.name} ({found.id})" if found.id != found.name else found.name,
        sentences=(
            _("Who fits: {sentence}", sentence=condition.sentence()),
            _("In words: {words}", words=words),
            ngettext("{n} customer fits now.", "{n} customers fit now.", count),
        ),
        document={
            "segment": found.id,
            "name": found.name,
            "says": condition.sentence(),
            "where": condition.json(),
            "text": words,
            "count": count,
        },
    )
