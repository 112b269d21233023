from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.templating.filters import truncate_zh
from mactl.templating.people import given_name, masked


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("王小明", "王**"),
        ("王明", "王**"),
        ("欧阳娜娜", "欧阳**"),
        ("Anna Li", "A***"),
        ("13800000000", "138****0000"),
        ("+8613800000000", "138****0000"),
        ("+1 (415) 555-0100", "141****0100"),
        ("1234567", "12****67"),
        ("zhang@x.com", "z***@x.com"),
        ("", ""),
    ],
)
def test_masked(value, said):
    assert masked(value) == said


@given(st.text(min_size=3, max_size=30))
def test_masking_never_shows_a_long_value_whole(text):
    assert masked(text) != text or "*" in text or not text.strip()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("王小明", "小明"),
        ("王明", "王明"),
        ("欧阳娜娜", "娜娜"),
        ("欧阳修", "欧阳修"),
        ("Anna Maria Li", "Anna"),
        ("Li, Anna", "Anna"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("  ", ""),
    ],
)
def test_given_name(value, said):
    assert given_name(value) == said


@pytest.mark.parametrize(
    ("text", "width", "said"),
    [
        ("新品上市全场五折", 8, "新品上市全场五折"),
        ("新品上市全场五折", 5, "新品上市…"),
        ("abcdefgh", 4, "abcdefgh"),
        ("abcdefghi", 4, "abcdefg…"),
        ("", 3, ""),
    ],
)
def test_truncate_counts_chinese_letters(text, width, said):
    assert truncate_zh(text, width) == said


@given(st.text(), st.integers(1, 20))
def test_truncate_never_lengthens(text, width):
    assert len(truncate_zh(text, width)) <= max(len(text), 1)
