"""The manual of conditions: every example reads as it says, and nothing is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mactl.core.segments.operators import OPERATORS
from mactl.core.segments.parse import kinds, parse
from mactl.core.segments.text import parse_text
from mactl.errors import MactlError

PAGE = (Path(__file__).parents[3] / "docs" / "conditions.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\{.*?\})` \| `(.*?)` \| (.*) \|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("document", "words", "sentence"), ROWS)
def test_an_example_is_shown_as_the_manual_says(document: str, words: str, sentence: str) -> None:
    assert parse(json.loads(document)).sentence() == sentence
    assert parse_text(words).sentence() == sentence


def test_every_operator_and_every_condition_has_an_example() -> None:
    documents = " ".join(document for document, _words, _sentence in ROWS)
    spoken = " ".join(words for _document, words, _sentence in ROWS)
    assert [name for name in OPERATORS if f'"{name}":' not in documents and f" {name} " not in spoken] == []
    shown = {type(parse(json.loads(document))) for document, _words, _sentence in ROWS}
    assert set(kinds()) == shown


def test_the_mistake_is_shown_as_the_manual_says() -> None:
    with pytest.raises(MactlError) as caught:
        parse_text("city contain 上海")
    assert f"error: {caught.value.message}\nhint: {caught.value.hint}" in PAGE
