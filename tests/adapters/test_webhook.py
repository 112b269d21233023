"""What a webhook posts and what its answers mean."""

from __future__ import annotations

import json

import pytest

from mactl.adapters.socket import Reply
from mactl.adapters.webhook import call, receipt


def test_the_call_carries_its_key_and_hides_its_own_headers() -> None:
    request = {
        "url": "https://crm.example.com/hook?k=1",
        "headers": {"Authorization": "Bearer abc"},
        "body": {"名": "王"},
    }
    made = call(request, "cart/3/hook/2")
    assert (made.method, made.url, made.headers["idempotency-key"]) == ("POST", request["url"], "cart/3/hook/2")
    assert json.loads(made.body) == {"名": "王"}
    assert made.secret == {"authorization"}
    assert made.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "expected"),
    [(200, ("sent", None)), (204, ("sent", None)), (301, ("error", "content")), (404, ("error", "content")),
     (408, ("error", "retry")), (429, ("error", "retry")), (500, ("error", "retry")), (503, ("error", "retry"))],
)  # fmt: skip
def test_answers(status: int, expected: tuple[str, str | None]) -> None:
    found = receipt(Reply(status=status, headers={}, body="请求\n有误".encode() * 100))
    assert (found.status, found.error) == expected
    assert len(found.detail) <= 200
    assert "\n" not in found.detail
