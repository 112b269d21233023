"""``mactl template new``: a template begun."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import previews
from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_NAME = mark("The name of the new template.")
_CHANNEL = mark("Its channel: email, sms, wechat, push, social or inapp.")
_FROM = mark("Begin as a copy of this template; without it, as the channel's default.")

app = typer.Typer()


@app.command()
def new(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME)],
    *,
    channel: Annotated[str, typer.Option(metavar="CHANNEL", help=_CHANNEL)],
    like: Annotated[str | None, typer.Option("--from", metavar="TEMPLATE", help=_FROM)] = None,
) -> Report:
    """Begin a template: a file in templates/CHANNEL/ that already renders, for you to change.

    Examples:

        mactl template new 春茶 --channel email
        mactl template new 春茶 --channel sms --from coupon
    """
    workspace = _invocation.workspace(context)
    path = previews.begin(workspace, channel, name, like)
    return Report(
        sentences=(
            _("{path} is written.", path=path.relative_to(workspace.folder)),
            _("See it: mactl template preview {name} --channel {channel}", name=name, channel=channel),
        ),
        document={"channel": channel, "template": name, "path": str(path)},
    )
