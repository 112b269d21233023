"""Which events may change what a condition says: of all others a segment need not hear."""

from __future__ import annotations

from typing import Any

import pytest

from mactl.core.segments.condition import Context
from mactl.core.segments.parse import parse

BOUGHT: dict[str, Any] = {"event": "order_paid", "within": "30d"}
LEFT = {"event": "cart_updated", "not_followed_by": {"event": "order_paid", "within": "1d"}}
SPENT = {"sum": {"event": "order_paid", "of": "amount"}, "is": {">=": 500}}
TYPES: list[tuple[dict[str, Any], set[str] | None]] = [
    (BOUGHT, {"order_paid"}),
    (SPENT, {"order_paid"}),
    (LEFT, {"cart_updated", "order_paid"}),
    ({"not": {"all": [BOUGHT, {"event": "login"}]}}, {"order_paid", "login"}),
    ({"segment": "buyers"}, {"order_paid"}),
    ({"any": [{"segment": "buyers"}, {"tag": "vip"}]}, {"order_paid"}),
    ({"profile.city": "上海"}, set()),
    ({"profile.signup_at": {"after": "-30d"}}, set()),
    ({"tag": "vip"}, set()),
    ({"has": "email"}, set()),
    ({"consent": "email"}, set()),
    ({"suppressed": True}, set()),
    ({"sample": 0.1}, set()),
    ({"score": {">=": 10}}, None),
    ({"message": "opened"}, None),
    ({"any": [{"tag": "vip"}, {"score": {">=": 10}}]}, None),
    ({"all": []}, None),
]


@pytest.mark.parametrize(("said", "types"), TYPES, ids=[str(said) for said, _types in TYPES])
def test_the_types_of_events_that_matter(said: dict[str, Any], types: set[str] | None) -> None:
    assert parse(said).event_types(Context(now=0, segments={"buyers": parse(BOUGHT)})) == types
