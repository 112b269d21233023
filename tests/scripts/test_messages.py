"""The enforcer of translations must be able to fail, and the project's own catalogues must pass it."""

import gettext
from pathlib import Path

import pytest

from scripts import messages

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
GOOD = (
    'msgid "Hello {name}"\nmsgstr "你好，{name}"\n\nmsgid "{n} person"\nmsgid_plural "{n} people"\nmsgstr[0] "{n} 人"\n'
)
SOURCE = '_("Hello {name}", name=x)\nngettext("{n} person", "{n} people", 3)\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    messages.folder(tmp_path).mkdir(parents=True)
    (tmp_path / "mactl" / "greet.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def put(project: Path, name: str, entries: str) -> None:
    (messages.folder(project) / name).write_text(HEADER + entries, encoding="utf-8")


@pytest.mark.slow  # scripts/check asks the same in its part `messages`, --fast or not
def test_every_sentence_of_the_project_has_its_translation() -> None:
    assert messages.faults(messages.ROOT) == []


def test_the_project_says_something() -> None:
    assert messages.sentences(messages.ROOT)


def test_a_complete_catalogue_has_no_faults(project: Path) -> None:
    put(project, "greet.po", GOOD)
    assert messages.faults(project) == []


def test_a_missing_sentence_is_named_with_its_place(project: Path) -> None:
    put(project, "greet.po", GOOD.split("\n\n")[1])
    assert messages.faults(project) == ["mactl/greet.py:1: no translation of 'Hello {name}'"]


def test_a_sentence_is_found_wherever_it_stands(project: Path) -> None:
    (project / "mactl" / "deep.py").write_text("x = f\"{_('error')}: \" + i18n._('long ' 'words') + _(x) + g('no')\n")
    found = set(messages.sentences(project))
    assert found == {"error", "long words", "Hello {name}", ("{n} person", "{n} people")}


def test_marked_and_empty_sentences_count(project: Path) -> None:
    (project / "mactl" / "later.py").write_text('reason = mark("too late")\n', encoding="utf-8")
    put(project, "greet.po", GOOD + '\nmsgid "too late"\nmsgstr ""\n')
    assert messages.faults(project) == ["mactl/later.py:1: no translation of 'too late'"]


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        (GOOD + '\nmsgid "Bye"\nmsgstr "再见"\n', "nobody says 'Bye'"),
        ("#, fuzzy\n" + GOOD, "marked fuzzy"),
        (GOOD.replace("你好，{name}", "你好，{nama}"), "the gaps of"),
        (GOOD.replace("{n} 人", "人"), "the gaps of"),
        (GOOD.replace("你好，{name}", "你好，{name"), "braces do not pair"),
    ],
)
def test_a_faulty_entry_is_named(project: Path, entries: str, fault: str) -> None:
    put(project, "greet.po", entries)
    assert any(fault in each for each in messages.faults(project))


def test_files_that_contradict_each_other_are_named(project: Path) -> None:
    put(project, "greet.po", GOOD)
    put(project, "other.po", GOOD.replace("你好", "您好"))
    assert [each for each in messages.faults(project) if "greet.po and other.po differ on 'Hello {name}'" in each]


def test_the_compiled_catalogue_is_read_by_gettext(project: Path) -> None:
    put(project, "greet.po", GOOD)
    compiled = messages.compile_catalogues(project)
    with compiled.open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert spoken.gettext("Hello {name}") == "你好，{name}"
    assert [spoken.ngettext("{n} person", "{n} people", n) for n in (1, 2)] == ["{n} 人", "{n} 人"]


def test_merging_keeps_every_sentence_in_one_file(project: Path) -> None:
    first, second = GOOD.split("\n\n")
    put(project, "greet.po", first + "\n")
    put(project, "other.po", second)
    merged = messages.merge(project)
    assert [path.name for path in merged.parent.glob("*.po")] == ["mactl.po"]
    assert messages.faults(project) == []
