"""A robot in a DingTalk (钉钉) group, signed where it has a secret.

Source: open.dingtalk.com/document/robots/customize-robot-security-settings: the sign is the Base64 of HMAC-SHA256 over
the timestamp (ms), a line break and the secret, with the secret as key, in the address; errcode 130101 for too many.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote_plus

from mactl.adapters.robot import _post
from mactl.adapters.robot._post import Settings
from mactl.adapters.socket import Call, Reply
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt

_MOST_BYTES = 15_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DingtalkRobot:
    """A robot of DingTalk."""

    settings: Settings

    def check(self, message: Outgoing) -> Receipt | None:
        """Return None: any text can go."""
        del message
        return None

    def call(self, message: Outgoing) -> Call:
        """Return the post, signed for the instant at which it goes."""
        content = _post.cut(message.content.text, _MOST_BYTES)
        return _post.call(self._signed(message.at), {"msgtype": "text", "text": {"content": content}})

    def receipt(self, reply: Reply) -> Receipt:
        """Read the answer."""
        return _post.answer(reply, "errcode", "errmsg", {130101: "retry", -1: "retry"})

    def _signed(self, at: int) -> str:
        url, secret = self.settings.url, self.settings.secret
        if not secret:
            return url
        return f"{url}{'&' if '?' in url else '?'}timestamp={at}&sign={quote_plus(sign(secret, at))}"


def sign(secret: str, at: int) -> str:
    """Return the sign of an instant (milliseconds)."""
    words = f"{at}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), words, hashlib.sha256).digest()).decode()


def provider(settings: Settings, workspace: WorkspaceSettings) -> DingtalkRobot:  # noqa: ARG001 - the socket's shape
    """Return the robot."""
    return DingtalkRobot(settings=settings)
