"""How journeys end, in words."""

from __future__ import annotations

from mactl.core.flows.endings import outcome


def test_known_endings_have_words_and_an_authors_own_stand_for_themselves() -> None:
    assert (outcome("goal"), outcome("bought elsewhere"), outcome(None)) == ("met the goal", "bought elsewhere", "")
