"""Command lines as Chinese keyboards write them."""

from __future__ import annotations

import pytest

from mactl.commands._keyboard import plain


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("１０", "10"),
        ("７ｄ", "7d"),
        ("２０２６－０３－０２Ｔ１４：１０", "2026-03-02T14:10"),
        ("—campaign", "--campaign"),
        ("——yes", "--yes"),
        ("–limit=１０", "--limit=10"),
        ("--limit=１０", "--limit=10"),
        ("0.１", "0.1"),
        ("新品推广", "新品推广"),
        ("６１８大促", "６１８大促"),
        ("ＶＩＰ", "ＶＩＰ"),
        ("—", "—"),
        ("city=上海", "city=上海"),
        ("--where=level ≥ ３", "--where=level ≥ ３"),
        ("--name", "--name"),
    ],
)
def test_options_and_numbers_are_made_plain_and_names_stay(word: str, meant: str) -> None:
    assert plain([word]) == [meant]
