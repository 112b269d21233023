"""Lines that fit: Chinese breaks between signs, never before closing punctuation; words stay whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.terminal.wrapping import fold, halved, width, wrap


def test_a_chinese_sign_takes_two_columns() -> None:
    assert width("新品a") == 5


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("新品推广", 4, ["新品", "推广"]),
        ("新品推，广", 6, ["新品", "推，广"]),
        ("用 config.json 配置", 14, ["用 config.json", "配置"]),
        ("unbreakable", 4, ["unbreakable"]),
        ("", 4, [""]),
    ],
)
def test_text_is_broken_to_fit(text: str, columns: int, lines: list[str]) -> None:
    assert wrap(text, columns) == lines


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("邮件、短信", 8, ["邮件、", "短信"]),
        ("activate_active", 12, ["activate_", "active"]),
        ("mei.wang@mail.example.com", 18, ["mei.wang", "@mail.example.com"]),
        ('{"coupon":"A20","value":20}', 16, ['{"coupon":"A20",', '"value":20}']),
        ("see shop.example.com/b", 16, ["see shop.", "example.com/b"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_what_is_too_long_is_broken_at_its_joints(text: str, columns: int, lines: list[str]) -> None:
    assert fold(text, columns) == lines


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("weeks of the past", ["weeks of", "the past"]),
        ("预计购买次数", ["预计", "购买次数"]),
        ("未来价值（CLV）", ["未来价值", "（CLV）"]),
        ("sent", ["sent"]),
        ("已发放", ["已发放"]),
    ],
)
def test_a_title_is_halved_between_words(title: str, lines: list[str]) -> None:
    assert halved(title) == lines


@given(st.text("中文，。（）_@.-, ab", max_size=60), st.integers(4, 30))
def test_no_line_is_wider_and_nothing_is_lost(text: str, columns: int) -> None:
    lines = fold(text, columns)
    assert max(map(width, lines)) <= columns
    assert "".join("".join(lines).split()) == "".join(text.split())
