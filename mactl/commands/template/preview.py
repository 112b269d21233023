"""``mactl template preview``: a message as one person would see it."""

from __future__ import annotations

import json
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from mactl.api import previews
from mactl.api.previews import Preview
from mactl.authored.writing import write_where_asked
from mactl.commands import _invocation
from mactl.commands._invocation import Invocation
from mactl.core.model.message import CHANNELS
from mactl.core.model.report import Report
from mactl.core.model.shown import money
from mactl.engine.workspace import Workspace
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext

_NAME = mark("The template's name; a channel's name is its default template.")
_CUSTOMER = mark("Render for this customer: id, e-mail, phone or taobao:123. Without it, for a made-up one.")
_CHANNEL = mark("Only this channel; without it, every channel that has the template.")
_OPEN = mark("Open the e-mail in the browser.")

app = typer.Typer()


@app.command()
def preview(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME)],
    *,
    customer: Annotated[str | None, typer.Option(metavar="CUSTOMER", help=_CUSTOMER)] = None,
    channel: Annotated[str | None, typer.Option(metavar="CHANNEL", help=_CHANNEL)] = None,
    open_: Annotated[bool, typer.Option("--open", help=_OPEN)] = False,
) -> Report | int:
    """Show a template as one person would see it: subject, preheader, text and links; an SMS with parts and cost.

    With --out, the message itself is written to a file (an e-mail as HTML); no link in it is tracked.

    Examples:

        mactl template preview welcome --customer u001
        mactl template preview welcome --channel email --out welcome.html
        mactl template preview welcome --channel email --open
    """
    invocation = _invocation.of(context)
    workspace = _invocation.workspace(context)
    folder, _slash, inside = name.partition("/")
    if channel is None and inside and folder in CHANNELS:
        channel, name = folder, inside
    found = previews.preview(workspace, name, customer=customer, channel=channel)
    if invocation.out is not None:
        return _write(invocation, found, invocation.out)
    if open_:
        return _open(invocation, found)
    return Report(
        title=_("{name} for {customer}", name=name, customer=found[0].customer),
        sentences=tuple(line for one in found for line in (*_lines(workspace, one), *_links(one))),
        document={"previews": [_document(one) for one in found]},
        currency=workspace.config.workspace.currency,
    )


def _lines(workspace: Workspace, one: Preview) -> list[str]:
    """Return a message as lines for a terminal."""
    head = f"--- {one.channel} ---"
    content = one.content
    if one.channel == "email":
        parts = [_("Subject: {subject}", subject=content.subject), _("Preheader: {text}", text=one.preheader or "–")]
        return [head, *parts, "", *content.text.rstrip().splitlines()]
    if one.channel == "sms":
        cost = money(one.cost, workspace.config.workspace.currency)
        billed = ngettext(
            "{length} characters, billed as {n} part, {cost}",
            "{length} characters, billed as {n} parts, {cost}",
            content.parts,
            length=one.length,
            cost=cost,
        )
        return [head, *content.text.splitlines(), billed]
    return [head, *_body(one).splitlines()]


def _links(one: Preview) -> list[str]:
    return ["", _("Links:"), *(f"  {label or '–'}  {target}" for label, target in one.links)] if one.links else []


def _document(one: Preview) -> dict[str, object]:
    content = one.content
    return {
        "channel": one.channel,
        "template": one.template,
        "customer": one.customer,
        "subject": content.subject,
        "preheader": one.preheader,
        "text": content.text,
        "html": content.html,
        "data": dict(content.data),
        "links": [{"label": label, "target": target} for label, target in one.links],
        "length": one.length,
        "parts": content.parts,
        "cost": one.cost,
    }


def _write(invocation: Invocation, found: list[Preview], path: Path) -> int:
    if len(found) > 1:
        names = ", ".join(one.channel for one in found)
        raise UsageError(
            _("which channel? {names} have this template", names=names), _("add --channel, as in --channel email")
        )
    write_where_asked(path, _body(found[0]).encode("utf-8"))
    invocation.talk.say(_("written to {path}", path=path))
    return 0


def _body(one: Preview) -> str:
    content = one.content
    return content.html or content.text or json.dumps(dict(content.data), ensure_ascii=False, indent=2, default=str)


def _open(invocation: Invocation, found: list[Preview]) -> int:
    letters = [one for one in found if one.content.html]
    if not letters:
        raise UsageError(_("only an e-mail opens in the browser"), _("--out FILE writes what the others say"))
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False, encoding="utf-8") as file:
        file.write(letters[0].content.html)
    if not webbrowser.open(Path(file.name).as_uri()):
        invocation.talk.say(_("no browser could be opened"))
    invocation.talk.say(_("written to {path}", path=file.name))
    return 0
