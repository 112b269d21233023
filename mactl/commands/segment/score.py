"""``mactl segment score``: everybody by their score, and why somebody has theirs."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import mark

_SCORE = mark("The score of data/scores.json, by name or id; the first one without it.")
_CUSTOMER = mark("Say which rule gave this customer what.")
_TOP = mark("How many of the highest customers to show.")

app = typer.Typer()


@app.command()
def score(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="SCORE", help=_SCORE, show_default=False)] = None,
    *,
    customer: Annotated[str, typer.Option(metavar="CUSTOMER", help=_CUSTOMER, show_default=False)] = "",
    top: Annotated[int, typer.Option(metavar="N", min=0, help=_TOP)] = 10,
) -> Report:
    """Show how many customers lie in each band and stage of a score, and who has the highest.

    Points, how they fade, bands and stages stand in data/scores.json. A score is worked out for this very moment;
    stages only move forward. --out FILE.csv or FILE.xlsx writes everybody's score.

    Examples:

        mactl segment score
        mactl segment score lead --customer u001
        mactl segment score --out scores.csv
    """
    from mactl.api import scoring

    workspace = _invocation.workspace(context)
    if customer:
        return scoring.one(workspace, name, customer)
    out = _invocation.of(context).out
    listed = out is not None and out.suffix.lower() in {".csv", ".xlsx"}
    return scoring.everybody(workspace, name, top=top, listed=listed)
