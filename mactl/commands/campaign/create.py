"""``mactl campaign create``: a new campaign in data/campaigns.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from mactl.api import authoring
from mactl.commands import _invocation, _names, _where
from mactl.commands.campaign import _limits, _views
from mactl.core.model.campaign import Campaign
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark

_NAME = mark("Its name, as people call it.")
_AUDIENCE = mark('Whom it is for: a segment, "all", or a condition as JSON, words, @FILE or - (standard input).')
_CHANNEL = mark("A channel: email, sms, wechat, push, social, inapp. Once for each, or with commas.")
_MODE = mark("all: everybody on every channel. fallback: the first channel that can reach the person.")
_TEMPLATE = mark("A template, as CHANNEL=NAME. Without it, the channel's default template.")
_SUBJECT = mark("The subject of the e-mail, in place of the template's.")
_TOPIC = mark("What it is about, for consents and caps: newsletter, promo ...")
_AT = mark("When it goes out, once: 2026-03-08T10:00. In force after mactl campaign schedule.")
_CRON = mark("When it goes out, again and again: five fields, such as 0 10 * * mon.")
_ZONE = mark("The time zone of --at or --cron; the workspace's without it.")
_HOLDOUT = mark("The share of people who do not get it, to be compared with: 0.1 is a tenth.")
_ID = mark("Its id; made of its name without it.")

_At = Annotated[str | None, typer.Option(metavar="TIME", help=_AT)]
_Cron = Annotated[str | None, typer.Option(metavar="CRON", help=_CRON)]
_Zone = Annotated[str | None, typer.Option(metavar="ZONE", help=_ZONE)]

app = typer.Typer()


@app.command()
def create(
    context: typer.Context,
    *,
    name: Annotated[str, typer.Option(metavar="NAME", help=_NAME)],
    audience: Annotated[str, typer.Option(metavar="WHO", help=_AUDIENCE, autocompletion=_names.segments)],
    channel: Annotated[list[str], typer.Option(metavar="CHANNEL", help=_CHANNEL)],
    mode: Annotated[str | None, typer.Option(metavar="all|fallback", help=_MODE)] = None,
    template: Annotated[list[str] | None, typer.Option(metavar="CHANNEL=NAME", help=_TEMPLATE)] = None,
    subject: Annotated[str | None, typer.Option(metavar="TEXT", help=_SUBJECT)] = None,
    topic: Annotated[str | None, typer.Option(metavar="TOPIC", help=_TOPIC)] = None,
    at: _At = None, cron: _Cron = None, time_zone: _Zone = None,
    holdout: Annotated[float | None, typer.Option(metavar="SHARE", help=_HOLDOUT)] = None,
    cap: _limits.Cap = None, budget: _limits.Budget = None, quiet: _limits.Quiet = None,
    window: _limits.Window = None, goal: _limits.Goal = None,
    identity: Annotated[str | None, typer.Option("--id", metavar="ID", help=_ID)] = None,
) -> Report:  # fmt: skip
    """Make a campaign and write it into data/campaigns.json, checked first; the rest of the file stays as it is.

    What has no option here (grants, UTM, priority ...) is written in the file: mactl campaign edit opens it.

    Examples:

        mactl campaign create --name 秋茶 --audience vip_users --channel email
        mactl campaign create --name 春茶 --audience all --channel sms --cap 1/7d
    """
    workspace = _invocation.workspace(context)
    definition: dict[str, Any] = {
        "id": identity,
        "name": name,
        "audience": _audience(workspace.folder, audience),
        "channels": [one.strip() for word in channel for one in word.split(",") if one.strip()],
        "mode": mode,
        "content": _content(template or [], subject),
        "topic": topic,
        "schedule": _given(at=at, cron=cron, time_zone=time_zone),
        "holdout": holdout,
    }
    kept = {key: value for key, value in definition.items() if value not in (None, {})}
    limits = _limits.put(kept, cap=cap, budget=budget, quiet=quiet, window=window, goal=goal)
    return made(authoring.create(workspace, limits))


def _given(**words: str | None) -> dict[str, str]:
    return {key: word for key, word in words.items() if word is not None}


def made(campaign: Campaign) -> Report:
    """Return what is said of a new campaign: what it is, and what next."""
    next_ = _("Next: mactl send --campaign {name} --dry-run", name=campaign.name)
    told = _("Campaign {name} is written into data/campaigns.json.", name=campaign.name)
    return Report(
        sentences=(
            told,
            _("To: {audience}", audience=_views.audience(campaign)),
            _("By: {channels}", channels=_views.channels(campaign)),
            next_,
        ),
        document={"campaign": campaign.id, "name": campaign.name, "state": "draft"},
    )


def _audience(folder: Path, text: str) -> object:
    """Return an audience as JSON: the name of a segment or "all" as it is, anything else as a condition."""
    if text == "all" or _where.is_name(text):
        return text
    del folder
    return json.loads(json.dumps(_where.condition(text).json()))


def _content(templates: list[str], subject: str | None) -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = {}
    for one in templates:
        channel, equals, name = one.partition("=")
        if not equals or not name:
            raise UsageError(_("--template {text} names no channel", text=one), _("for example --template sms=coupon"))
        content.setdefault(channel, {})["template"] = name
    if subject:
        content.setdefault("email", {})["subject"] = subject
    return content
