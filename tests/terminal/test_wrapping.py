"""Lines that fit: Chinese breaks between signs, never before closing punctuation; words stay whole."""

import pytest

from mactl.terminal.wrapping import width, wrap


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
