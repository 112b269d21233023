"""What a platform would refuse."""

from __future__ import annotations

import pytest

from mactl.adapters.social.sandbox import LONGEST, Settings, post_length, provider
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing


@pytest.mark.parametrize(
    ("platform", "text", "code"),
    [
        ("weibo", "上新了", ""),
        ("weibo", "长" * 2001, "content_too_long"),
        ("x", "a" * 280, ""),
        ("x", "长" * 141, "content_too_long"),
        ("weibo", " ", "content_empty"),
        ("myspace", "hi", "platform_unknown"),
    ],
)
def test_check(platform: str, text: str, code: str) -> None:
    message = Outgoing(id=1, key="k", channel="social", address="", content=Content(text=text), at=0)
    found = provider(Settings(platform=platform), WorkspaceSettings()).check(message)
    assert (found.code if found else "") == code


def test_wide_characters_count_twice_on_x_only() -> None:
    assert [post_length("a长", platform) for platform in ("x", "weibo")] == [3, 2]
    assert set(LONGEST) > {"weibo", "x", "xiaohongshu"}
