"""``mactl suppress add``: addresses that must not be contacted any more."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _intake, _invocation, _people
from mactl.core.model.report import Report
from mactl.i18n import mark, ngettext

_WHO = mark("E-mail addresses, phone numbers, or customers (all their addresses).")
_CHANNEL = mark("Only on this channel: email, sms, wechat, push ...")
_TOPIC = mark("Only for this topic.")
_REASON = mark("Why; shown wherever a message is refused.")

app = typer.Typer()


@app.command()
def add(
    context: typer.Context,
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help=_WHO)],
    *,
    channel: Annotated[str, typer.Option(help=_CHANNEL, show_default=False)] = "",
    topic: Annotated[str, typer.Option(help=_TOPIC, show_default=False)] = "",
    reason: Annotated[str, typer.Option(help=_REASON)] = "manual",
) -> Report:
    """Put addresses on the suppression list.

    Examples:

        mactl suppress add mei@example.com --reason complaint
        mactl suppress add 13800000001 --channel sms --topic promo
    """
    from mactl.engine import suppress

    _intake.channels(channel)
    with _people.opened(_invocation.workspace(context)) as around:
        made = suppress.add(around, addresses, channel, topic, reason)
    said = ngettext("{n} address is suppressed now.", "{n} addresses are suppressed now.", made)
    return Report(sentences=(said,), document={"added": made})
