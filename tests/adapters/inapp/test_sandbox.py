"""What the app could not show."""

from __future__ import annotations

import pytest

from mactl.adapters.inapp.sandbox import Settings, provider
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing


@pytest.mark.parametrize(
    ("token", "data", "code"),
    [
        ("u1", {"title": "新品", "body": "到了"}, ""),
        ("", {"title": "新品", "body": "到了"}, "user_missing"),
        ("u1", {"title": "新品"}, "content_empty"),
        ("u1", {"title": "长" * 101, "body": "到了"}, "content_too_long"),
        ("u1", {"title": "新品", "body": "长" * 2001}, "content_too_long"),
    ],
)
def test_check(token: str, data: dict[str, object], code: str) -> None:
    message = Outgoing(id=1, key="k", channel="inapp", address=token, content=Content(data=data), at=0)
    found = provider(Settings(), WorkspaceSettings()).check(message)
    assert (found.code if found else "") == code
