"""What is said of stops and of those that they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from mactl.api.results import Sent
from mactl.api.stopping import Stop
from mactl.commands import _names
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark

_ALL = mark("Everything: no message leaves this workspace.")
_CAMPAIGN = mark("One campaign, by name or id.")
_CHANNEL = mark("One channel: email, sms, wechat, push, social or inapp.")

Everything = Annotated[bool, typer.Option("--all", help=_ALL)]
Campaign = Annotated[
    str | None, typer.Option("--campaign", metavar="NAME", help=_CAMPAIGN, autocompletion=_names.campaigns)
]
Channel = Annotated[str | None, typer.Option("--channel", metavar="CHANNEL", help=_CHANNEL)]


def what(stop: Stop) -> str:
    """Return what a stop is about, in words."""
    if stop.scope == "all":
        return _("everything")
    if stop.scope == "campaign":
        return _("campaign {name}", name=stop.name)
    return _("channel {name}", name=stop.name)


def report(sentence: str, key: str, stop: Stop, held: Sequence[Sent]) -> Report:
    """Return what a stop or its end means for the launches at work."""
    columns = (
        Column(key="campaign", title=_("Campaign")),
        Column(key="mode", title=_("Mode")),
        Column(key="sent", title=_("Already got it"), unit="count"),
        Column(key="unknown", title=_("Unknown"), unit="count"),
        Column(key="waiting", title=_("Waiting"), unit="count"),
    )
    rows = tuple((one.campaign, _(one.mode), *_counts(one).values()) for one in held)
    return Report(
        sentences=(sentence, *(() if held else (_("Nothing of it is being sent now."),))),
        tables=(Table(title="", columns=columns, rows=rows),) if held else (),
        document={
            key: {"scope": stop.scope, "name": stop.name},
            "campaigns": [{"campaign": one.campaign, "mode": one.mode, **_counts(one)} for one in held],
        },
    )


def _counts(one: Sent) -> dict[str, int]:
    counts: dict[str, Any] = dict(one.messages)
    return {
        "sent": int(counts["sent"]),
        "unknown": int(counts["unknown"]),
        "waiting": int(counts["queued"]) + int(counts["delayed"]),
    }
