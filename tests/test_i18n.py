"""Sentences are translated first and filled after; the language follows MACTL_LANG, then the locale."""

import gettext
import re

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


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("{length} 内", {"length": "7 天"}, "7 天内"),
        ("{length} 内", {"length": "7d"}, "7d 内"),
        ("在 {length} 内", {"length": "一周"}, "在一周内"),
        ("在 {length} 内", {"length": "7 天"}, "在 7 天内"),
        ("没有 {name} 的 {kind}", {"name": "张 三", "kind": "记录"}, "没有张 三的记录"),
        ("没有 {name} 的 {kind}", {"name": "vip", "kind": "tag"}, "没有 vip 的 tag"),
        ("{a} {b}", {"a": "中", "b": "文"}, "中文"),
        ("{{ 中 {a} }} 文", {"a": "国"}, "{ 中国 } 文"),
        ("共 {n:,} 人", {"n": 1200}, "共 1,200 人"),
        ("{a!r} 中", {"a": "中"}, "'中' 中"),
        ("中 文", {}, "中 文"),
    ],
)
def test_no_blank_is_left_between_chinese_words(text: str, values: dict[str, object], said: str) -> None:
    i18n.use("zh")
    assert i18n.fill(text, values) == said
    i18n.use("en")
    assert i18n.fill(text, values) == text.format(**values)


def test_no_translation_has_a_blank_between_chinese_words() -> None:
    between = re.compile("[\u4e00-\u9fff] [\u4e00-\u9fff]")
    with (i18n.FOLDER / "zh" / "LC_MESSAGES" / "mactl.mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)
    every = catalogue._catalog.values()  # type: ignore[attr-defined] # there is no other way to all of them
    # On a command line the blanks are the point: mactl -C DIR, --map FIELD=COLUMN.
    assert [said for said in every if between.search(said) and "--" not in said and " -C " not in said] == []
