"""A robot in a WeCom (企业微信) group; its address holds its key.

Source: developer.work.weixin.qq.com/document/path/91770: text of at most 2,048 bytes, errcode 45009 for too many.
"""

from __future__ import annotations

from dataclasses import dataclass

from mactl.adapters.robot import _post
from mactl.adapters.robot._post import Settings
from mactl.adapters.socket import Call, Reply
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt

_MOST_BYTES = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class WecomRobot:
    """A robot of WeCom."""

    settings: Settings

    def check(self, message: Outgoing) -> Receipt | None:
        """Return None: any text can go."""
        del message
        return None

    def call(self, message: Outgoing) -> Call:
        """Return the post."""
        content = _post.cut(message.content.text, _MOST_BYTES)
        return _post.call(self.settings.url, {"msgtype": "text", "text": {"content": content}})

    def receipt(self, reply: Reply) -> Receipt:
        """Read the answer."""
        return _post.answer(reply, "errcode", "errmsg", {45009: "retry", -1: "retry"})


def provider(settings: Settings, workspace: WorkspaceSettings) -> WecomRobot:  # noqa: ARG001 - the socket's shape
    """Return the robot."""
    return WecomRobot(settings=settings)
