"""Help: in the language spoken, examples left as they are, no line beyond the terminal's edge."""

import pytest

from mactl import registry
from mactl.terminal.wrapping import width
from tests.commands.conftest import Mactl

MINE = ("init", "backup", "doctor", "schema", "stop", "resume", "campaign", "segment", "template")


def verbs(name: str) -> list[list[str]]:
    """Return the lines of a command and of each of its verbs."""
    package = f"mactl.commands.{name}"
    found = registry.names(package) if hasattr(registry.load("mactl.commands", name), "__path__") else []
    return [[name], *([name, verb] for verb in found)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", MINE)
def test_help_fits_eighty_columns_and_has_an_example(mactl: Mactl, name: str, language: str) -> None:
    for words in verbs(name):
        done = mactl(*words, "--help", "--lang", language)
        assert done.code == 0
        assert max(width(line) for line in done.out.splitlines()) <= 80, words
        if len(words) == 2:
            assert f"      mactl {' '.join(words)}" in done.out.replace("EDITOR=nano ", ""), words


def test_help_is_translated_and_examples_are_not(mactl: Mactl) -> None:
    page = mactl("init", "--help", "--lang", "zh").out
    assert page.startswith("用法：mactl init [OPTIONS] [DIR]\n")
    assert "新建工作区" in page
    assert "\n      mactl init shop --demo\n" in page


def test_a_command_is_listed_with_its_first_sentence(mactl: Mactl) -> None:
    assert "Make a workspace: a folder with config.json" in mactl("--help").out


def test_what_a_number_may_be_is_said_in_words(mactl: Mactl) -> None:
    page = " ".join(mactl("customers", "undo", "--help").out.split())
    assert "BATCH The number of the import; mactl customers batches lists them. [at least 1; required]" in page
    assert "[默认: 7; 1 至 92]" in mactl("calendar", "--help", "--lang", "zh").out
