"""``mactl flow approve``: exactly this version may run."""

from __future__ import annotations

import typer

from mactl.commands import _invocation, _names
from mactl.commands.flow import _views
from mactl.core.model.report import Report
from mactl.i18n import _, ngettext

app = typer.Typer()


@app.command()
def approve(context: typer.Context, name: _views.Argument = None, flow: _views.Option = None) -> Report:
    """Approve a flow exactly as it is now: its definition, its actions and coupons, and the bytes of its templates.

    Where config.json says "governance": {"require_approval": true}, a flow runs only while its version is approved; any
    change to it, its templates or its coupons voids the approval: nobody moves on until it is given again, and nobody
    is lost. Earlier versions that people are still inside are approved with it. Who approved what is in the audit log.

    Example:

        mactl flow approve --flow 欢迎流程 --as mei
    """
    from mactl.api import references
    from mactl.engine import catalogue, flowing

    workspace = _invocation.workspace(context)
    authored = catalogue.read(workspace)
    found = authored.flow(_names.chosen(name, flow, "--flow"))
    references.require(workspace, authored, found)
    with workspace.open() as database:
        done = flowing.approve(workspace, database, authored, found)
    said = [
        _("{name} is approved as it is now, by {who}.", name=found.name, who=workspace.who),
        _("Version {digest}", digest=done.digest[:12]),
    ]
    if done.people:
        said.append(
            ngettext(
                "With it the earlier version that {n:,} person is still inside.",
                "With it the earlier versions that {n:,} people are still inside.",
                done.people,
            )
        )
    document = {
        "flow": found.id,
        "name": found.name,
        "version": done.digest,
        "approved_by": workspace.who,
        "earlier_versions": list(done.earlier),
    }
    return Report(sentences=tuple(said), document=document)
