"""``mactl abtest list``: every A/B test and where it stands."""

from __future__ import annotations

import typer

from mactl.commands import _invocation
from mactl.commands.abtest import _views
from mactl.core.model.report import Column, Report, Table
from mactl.engine import catalogue
from mactl.i18n import _
from mactl.store import experiments

app = typer.Typer()


@app.command("list")
def list_(context: typer.Context) -> Report:
    """List the A/B tests of data/ab_tests.json with where they stand and what won.

    Example:

        mactl abtest list
    """
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    with workspace.open() as database:
        started = {one.id: one for one in experiments.everything(database)}
    faults = tuple(fault.sentence() for fault in known.faults if fault.file == catalogue.TESTS)
    rows = []
    documents = []
    for test in known.tests:
        one = started.get(test.id)
        state, winner = (one.state, one.winner) if one else ("draft", "")
        names = _(", ").join(each.name for each in test.arms)
        rows.append((test.name, _views.state(state), _views.metric(test), names, winner or None, test.id))
        documents.append({**_views.document(test), "state": state, "winner": winner or None})
    columns = (
        Column(key="name", title=_("Test")),
        Column(key="state", title=_("State")),
        Column(key="metric", title=_("Measured by")),
        Column(key="variants", title=_("Variants")),
        Column(key="winner", title=_("Winner")),
        Column(key="id", title=_("Id")),
    )
    return Report(
        sentences=faults or (() if rows else (_("No A/B test yet: they are written in data/ab_tests.json."),)),
        tables=(Table(title="", columns=columns, rows=tuple(rows)),) if rows else (),
        document={"tests": documents},
        exit_code=1 if faults else 0,
    )
