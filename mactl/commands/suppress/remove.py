"""``mactl suppress remove``: addresses off the list again."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Report
from mactl.errors import MactlError
from mactl.i18n import _, mark, ngettext

_WHO = mark("E-mail addresses, phone numbers, or customers (all their addresses).")
_CHANNEL = mark("The entry's channel, where it has one.")
_TOPIC = mark("The entry's topic, where it has one.")

app = typer.Typer()


@app.command()
def remove(
    context: typer.Context,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help=_WHO)],
    *,
    channel: Annotated[str, typer.Option(help=_CHANNEL, show_default=False)] = "",
    topic: Annotated[str, typer.Option(help=_TOPIC, show_default=False)] = "",
) -> Report:
    """Take addresses off the suppression list; the entry of just this channel and topic goes.

    Example:

        mactl suppress remove mei@example.com
    """
    from mactl.engine import suppress

    with _people.opened(_invocation.workspace(context)) as around:
        gone = suppress.remove(around, addresses, channel, topic)
    if not gone:
        raise MactlError(
            _("{names}: nothing to take off the suppression list", names=", ".join(addresses)),
            _("mactl suppress check ADDRESS shows its entries; name their --channel and --topic"),
        )
    said = ngettext("{n} entry is gone.", "{n} entries are gone.", gone)
    return Report(sentences=(said,), document={"removed": gone})
