import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.config.vault import Secret, open_to_others, parse_env, reveal
from mactl.errors import MactlError


def test_dot_env_comes_before_the_environment_and_files_are_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=from dot env\n")
    (tmp_path / "key").write_text("from file\n")
    settings = {"a": "${A}", "b": "Bearer ${B}", "c": "${file:key}", "n": 5, "deep": {"l": ["${A}"]}}
    assert reveal(settings, tmp_path, {"A": "no", "B": "env"}) == {
        "a": "from dot env",
        "b": "Bearer env",
        "c": "from file",
        "n": 5,
        "deep": {"l": ["from dot env"]},
    }


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    secret = Secret("Bearer ${A}", tmp_path, {"A": "hunter2"})
    assert secret.reveal() == "Bearer hunter2"
    for said in (repr(secret), str(secret), f"{secret}", repr([secret]), "%s" % secret):  # noqa: UP031
        assert "hunter2" not in said
        assert "Bearer" not in said


@pytest.mark.parametrize("text", ["${A}", "${file:nowhere}"])
def test_what_is_not_set_is_named_when_it_is_used(tmp_path: Path, text: str) -> None:
    with pytest.raises(MactlError) as caught:
        reveal({"password": text}, tmp_path, {})
    assert caught.value.hint


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=b", "b"),
        ("export A=b", "b"),
        ("A = b c # why", "b c"),
        ('A="b # c"', "b # c"),
        ("A='b\\n'", "b\\n"),
        ('A="b\\nc\\""', 'b\nc"'),
        ("A=", ""),
        ("A=b#c", "b#c"),
        ('  A="x"  # y', "x"),
        ("A=p@ss=word", "p@ss=word"),
    ],
)
def test_lines_of_dot_env(line: str, value: str) -> None:
    assert parse_env(f"# first\n\n{line}\r\n") == {"A": value}


def test_a_line_that_sets_nothing_is_named_but_not_shown() -> None:
    with pytest.raises(MactlError, match=r"\.env:2") as caught:
        parse_env("A=b\nhunter2\n")
    assert "hunter2" not in caught.value.message + caught.value.hint


def test_a_file_of_secrets_that_others_can_read_is_told(tmp_path: Path) -> None:
    assert not open_to_others(tmp_path)
    (tmp_path / ".env").write_text("A=b")
    (tmp_path / ".env").chmod(0o644)
    assert ".env can be read by others" in open_to_others(tmp_path)
    (tmp_path / ".env").chmod(0o600)
    assert not open_to_others(tmp_path)


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])))
def test_any_value_in_double_quotes_comes_back(value: str) -> None:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    assert parse_env(f'A="{escaped}"') == {"A": value}


@given(st.text())
def test_any_text_is_settings_or_a_named_fault(text: str) -> None:
    with contextlib.suppress(MactlError):
        parse_env(text)
