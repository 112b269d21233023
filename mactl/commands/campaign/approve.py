"""``mactl campaign approve``: exactly this version may run."""

from __future__ import annotations

from dataclasses import replace

import typer

from mactl.api import life
from mactl.commands import _invocation, _names
from mactl.commands.campaign import _views
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.i18n import _

app = typer.Typer()


@app.command()
def approve(context: typer.Context, name: _views.Argument = None, campaign: _views.Option = None) -> Report:
    """Approve a campaign exactly as it is now: its definition and the bytes of its templates.

    Where config.json says "governance": {"require_approval": true}, a campaign runs only while its current version is
    approved; any change to it or to its templates voids the approval. Who approved it, and what, is in the audit log.

    Example:

        mactl campaign approve --campaign 新品推广 --as mei
    """
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    with workspace.open() as database:
        digest = life.approve(workspace, database, found)
        standing = life.standing(database, found)
    told = _("{name} is approved as it is now, by {who}.", name=found.name, who=workspace.who)
    report = _views.moved(workspace, told, standing, _("Version {digest}", digest=digest[:12]))
    return replace(report, document={**(report.document or {}), "version": digest, "approved_by": workspace.who})
