"""What is kept in a log tells nobody's address and no secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.masking import masked_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("550 5.1.1 <zhang.san@x.com> unknown", "550 5.1.1 <z***@x.com> unknown"),
        ("to 13800000000 and +8613900001234", "to 138****0000 and 139****1234"),
        ("+1 415 555 0100 replied", "141****0100 replied"),
        ('{"api_key": "sk-12345", "n": 3}', '{"api_key": "***", "n": 3}'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("smtp://mei:hunter2@mail.example.com/", "smtp://mei:***@mail.example.com/"),
        ("token=abc&x=1", "token=***&x=1"),
        ("2026-03-02T14:10:00+08:00 sent 21,307 for ¥1,299.00", "2026-03-02T14:10:00+08:00 sent 21,307 for ¥1,299.00"),
        ("order 20260302141000123456", "order 20260302141000123456"),
        ("活动 新品推广 已发送 3 条", "活动 新品推广 已发送 3 条"),
    ],
)
def test_addresses_and_secrets_are_masked_and_nothing_else(text: str, masked: str) -> None:
    assert masked_text(text) == masked


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.sampled_from(["", "+86", "86"]))
def test_no_chinese_number_is_left_whole(number: str, prefix: str) -> None:
    assert number not in masked_text(f"to {prefix}{number}: 未知号码")
