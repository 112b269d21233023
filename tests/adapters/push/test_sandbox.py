"""What a push service would refuse."""

from __future__ import annotations

import pytest

from mactl.adapters.push.sandbox import Settings, provider
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing


@pytest.mark.parametrize(
    ("token", "data", "code"),
    [
        ("t", {"title": "新品", "body": "到了"}, ""),
        ("", {"title": "新品", "body": "到了"}, "invalid_token"),
        ("a b", {"title": "新品", "body": "到了"}, "invalid_token"),
        ("t", {"title": " ", "body": "到了"}, "content_empty"),
        ("t", {"title": "新品"}, "content_empty"),
        ("t", {"title": "长" * 51, "body": "到了"}, "content_too_long"),
        ("t", {"title": "新品", "body": "长" * 201}, "content_too_long"),
        ("t", {"title": "新品", "body": "到了", "extra": "长" * 1400}, "payload_too_large"),
    ],
)
def test_check(token: str, data: dict[str, object], code: str) -> None:
    message = Outgoing(id=1, key="k", channel="push", address=token, content=Content(data=data), at=0)
    found = provider(Settings(), WorkspaceSettings()).check(message)
    assert (found.code if found else "") == code
