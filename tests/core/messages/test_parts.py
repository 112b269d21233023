from __future__ import annotations

import pytest

from mactl.core.messages.parts import sms_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 70, 1),
        ("你" * 70, 1),
        ("你" * 71, 2),
        ("你" * 134, 2),
        ("你" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("\ud800" * 71, 2),
    ],
)
def test_parts_count_utf16_code_units(text, parts):
    assert sms_parts(text) == parts
