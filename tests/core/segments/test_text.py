"""Conditions in the words of the command line."""

from __future__ import annotations

import pytest

from mactl.core.segments.parse import parse
from mactl.core.segments.text import parse_text, to_json
from mactl.errors import MactlError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("city in 上海,杭州", {"profile.city": {"in": ["上海", "杭州"]}}),
        ("city in 上海，杭州", {"profile.city": {"in": ["上海", "杭州"]}}),
        ("city = 上海", {"profile.city": {"=": "上海"}}),
        ("city==上海", {"profile.city": {"=": "上海"}}),
        ("city <> 上海", {"profile.city": {"!=": "上海"}}),
        ("level≥３", {"profile.level": {">=": 3}}),
        ("level ≤ 3", {"profile.level": {"<=": 3}}),
        ("level ≠ 3", {"profile.level": {"!=": 3}}),
        ("level => 3", {"profile.level": {">=": 3}}),
        ("level =< 3", {"profile.level": {"<=": 3}}),
        ("level＞＝３", {"profile.level": {">=": 3}}),
        ("city in 上海、杭州", {"profile.city": {"in": ["上海", "杭州"]}}),
        ("city　＝　”上海“", {"profile.city": {"=": "上海"}}),
        ("city = ‘上海’", {"profile.city": {"=": "上海"}}),
        ("name = “张（三），四”", {"profile.name": {"=": "张（三），四"}}),
        ("name = O’Brien", {"profile.name": {"=": "O’Brien"}}),
        ("tag = 母婴 并且 level ＞ ３ 或者 vip = true", {
            "any": [{"all": [{"tag": {"=": "母婴"}}, {"profile.level": {">": 3}}]}, {"profile.vip": {"=": True}}]}),
        ("order_paid（amount ≥ １００）≥ ３ in ３０ｄ",
         {"event": "order_paid", "where": {"amount": {">=": 100}}, "count": {">=": 3}, "within": "30d"}),
        ("level >= 3", {"profile.level": {">=": 3}}),
        ("profile.attributes.level >= 3.5", {"profile.attributes.level": {">=": 3.5}}),
        ("id = 0086", {"profile.id": {"=": "0086"}}),
        ("vip = true", {"profile.vip": {"=": True}}),
        ('name = "张 三"', {"profile.name": {"=": "张 三"}}),
        ("name = “张 三”", {"profile.name": {"=": "张 三"}}),
        (r'name = "a\"b"', {"profile.name": {"=": 'a"b'}}),
        ("city not in 上海, 杭州", {"profile.city": {"not_in": ["上海", "杭州"]}}),
        ("phone starts_with 138", {"profile.phone": {"starts_with": "138"}}),
        ("age between 18 and 30 and city = 上海",
         {"all": [{"profile.age": {"between": [18, 30]}}, {"profile.city": {"=": "上海"}}]}),
        ("email exists", {"profile.email": {"exists": True}}),
        ("city empty", {"profile.city": {"empty": True}}),
        ("birthday anniversary +3d", {"profile.birthday": {"anniversary": "+3d"}}),
        (
            "birthday anniversary between today and +7d",
            {"profile.birthday": {"anniversary": {"from": "today", "to": "+7d"}}},
        ),
        ("consent email is unknown", {"consent": "email", "is": "unknown"}),
        ("consent sms promo is withdrawn", {"consent": "sms", "topic": "promo", "is": "withdrawn"}),
        ("last_login before -30d", {"profile.last_login": {"before": "-30d"}}),
        ("tag = 母婴", {"tag": {"=": "母婴"}}),
        ("tag 母婴", {"tag": "母婴"}),
        ("tag != 2026", {"tag": {"!=": "2026"}}),
        ("tag in 母婴, 儿童", {"tag": {"in": ["母婴", "儿童"]}}),
        ("order_paid", {"event": "order_paid"}),
        ("order_paid in 30d", {"event": "order_paid", "within": "30d"}),
        ("order_paid >= 3 in 30d", {"event": "order_paid", "count": {">=": 3}, "within": "30d"}),
        ("order_paid between 2 and 5 in 30d", {"event": "order_paid", "count": {"between": [2, 5]}, "within": "30d"}),
        ("order_paid between last_month and today", {"event": "order_paid", "between": ["last_month", "today"]}),
        ("tasted >= 3 in 30d", {"event": "tasted", "count": {">=": 3}, "within": "30d"}),
        ("tasted in 30d", {"event": "tasted", "within": "30d"}),
        ("did tasted", {"event": "tasted"}),
        ("order_paid(amount > 100, channel = app) = 0 in 7d",
         {"event": "order_paid", "where": {"amount": {">": 100}, "channel": {"=": "app"}}, "count": {"=": 0},
          "within": "7d"}),
        ("sum(order_paid.amount) >= 5000 in 365d",
         {"sum": {"event": "order_paid", "of": "amount", "within": "365d"}, "is": {">=": 5000}}),
        ("last(order_paid(channel = app).at) before -90d",
         {"last": {"event": "order_paid", "where": {"channel": {"=": "app"}}, "of": "at"}, "is": {"before": "-90d"}}),
        ("segment = vip_users", {"segment": "vip_users"}),
        ("segment in a, b", {"any": [{"segment": "a"}, {"segment": "b"}]}),
        ("segment != a", {"not": {"segment": "a"}}),
        ("has email", {"has": "email"}),
        ("consent email promo", {"consent": "email", "topic": "promo"}),
        ("consent email and has email", {"all": [{"consent": "email"}, {"has": "email"}]}),
        ("not suppressed", {"not": {"suppressed": True}}),
        ("sample 0.1 by pilot-1", {"sample": 0.1, "key": "pilot-1"}),
        ("message clicked campaign 新品推广 in 14d", {"message": "clicked", "campaign": "新品推广", "within": "14d"}),
        ("all", {"all": []}),
        ("tag a or tag b and tag c", {"any": [{"tag": "a"}, {"all": [{"tag": "b"}, {"tag": "c"}]}]}),
        ("(tag a or tag b) and not tag c", {"all": [{"any": [{"tag": "a"}, {"tag": "b"}]}, {"not": {"tag": "c"}}]}),
        ("（tag a 或 tag b）且 非 tag c", {"all": [{"any": [{"tag": "a"}, {"tag": "b"}]}, {"not": {"tag": "c"}}]}),
    ],
)  # fmt: skip
def test_words_say_what_json_says(text: str, value: object) -> None:
    assert to_json(text) == value
    assert parse_text(text)


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 0, "says no condition"),
        ("city", 4, "an operator is missing"),
        ("city is 上海", 5, "operator is missing"),
        ("city contain 上海", 5, "Did you mean contains?"),
        ("city = ", 7, "a value is missing"),
        ("city = 上海 tag = x", 12, "and or or is missing"),
        ("city = '上海", 7, "quote does not end"),
        ("(city = 上海", 12, ") is missing"),
        ("city = 上海)", 11, "and or or is missing"),
        ("tag x and order_paid in 30d and has emial", 32, "Did you mean email?"),
        ("age between 3, 4", 13, "and is missing"),
        ("consent mail", 8, "Did you mean email?"),
        ("message open", 8, "Did you mean opened?"),
        ("sample 3", 0, "from 0 to 1"),
        ("birthday before soon", 0, "-30d"),
        ("city ! 3", 5, "sign means nothing"),
        ("order_paid(amount 3)", 18, "operator is missing"),
        ("and", 0, "a condition is missing"),
    ],
)
def test_a_fault_points_at_its_column(text: str, column: int, words: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse_text(text)
    said = caught.value
    assert words in f"{said.message} {said.hint}"
    assert said.message.splitlines()[-1].index("^") == column + 2


def test_json_that_is_no_json_is_named() -> None:
    assert parse_text(' {"tag": "母婴"}').json() == {"tag": "母婴"}
    with pytest.raises(MactlError, match="not JSON"):
        parse_text('{"tag": 母婴}')


def test_brackets_without_end_are_no_crash() -> None:
    with pytest.raises(MactlError, match="nested too deeply"):
        parse_text("(" * 5000)
    with pytest.raises(MactlError, match="nested too deeply"):
        parse_text("not " * 5000 + "tag x")


def test_full_width_signs_in_json_are_named() -> None:
    with pytest.raises(MactlError) as caught:
        parse_text('{"profile.city"： "上海"}')
    assert "full-width “：”" in caught.value.message


def test_values_in_full_width_signs_read_back() -> None:
    condition = parse_text("name = “ＡＢＣ（一）”")
    assert condition.json() == {"profile.name": "ＡＢＣ（一）"}
    assert parse_text(condition.text()) == condition


@pytest.mark.parametrize(
    ("operator", "guess"),
    [("≥", ">="), ("＞＝", ">="), ("=>", ">="), ("=<", "<="), ("==", "="), ("<>", "!="), ("≠", "!="), ("gte", ">=")],
)
def test_an_operator_of_another_spelling_is_guessed_in_json(operator: str, guess: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse({"event": "order_paid", "where": {"amount": {operator: 100}}})
    assert caught.value.hint == f"Did you mean {guess}?"
