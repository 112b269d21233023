"""Push notifications that stay here: a line of ``data/sandbox/push.jsonl``, as long as vendors' services take."""

from __future__ import annotations

import json
from dataclasses import dataclass

from mactl.adapters._record import line, refused
from mactl.adapters.socket import Record
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt
from mactl.i18n import _

PAYLOAD = 4096  # bytes: APNs and FCM alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the sandbox reads of a push channel; lengths in characters, as the Chinese vendors' services have them."""

    __pydantic_config__ = {"extra": "ignore"}  # noqa: RUF012 - pydantic reads it from the class

    max_title: int = 50
    max_body: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxPush:
    """Notifications into a file."""

    settings: Settings

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why a push service would refuse ``message``, or None."""
        data, token = message.content.data, message.address
        title, body = str(data.get("title") or ""), str(data.get("body") or "")
        if not token or len(token) > PAYLOAD or any(sign.isspace() for sign in token):
            return refused("invalid_token", _("not a device token"), "suppress")
        if not title.strip() or not body.strip():
            return refused("content_empty", _("a notification needs a title and a body"))
        if len(title) > self.settings.max_title or len(body) > self.settings.max_body:
            most = {"title": self.settings.max_title, "body": self.settings.max_body}
            return refused("content_too_long", _("at most {title} characters of title, {body} of body", **most))
        size = len(json.dumps(dict(data), ensure_ascii=False, default=str).encode("utf-8", "replace"))
        if size > PAYLOAD:
            return refused("payload_too_large", _("{n} bytes, at most {most}", n=size, most=PAYLOAD))
        return None

    def record(self, message: Outgoing) -> Record:
        """Return the notification as a line."""
        return line(message, content=message.content.data)


def provider(settings: Settings, workspace: WorkspaceSettings) -> SandboxPush:  # noqa: ARG001 - the socket's shape
    """Return the sandbox for push notifications."""
    return SandboxPush(settings=settings)
