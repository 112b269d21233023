"""What WeChat demands of each kind of message."""

from __future__ import annotations

from typing import Any

import pytest

from mactl.clock import HOUR
from mactl.core.messages.gates import judge
from tests.core.messages.samples import (
    NOON,
    WECHAT,
    changed,
    facts,
)


@pytest.mark.parametrize(
    ("needs", "known", "detail"),
    [
        (("following",), {"follows": 0}, "not_following"),
        (("following", "recent"), {"last_inbound": NOON - 48 * HOUR}, "window_closed"),
        (("following", "recent"), {"last_inbound": None}, "window_closed"),
        (("following", "recent"), {"last_inbound": NOON - 48 * HOUR + 1}, ""),
        (("subscription",), {"follows": 0}, "no_subscription"),
        (("subscription",), {"follows": 0, "subscriptions_left": 1}, ""),
        (("following", "quota"), {"quota_left": 0}, "quota"),
        (("following", "quota"), {"quota_left": 1}, ""),
    ],
)
def test_entitlements(needs: Any, known: dict[str, Any], detail: str) -> None:
    verdict = judge(facts(**known, consent=None), changed(WECHAT, needs=needs), NOON)
    assert (verdict.detail, verdict.falls_through) == (detail, bool(detail))
    assert verdict.reason == ("no_entitlement" if detail else "")
