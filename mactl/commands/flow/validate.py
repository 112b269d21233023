"""``mactl flow validate``: every fault of every flow, and what they name that is nowhere."""

from __future__ import annotations

import typer

from mactl.api import references
from mactl.commands import _invocation
from mactl.commands.flow import _views
from mactl.core.decode.faults import Fault, error
from mactl.core.model.report import Column, Report, Table
from mactl.engine import catalogue
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext

app = typer.Typer()


@app.command()
def validate(context: typer.Context, name: _views.Argument = None, flow: _views.Option = None) -> Report:
    """Check flows and named actions: shapes, times, conditions, jumps, and the templates, segments, tests they name.

    Faults are told all at once with file, line and what would be right. Exits with 1 where there is one.

    Examples:

        mactl flow validate
        mactl flow validate --flow cart_recovery
    """
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    found = _of_one(workspace, known, name or flow) if name or flow else _of_all(workspace, known)
    if not found:
        return Report(sentences=(_("No fault."),), document={"faults": []})
    columns = (
        Column(key="place", title=_("Where")),
        Column(key="message", title=_("Fault")),
        Column(key="hint", title=_("What would be right")),
    )
    rows = tuple((fault.place(), fault.message, fault.hint) for fault in found)
    return Report(
        sentences=(ngettext("{n} fault:", "{n} faults:", len(found)),),
        tables=(Table(title="", columns=columns, rows=rows),),
        document={"faults": [_document(fault) for fault in found]},
        exit_code=1,
    )


def _of_one(workspace: Workspace, known: Catalogue, name: str | None) -> list[Fault]:
    wrong = known.blocked.get(catalogue.FLOWS, {}).get(name or "")
    return list(wrong) if wrong else list(references.faults(workspace, known, known.flow(name or "")))


def _of_all(workspace: Workspace, known: Catalogue) -> list[Fault]:
    """Return the faults of all flows and actions; raise those of a file that does not parse."""
    for file, wrong in known.broken.items():
        raise error([Fault(message=wrong.message, hint=wrong.hint)], file)
    found = [fault for fault in known.faults if fault.file in {catalogue.FLOWS, catalogue.ACTIONS}]
    return found + [fault for flow in known.flows for fault in references.faults(workspace, known, flow)]


def _document(fault: Fault) -> dict[str, object]:
    return {
        "file": fault.file,
        "line": fault.line,
        "path": list(fault.path),
        "message": fault.message,
        "hint": fault.hint,
    }
