"""ABTesting: the printed lines work as they stand in a workspace."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mactl import ABTesting
from mactl.errors import MactlError
from mactl.layout import lay_out

NOW = "2026-03-02T10:00+08:00"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_out(tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


def written(shop: Path) -> Any:
    return json.loads((shop / "data" / "ab_tests.json").read_text("utf-8"))


@pytest.mark.parametrize("now", [NOW, "2031-01-01T10:00+08:00"])  # in 2031 nobody of the starter is a new user
def test_the_printed_lines_run(shop: Path, capsys: pytest.CaptureFixture[str], now: str) -> None:
    ab_test = ABTesting(name="邮件主题测试", variants=["主题A", "主题B", "主题C"])
    ab_test.workspace = ABTesting("", [], now=now).workspace
    ab_test.run(audience="new_users", metric="open_rate")
    results = ab_test.analyze()
    print(results.winner)
    assert capsys.readouterr().out == "None\n"
    assert (results.status, results.winner) == ("running", None)
    assert "Opens are a weak measure" in results.notes[0]
    assert written(shop) == [
        {
            "name": "邮件主题测试",
            "variants": ["主题A", "主题B", "主题C"],
            "audience": "new_users",
            "metric": "open_rate",
        }
    ]


def test_the_lines_of_the_docstring_are_these() -> None:
    assert re.findall(r"^ {8}(\S.*)$", ABTesting.__doc__ or "", re.MULTILINE) == [
        'ab_test = ABTesting(name="邮件主题测试", variants=["主题A", "主题B", "主题C"])',
        'ab_test.run(audience="new_users", metric="open_rate")',
        "results = ab_test.analyze()",
        "print(results.winner)",
    ]


def test_the_same_test_again_is_the_same_and_another_is_refused(shop: Path) -> None:
    first = ABTesting("主题", ["A", "B"], now=NOW).run(audience="all")
    again = ABTesting("主题", ["A", "B"], now=NOW).run(audience="all")
    assert (first.already, again.already, again.people) == (False, True, first.people)
    with pytest.raises(MactlError, match="was started, and its variants say something else"):
        ABTesting("主题", ["A", "C"], now=NOW).run(audience="all")
    assert len(written(shop)) == 1


def test_faults_are_named_and_nothing_is_written(shop: Path) -> None:
    with pytest.raises(MactlError, match="a test needs two variants or more"):
        ABTesting("主题", ["A"], now=NOW).run(audience="all")
    with pytest.raises(MactlError, match="has no audience"):
        ABTesting("主题", ["A", "B"], now=NOW).run()
    assert written(shop) in ([], [{"name": "主题", "variants": ["A", "B"]}])


def test_a_test_that_never_ran_may_be_written_anew(shop: Path) -> None:
    with pytest.raises(MactlError):
        ABTesting("主题", ["A", "B"], now=NOW).run()
    ABTesting("主题", ["A", "C"], now=NOW).run(audience="all")
    assert written(shop)[0]["variants"] == ["A", "C"]
