"""Two values of a file told apart field by field, in words a marketer reads."""

from __future__ import annotations

from typing import Any

import pytest

from mactl.core.flows.wording import parts, said


def told(before: Any, after: Any) -> list[tuple[str, str, str]]:
    return [(each.key, each.was, each.will) for each in parts(before, after)]


def test_objects_are_looked_into_and_only_what_differs_is_told() -> None:
    was = {"task": {"queue": "desk", "due": "1d", "hours": {"start": "09:00", "stop": "18:00"}, "outcomes": ["a", "b"]}}
    will = {"task": {"queue": "desk", "due": "2d", "hours": {"start": "10:00", "stop": "18:00"}, "outcomes": ["a"]}}
    assert told(was, will) == [
        ("task.due", "1d", "2d"), ("task.hours.start", "09:00", "10:00"), ("task.outcomes", "a, b", "a"),
    ]  # fmt: skip


def test_what_comes_and_goes_has_no_other_side() -> None:
    was = {"send": {"sms": "cart", "fallback": ["email:cart"]}}
    will = {"send": {"push": "cart", "fallback": ["email:cart", "sms:cart"], "grant": [{"coupon": "CART20"}]}}
    assert told(was, will) == [
        ("send.sms", "cart", ""), ("send.fallback", "email:cart", "email:cart, sms:cart"), ("send.push", "", "cart"),
        ("send.grant", "", "coupon CART20"),
    ]  # fmt: skip


def test_conditions_are_sentences_and_filters_of_events_are_short() -> None:
    was = {"if": {"tag": "vip"}}
    (found,) = parts(was, {"if": {"tag": "new"}})
    assert found.key == "if"
    assert found.was != found.will
    assert "{" not in found.was + found.will
    assert told({"wait_until": {"where": {"amount": {">": 1}}}}, {"wait_until": {"where": {"amount": {">": 9}}}}) == [
        ("wait_until.where", "amount > 1", "amount > 9")
    ]


def test_of_a_long_text_what_differs_is_shown_with_some_letters_around() -> None:
    start, end = (
        "您好，这里是某某商城的客服小李，关于您昨天放进购物车的商品，",
        "想请问您还需要帮助吗？祝您生活愉快，再见。" * 3,
    )
    (found,) = told({"script": start + "我们" + end}, {"script": start + "本店" + end})
    key, was, will = found
    assert key == "script"
    assert (was.startswith("…"), was.endswith("…"), "我们" in was, "本店" in will) == (True, True, True, True)
    assert max(len(was), len(will)) < 45


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), (True, "true"), (0, "0"), ("", ""), (["a", "b"], "a, b"), ({"scope": "sms", "n": 1}, "scope sms, n 1"),
     ([{"points": 5, "valid": "30d"}, {"coupon": "x"}], "points 5, valid 30d; coupon x")],
)  # fmt: skip
def test_a_value_has_neither_braces_nor_quotes(value: Any, words: str) -> None:
    assert said(value) == words
