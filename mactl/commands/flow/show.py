"""``mactl flow show``: a flow as a tree, a graph or a drawing."""

from __future__ import annotations

import json

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.flows.drawing import svg
from mactl.core.flows.picture import mermaid, rows, rule_sentence
from mactl.core.flows.program import Program
from mactl.core.model.report import Column, Report, Table
from mactl.core.segments.conditions.event import Event
from mactl.core.segments.parse import examine
from mactl.engine import catalogue
from mactl.i18n import _

app = typer.Typer()


@app.command()
def show(context: typer.Context, name: _views.Argument = None, flow: _views.Option = None) -> Report:
    """Show a flow: what starts and ends it, and its steps as a tree.

    With --format mermaid the flow is a Mermaid flowchart (for wikis and pull requests), with --format svg or
    --out FILE.svg a drawing.

    Examples:

        mactl flow show --flow 购物车召回
        mactl flow show cart_recovery --out cart.svg
    """
    known = catalogue.read(_invocation.workspace(context))
    found = known.flow(_names.chosen(name, flow, "--flow"))
    program = known.program(found)
    title = f"{found.name} ({found.id})" if found.id != found.name else found.name
    return Report(
        title=title,
        sentences=tuple(_sentences(program)),
        tables=(_tree(program),),
        document={"flow": found.id, "name": found.name, "version": program.digest, **json.loads(program.definition)},
        pictures={"mermaid": mermaid(program), "svg": svg(program)},
    )


def _sentences(program: Program) -> list[str]:
    """Return what a flow says beside its steps."""
    flow = program.flow
    said = [_("Starts {trigger}.", trigger=program.trigger.sentence())]
    for _path, raw in program.trigger.conditions():
        asked = examine(raw)[0]
        if isinstance(asked, Event) and raw.get("where"):
            said.append(_("Counts only: {event}.", event=asked.happening.sentence()))
    if flow.filter is not None:
        said.append(_("Only for: {condition}.", condition=examine(flow.filter)[0].sentence()))
    if flow.goal is not None:
        said.append(_("Goal: {rule}.", rule=rule_sentence(flow.goal)))
    said += [_("Ends early: {rule}.", rule=rule_sentence(rule)) for rule in flow.exit]
    if flow.holdout:
        said.append(_("Held out: {share}.", share=f"{flow.holdout:.0%}"))
    return [*said, _("Version {digest}.", digest=program.digest)]


def _tree(program: Program) -> Table:
    columns = (
        Column(key="step", title=_("Step")),
        Column(key="branch", title=_("Way")),
        Column(key="when", title=_("When")),
        Column(key="what", title=_("What")),
    )
    found = tuple(
        (row.rail + row.step, row.branch or None, row.when or _("at once"), row.what) for row in rows(program)
    )
    return Table(title="", columns=columns, rows=found)
