"""``mactl flow validate``: every fault of every flow, and what they name that is nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from mactl.api import flow_doubts, references
from mactl.commands import _invocation
from mactl.commands.flow import _views
from mactl.core.decode.faults import Fault, error
from mactl.core.model.flow import Flow
from mactl.core.model.report import Column, Report, Table
from mactl.engine import catalogue
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext

app = typer.Typer()


@app.command()
def validate(context: typer.Context, name: _views.Argument = None, flow: _views.Option = None) -> Report:
    """Check flows and named actions: shapes, times, conditions, jumps, and the templates, segments, tests they name.

    Faults are told all at once with file, line and what would be right. Exits with 1 where there is one. A warning is
    something that works and may surprise: a step that nobody reaches, a time that is over, a name that nothing bears.

    Examples:

        mactl flow validate
        mactl flow validate --flow cart_recovery
    """
    workspace = _invocation.workspace(context)
    known = catalogue.read(workspace)
    found = _of_one(workspace, known, name or flow) if name or flow else _of_all(workspace, known)
    doubted = flow_doubts.faults(workspace, known, _looked_at(known, name or flow))
    said = [ngettext("{n} fault:", "{n} faults:", len(found)) if found else _("No fault.")]
    said += [ngettext("{n} warning.", "{n} warnings.", len(doubted))] if doubted else []
    return Report(
        sentences=tuple(said),
        tables=tuple(each for each in (_table("", found), _table(_("Warnings"), doubted)) if each.rows),
        document={
            "faults": [_document(fault) for fault in found],
            "warnings": [_document(fault) for fault in doubted],
        },
        exit_code=1 if found else 0,
    )


def _table(title: str, found: Sequence[Fault]) -> Table:
    columns = (
        Column(key="place", title=_("Where")),
        Column(key="message", title=_("Warning") if title else _("Fault")),
        Column(key="hint", title=_("What would be right")),
    )
    return Table(
        title=title, columns=columns, rows=tuple((fault.place(), fault.message, fault.hint) for fault in found)
    )


def _looked_at(known: Catalogue, name: str | None) -> list[Flow]:
    """Return the flows that are asked about and can be read."""
    return [flow for flow in known.flows if name is None or name in {flow.id, flow.name}]


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
