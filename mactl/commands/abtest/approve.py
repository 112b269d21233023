"""``mactl abtest approve``: a test may run exactly as it is now (G1)."""

from __future__ import annotations

import typer

from mactl.commands import _invocation, _names
from mactl.commands.abtest import _views
from mactl.core.model.report import Report
from mactl.i18n import _

app = typer.Typer()


@app.command()
def approve(context: typer.Context, name: _views.Argument = None, test: _views.Option = None) -> Report:
    """Approve a test exactly as it is now: its definition, its campaign and the templates of every variant.

    Needed where config.json sets governance.require_approval; any change voids it.

    Example:

        mactl abtest approve --test 主题测试
    """
    from mactl.engine import catalogue
    from mactl.engine.abtests import approving
    from mactl.engine.abtests.design import ready

    workspace = _invocation.workspace(context)
    authored = catalogue.read(workspace)
    wanted = authored.test(_names.chosen(name, test, "--test"))
    with workspace.open() as database:
        made = ready(workspace, database, authored, wanted, workspace.clock.now())
        approving.approve(workspace, database, made)
    return Report(
        sentences=(_("Test {name} is approved as it stands now.", name=wanted.name),),
        document={"test": wanted.id, "version": made.version},
    )
