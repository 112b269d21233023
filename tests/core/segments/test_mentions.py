"""The names in a condition that nobody may have."""

from __future__ import annotations

from mactl.core.segments.mentions import existence, mentions
from mactl.core.segments.text import parse_text


def test_every_name_is_told_once() -> None:
    said = "cty = 上海 and (order_paid(amount > 10) or not tag in 母婴, 儿童) and cty != 杭州 and rfm = 重要挽留"
    assert mentions(parse_text(said)) == [
        ("field", "cty"),
        ("event", "order_paid"),
        ("tag", "母婴"),
        ("tag", "儿童"),
        ("rfm", "重要挽留"),
    ]


def test_what_follows_and_what_is_summed_is_told() -> None:
    said = "cart_updated not followed by order_pad in 3h and sum(tasted.amount) > 5"
    assert mentions(parse_text(said)) == [("event", "cart_updated"), ("event", "order_pad"), ("event", "tasted")]


def test_scores_of_rfm_and_parts_of_tags_name_nothing() -> None:
    assert mentions(parse_text("rfm r >= 4 and tag starts_with 消费/")) == []


def test_existence_asks_whether_anybody_has_it() -> None:
    assert existence("field", "cty") == {"profile.cty": {"exists": True}}
    assert existence("event", "tasted") == {"event": "tasted"}
