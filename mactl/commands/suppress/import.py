"""``mactl suppress import``: a list of addresses from a file."""  # noqa: N999 - a file is named as its verb

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.commands import _intake, _invocation, _people
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark

_FILE = mark("CSV, XLSX, JSON or JSON Lines with a column address, email, phone, 邮箱 or 手机号.")
_CHANNEL = mark("The channel of rows that name none; all channels, if you give none.")
_TOPIC = mark("The topic of rows that name none.")
_REASON = mark("The reason of rows that name none.")

app = typer.Typer()


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE)],
    *,
    channel: Annotated[str, typer.Option(help=_CHANNEL, show_default=False)] = "",
    topic: Annotated[str, typer.Option(help=_TOPIC, show_default=False)] = "",
    reason: Annotated[str, typer.Option(help=_REASON)] = "imported",
) -> Report:
    """Put every address of a file on the suppression list; rows without a good one are named, and the exit code is 3.

    Example:

        mactl suppress import 退订名单.csv --channel sms --reason 运营商退订
    """
    from mactl.engine import suppress

    _intake.channels(channel)
    with _people.opened(_invocation.workspace(context)) as around:
        taken = suppress.take_in(around, file, channel, topic, reason)
    counts = (taken.created, taken.unchanged, len(taken.rejected))
    titles = {"added": _("new"), "known": _("known"), "rejected": _("rejected")}
    columns = tuple(Column(key=key, title=title, unit="count") for key, title in titles.items())
    tables = [Table(title=_("Suppression list"), columns=columns, rows=(counts,))]
    if taken.rejected:
        tables.append(_intake.rejects(taken.rejected, len(taken.rejected)))
    rejects = [{"row": one.number, "reason": one.reason} for one in taken.rejected]
    document = {**dict(zip(titles, counts, strict=True)), "rejects": rejects}
    return Report(tables=tuple(tables), document=document, exit_code=_intake.exit_code(len(rejects)))
