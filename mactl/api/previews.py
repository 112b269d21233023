"""Templates looked at before they are sent: rendered for a customer, measured and priced; and new ones begun."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from mactl.authored.writing import write_where_asked
from mactl.core.messages.parts import sms_length
from mactl.core.model.message import CHANNELS, Channel, Content
from mactl.engine import ingest, planning
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError, UsageError
from mactl.i18n import _
from mactl.store import people
from mactl.store.portrait import portrait
from mactl.templating import Library
from mactl.templating.sample import SAMPLE
from mactl.templating.sources import EXTENSIONS

_HREF = re.compile(r'<a\s[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL)
_HIDDEN = re.compile(r'<(\w+)[^>]*style="[^"]*display:\s*none[^"]*"[^>]*>(.*?)</\1>', re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_EMAIL = """{% extends "email.html" %}
{% block subject %}NAME{% endblock %}
{% block preheader %}{% endblock %}
{% block body %}
<h1>NAME</h1>
<p>{{ customer.name | default("") }}</p>
{% endblock %}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One template as one customer would see it. ``cost`` is money; ``links`` are (label, target)."""

    channel: Channel
    template: str
    customer: str
    content: Content
    cost: Decimal
    preheader: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def length(self) -> int:
        """Return the length of the text as networks count it."""
        return sms_length(self.content.text)


def preview(
    workspace: Workspace, name: str, *, customer: str | None = None, channel: str | None = None
) -> list[Preview]:
    """Return template ``name`` rendered for a customer (a made-up one without), on each channel that has it.

    Raises:
        MactlError: no channel has it, nobody is the customer, or the template has a fault (file and line).
    """
    books = planning.library(workspace)
    return [_rendered(workspace, books, one, name, customer) for one in _channels(books, name, channel)]


def _channels(books: Library, name: str, asked: str | None) -> list[Channel]:
    """Return the channels to look at: the one asked for, else those that have the template as their own."""
    if asked is not None:
        return [_channel(asked)]
    found: list[Channel] = [one for one in CHANNELS if name == one or name in books.names(one)]
    if not found:
        books.load(channel="email", name=name)  # says what is nearest
        found.append("email")  # a letter that lies in templates/ itself
    return found


def _channel(name: str) -> Channel:
    for one in CHANNELS:
        if one == name:
            return one
    raise UsageError(_("no channel named {name}", name=name), _("Known here: {names}.", names=", ".join(CHANNELS)))


def _rendered(workspace: Workspace, books: Library, channel: Channel, name: str, customer: str | None) -> Preview:
    settings = planning.channel_settings(workspace, channel)
    template = books.load(channel=channel, name=name, subject_prefix=settings.subject_prefix)
    who = dict(SAMPLE.customer) if customer is None else _customer(workspace, customer, channel)
    content = template.render(
        customer=who,
        workspace=planning.workspace_values(workspace),
        campaign={"id": "preview", "name": _("preview"), "topic": ""},
        now=workspace.clock.now(),
    )
    hidden = _HIDDEN.search(content.html)
    return Preview(
        channel=channel,
        template=name,
        customer=str(who["id"]),
        content=content,
        cost=settings.cost * content.parts,
        preheader=_words(hidden[2]) if hidden else "",
        links=tuple((_words(label), html.unescape(target)) for target, label in _HREF.findall(content.html)),
    )


def _customer(workspace: Workspace, name: str, channel: Channel) -> Mapping[str, Any]:
    with workspace.open() as database:
        ingest.sync(workspace, database)
        number = people.number(database, name, workspace.config.workspace.country)
        return portrait(database, number, planning.ADDRESS_KINDS[channel], workspace.clock.now())


def _words(markup: str) -> str:
    """Return the words of a piece of HTML on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).replace("\u200c", "").replace("\xa0", " ").split())


def begin(workspace: Workspace, channel: str, name: str, like: str | None = None) -> Path:
    """Write a new template, made of another one's text (the channel's default, if none is named); return its file.

    Raises:
        MactlError: it is there already, its name leads elsewhere, or the other one is not there.
    """
    known = _channel(channel)
    root = workspace.folder / "templates" / known
    path = root / f"{name}{EXTENSIONS[known]}"
    if path.exists():
        raise MactlError(_("{path} is there already", path=path), _("give another name, or edit that file"))
    if path.parent != root or not name.isprintable() or not name.strip(". "):
        raise UsageError(
            _("{name} is no name of a template", name=ascii(name)), _("letters and digits, such as spring")
        )
    write_where_asked(path, _beginning(workspace, known, name, like).encode())
    return path


def _beginning(workspace: Workspace, channel: Channel, name: str, like: str | None) -> str:
    if channel == "email" and like is None:
        return _EMAIL.replace("NAME", name)
    other = planning.library(workspace).load(channel=channel, name=like or "")
    for root in workspace.template_roots():
        if (root / other.file).is_file():
            return (root / other.file).read_text("utf-8")
    raise MactlError(_("{path} is not there", path=other.file))
