"""Help: in the language spoken, examples left as they are, no line beyond the terminal's edge."""

import pytest

from mactl.terminal.wrapping import width
from tests.commands.conftest import Mactl


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_fits_eighty_columns(mactl: Mactl, language: str) -> None:
    for words in ([], ["init"]):
        done = mactl(*words, "--help", "--lang", language)
        assert done.code == 0
        assert max(width(line) for line in done.out.splitlines()) <= 80


def test_help_is_translated_and_examples_are_not(mactl: Mactl) -> None:
    page = mactl("init", "--help", "--lang", "zh").out
    assert page.startswith("用法: mactl init [OPTIONS] [DIR]\n")
    assert "新建工作区" in page
    assert "\n      mactl init shop --demo\n" in page


def test_a_command_is_listed_with_its_first_sentence(mactl: Mactl) -> None:
    assert "Make a workspace: a folder with config.json" in mactl("--help").out
