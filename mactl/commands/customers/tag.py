"""``mactl customers tag``: tags given and taken away by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext

_WHO = mark("Ids, e-mail addresses, phone numbers, or shops' ids such as taobao:123.")
_ADD = mark("Give this tag; may be given again.")
_REMOVE = mark("Take this tag away; may be given again.")

app = typer.Typer()


@app.command()
def tag(
    context: typer.Context,
    customers: Annotated[list[str], typer.Argument(metavar="CUSTOMER...", help=_WHO)],
    *,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="TAG", help=_ADD)] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="TAG", help=_REMOVE)] = None,
) -> Report:
    """Give customers tags, or take tags away.

    Example:

        mactl customers tag c1 mei@example.com --add vip --remove 新客
    """
    from mactl.engine import people

    if not add and not remove:
        raise UsageError(_("no tag was named"), _("give one with --add TAG or --remove TAG"))
    with _people.opened(_invocation.workspace(context)) as around:
        changed = people.tag(around, customers, add or [], remove or [])
    return Report(
        sentences=(ngettext("{n} customer changed.", "{n} customers changed.", changed),), document={"changed": changed}
    )
