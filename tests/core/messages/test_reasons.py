"""Reasons: every code that a gate gives has a sentence."""

from __future__ import annotations

from pathlib import Path

from mactl.core.messages.entitlements import NEEDS
from mactl.core.messages.gates import NAMES
from mactl.core.messages.reasons import DETAILS, REASONS, explanation, sentence


def test_codes_are_short_english() -> None:
    assert all(code.isascii() and code == code.lower() and " " not in code for code in (*REASONS, *DETAILS))


def test_a_code_without_a_sentence_stands_for_itself() -> None:
    assert sentence("late") == "too late"
    assert sentence("something_else") == "something_else"
    assert explanation("2/2 (day)") == "2/2 (day)"


def test_every_kind_of_wechat_template_has_its_needs() -> None:
    assert set(NEEDS) == {"oa_template", "oa_subscribe", "oa_custom", "oa_mass", "mini_subscribe", "wecom"}


def test_the_manual_names_every_gate_in_order_and_every_reason() -> None:
    page = (Path(__file__).parents[3] / "docs" / "gates.md").read_text(encoding="utf-8")
    places = [page.index(f"| `{name}` |") for name in NAMES]
    assert places == sorted(places)
    assert [code for code in REASONS if f"`{code}`" not in page] == []
