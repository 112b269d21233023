"""What an SMS is billed as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.messages.parts import sms_length, sms_parts


@pytest.mark.parametrize(
    ("text", "length", "parts"),
    [
        ("", 0, 1),
        ("a", 1, 1),
        ("短" * 70, 70, 1),
        ("短" * 71, 71, 2),
        ("短" * 134, 134, 2),
        ("短" * 135, 135, 3),
        ("a" * 70, 70, 1),
        ("a" * 71, 71, 2),
        ("🎉" * 35, 70, 1),
        ("🎉" * 36, 72, 2),
        ("\ud800", 1, 1),
    ],
)
def test_parts(text: str, length: int, parts: int) -> None:
    assert (sms_length(text), sms_parts(text)) == (length, parts)


@given(st.text(max_size=500), st.characters())
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert sms_parts(text + more) >= sms_parts(text) >= 1
    assert sms_parts(text) * 70 >= sms_length(text)
