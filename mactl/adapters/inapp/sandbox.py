"""Messages inside the shop's own app that stay here: a line of ``data/sandbox/inapp.jsonl``."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.adapters._record import line, refused
from mactl.adapters.socket import Record
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the sandbox reads of an in-app channel; lengths in characters."""

    __pydantic_config__ = {"extra": "ignore"}  # noqa: RUF012 - pydantic reads it from the class

    max_title: int = 100
    max_body: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxInapp:
    """In-app messages into a file."""

    settings: Settings

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why the app could not show ``message``, or None."""
        data = message.content.data
        title, body = str(data.get("title") or ""), str(data.get("body") or "")
        if not (message.address or message.customer):
            return refused("user_missing", _("nobody to show it to"), "suppress")
        if not title.strip() or not body.strip():
            return refused("content_empty", _("an in-app message needs a title and a body"))
        if len(title) > self.settings.max_title or len(body) > self.settings.max_body:
            most = {"title": self.settings.max_title, "body": self.settings.max_body}
            return refused("content_too_long", _("at most {title} characters of title, {body} of body", **most))
        return None

    def record(self, message: Outgoing) -> Record:
        """Return the message as a line."""
        return line(message, content=message.content.data)


def provider(settings: Settings, workspace: WorkspaceSettings) -> SandboxInapp:  # noqa: ARG001 - the socket's shape
    """Return the sandbox for in-app messages."""
    return SandboxInapp(settings=settings)
