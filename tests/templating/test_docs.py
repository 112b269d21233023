"""The examples of docs/templates.md work as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mactl.templating import Library

PAGE = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ROWS = re.findall(r"^\| `(\{\{.*?\}\})` \| (.*?) \| (.*?) \|$", PAGE, re.MULTILINE)


def test_every_example_is_without_fault(write, library):
    assert len(EXAMPLES) >= 10
    for name, text in EXAMPLES:
        write(name, text)
    assert library.check() == []


@pytest.mark.parametrize(("expression", "chinese", "english"), ROWS)
def test_every_filter_says_what_the_table_says(write, tmp_path, expression, chinese, english):
    write("sms/s.txt", expression.replace("\\|", "|"))
    for locale, currency, said in (("zh", "CNY", chinese), ("en", "USD", english)):
        library = Library(roots=[tmp_path / "templates"], locale=locale, currency=currency)
        assert library.preview(channel="sms", name="s", customer={}, workspace={}, campaign={}).text == said


def test_the_table_was_found():
    assert len(ROWS) >= 15
