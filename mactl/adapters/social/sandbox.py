"""Posts that stay here: a line of ``data/sandbox/social.jsonl``, as long as the platform lets a post be."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from mactl.adapters._record import line, refused
from mactl.adapters.socket import Record
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt
from mactl.i18n import _

# The longest post in characters; on X a wide character counts as two.
LONGEST = {
    "weibo": 2000,
    "xiaohongshu": 1000,
    "douyin": 1000,
    "x": 280,
    "bluesky": 300,
    "mastodon": 500,
    "instagram": 2200,
    "linkedin": 3000,
    "facebook": 63206,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the sandbox reads of a social channel: the platform that the posts are for."""

    __pydantic_config__ = {"extra": "ignore"}  # noqa: RUF012 - pydantic reads it from the class

    platform: str = "weibo"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSocial:
    """Posts into a file."""

    platform: str

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why the platform would refuse the post, or None."""
        most = LONGEST.get(self.platform)
        if most is None:
            known = ", ".join(sorted(LONGEST))
            return refused("platform_unknown", _("{name} is none of {known}", name=self.platform, known=known), "halt")
        if not message.content.text.strip():
            return refused("content_empty", _("the post is empty"))
        length = post_length(message.content.text, self.platform)
        if length > most:
            return refused("content_too_long", _("{n} characters, at most {most}", n=length, most=most))
        return None

    def record(self, message: Outgoing) -> Record:
        """Return the post as a line."""
        return line(message, platform=self.platform, content=message.content.text)


def post_length(text: str, platform: str) -> int:
    """Return how long ``platform`` takes ``text`` to be."""
    if platform != "x":
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in unicodedata.normalize("NFC", text))


def provider(settings: Settings, workspace: WorkspaceSettings) -> SandboxSocial:  # noqa: ARG001 - the socket's shape
    """Return the sandbox for posts."""
    return SandboxSocial(platform=settings.platform)
