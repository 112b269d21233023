"""Sentences are translated first and filled after; the language follows MACTL_LANG, then the locale."""

import pytest

from mactl import i18n


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        ({"MACTL_LANG": "zh", "LC_ALL": "C"}, "zh"),
        ({"MACTL_LANG": "en", "LANG": "zh_CN"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_asked_for(environ: dict[str, str], language: str) -> None:
    assert i18n.preferred(environ) == language


def test_a_sentence_is_translated_and_then_filled() -> None:
    say = i18n._
    assert say("{path} cannot be written", path="a{b}") == "a{b} cannot be written"
    i18n.use("zh")
    assert say("{path} cannot be written", path="a{b}") == "a{b} 无法写入"


def test_an_unknown_sentence_or_language_is_said_in_english() -> None:
    i18n.use("zh")
    assert i18n.mark("never said") == "never said"
    assert i18n._("never said") == "never said"
    i18n.use("fr")
    assert i18n._("upgrade mactl") == "upgrade mactl"


def test_plurals_follow_the_number() -> None:
    said = [i18n.ngettext("{n} box", "{n} boxes", n) for n in (1, 2)]
    assert said == ["1 box", "2 boxes"]
