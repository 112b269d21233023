"""A Slack channel's incoming webhook; its address is its secret.

Source: docs.slack.dev/messaging/sending-messages-using-incoming-webhooks: 200 "ok", 429 for too many, else a word.
"""

from __future__ import annotations

from dataclasses import dataclass

from mactl.adapters.robot import _post
from mactl.adapters.robot._post import Settings
from mactl.adapters.socket import Call, Reply
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt

_MOST_BYTES = 30_000
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackRobot:
    """An incoming webhook of Slack."""

    settings: Settings

    def check(self, message: Outgoing) -> Receipt | None:
        """Return None: any text can go."""
        del message
        return None

    def call(self, message: Outgoing) -> Call:
        """Return the post; what Slack would take for a mention or a link is only text."""
        return _post.call(self.settings.url, {"text": _post.cut(message.content.text.translate(_MARKUP), _MOST_BYTES)})

    def receipt(self, reply: Reply) -> Receipt:
        """Read the answer."""
        if reply.status == 200:
            return Receipt(status="sent")
        retry = reply.status == 429 or reply.status >= 500
        words = reply.body[:200].decode("utf-8", "replace")
        return Receipt(status="error", error="retry" if retry else "halt", code=str(reply.status), detail=words)


def provider(settings: Settings, workspace: WorkspaceSettings) -> SlackRobot:  # noqa: ARG001 - the socket's shape
    """Return the robot."""
    return SlackRobot(settings=settings)
