"""``mactl flow approve``: exactly this version may run."""

from __future__ import annotations

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import _

app = typer.Typer()


@app.command()
def approve(context: typer.Context, name: _views.Argument = None, flow: _views.Option = None) -> Report:
    """Approve a flow exactly as it is now: its definition, its actions, and the bytes of its templates.

    Where config.json says "governance": {"require_approval": true}, a flow runs only while its version is approved; any
    change to it or to its templates voids the approval. Who approved it, and what, is in the audit log.

    Example:

        mactl flow approve --flow 欢迎流程 --as mei
    """
    from mactl.engine import catalogue, flowing

    workspace = _invocation.workspace(context)
    authored = catalogue.read(workspace)
    found = authored.flow(_names.chosen(name, flow, "--flow"))
    with workspace.open() as database:
        digest = flowing.approve(workspace, database, authored, found)
    return Report(
        sentences=(
            _("{name} is approved as it is now, by {who}.", name=found.name, who=workspace.who),
            _("Version {digest}", digest=digest[:12]),
        ),
        document={"flow": found.id, "name": found.name, "version": digest, "approved_by": workspace.who},
    )
