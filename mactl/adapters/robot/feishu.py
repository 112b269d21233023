"""A robot in a Feishu (飞书, Lark) group, signed where it has a secret.

Source: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: the sign is the Base64 of HMAC-SHA256 over
nothing, with the timestamp (s), a line break and the secret as key, in the body; code 11232 for too many.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from mactl.adapters.robot import _post
from mactl.adapters.robot._post import Settings
from mactl.adapters.socket import Call, Reply
from mactl.clock import SECOND
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt

_MOST_BYTES = 15_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeishuRobot:
    """A robot of Feishu."""

    settings: Settings

    def check(self, message: Outgoing) -> Receipt | None:
        """Return None: any text can go."""
        del message
        return None

    def call(self, message: Outgoing) -> Call:
        """Return the post, signed for the instant at which it goes."""
        body: dict[str, object] = {
            "msg_type": "text", "content": {"text": _post.cut(message.content.text, _MOST_BYTES)},
        }  # fmt: skip
        if self.settings.secret:
            seconds = message.at // SECOND
            body |= {"timestamp": str(seconds), "sign": sign(self.settings.secret, seconds)}
        return _post.call(self.settings.url, body)

    def receipt(self, reply: Reply) -> Receipt:
        """Read the answer."""
        return _post.answer(reply, "code", "msg", {11232: "retry", 9499: "retry"})


def sign(secret: str, seconds: int) -> str:
    """Return the sign of an instant (seconds)."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def provider(settings: Settings, workspace: WorkspaceSettings) -> FeishuRobot:  # noqa: ARG001 - the socket's shape
    """Return the robot."""
    return FeishuRobot(settings=settings)
