"""Reasons: every code that a gate gives has a sentence."""

from __future__ import annotations

from mactl.core.messages.entitlements import NEEDS
from mactl.core.messages.reasons import DETAILS, REASONS, explanation, sentence


def test_codes_are_short_english() -> None:
    assert all(code.isascii() and code == code.lower() and " " not in code for code in (*REASONS, *DETAILS))


def test_a_code_without_a_sentence_stands_for_itself() -> None:
    assert sentence("late") == "too late"
    assert sentence("something_else") == "something_else"
    assert explanation("2/2 (day)") == "2/2 (day)"


def test_every_kind_of_wechat_template_has_its_needs() -> None:
    assert set(NEEDS) == {"oa_template", "oa_subscribe", "oa_custom", "oa_mass", "mini_subscribe", "wecom"}
