"""The options that say which failures are meant."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _names
from mactl.i18n import mark

_CHANNEL = mark("Only this channel; the calls of webhook steps are the channel webhook.")
_DOUBT = mark("Those whose answer was lost instead: they may have arrived, and nothing else sends them again.")
_REASON = mark("Only this reason, as --format json has it: attempts, content ...")

Campaign = Annotated[
    str, typer.Option("--campaign", metavar="NAME", help=_names.CAMPAIGN, autocompletion=_names.campaigns,
                      show_default=False)
]  # fmt: skip
Flow = Annotated[
    str, typer.Option("--flow", metavar="NAME", help=_names.FLOW, autocompletion=_names.flows, show_default=False)
]
Channel = Annotated[str, typer.Option("--channel", metavar="CHANNEL", help=_CHANNEL, show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="REASON", help=_REASON, show_default=False)]
Doubt = Annotated[bool, typer.Option("--in-doubt", help=_DOUBT)]
