"""``mactl report --test``: the verdict of ``abtest analyze``, drawn; ``--kind abtest``: all tests side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.abtest.conftest import Ask, Happen, Write
from tests.commands.abtest.test_run import AT, DEADLINE, LATER, NAME, arm, clicks
from tests.commands.conftest import Mactl


@pytest.fixture
def run(mactl: Mactl, write: Write, ask: Ask, happen: Happen) -> None:
    """Run a test of which 乙 is clicked far oftener."""
    write()
    assert mactl("abtest", "run", *NAME, now=AT).code == 0
    happen([*clicks(arm(ask, "甲"), 0.1), *clicks(arm(ask, "乙"), 0.3)])


def test_the_report_and_analyze_say_the_same(mactl: Mactl, run: None) -> None:
    analyzed = mactl("abtest", "analyze", *NAME, "--format", "json", now=LATER).json
    reported = mactl("report", *NAME, "--format", "json", now=LATER).json
    assert analyzed["status"] == "winner"
    assert {key: reported[key] for key in analyzed} == analyzed
    kind = mactl("report", "--kind", "abtest", *NAME, "--format", "json", now=LATER).json
    assert {**kind, "as_of": ""} == {**reported, "as_of": ""}
    assert reported["measures"]["click_rate"] == next(
        one["rate"] for one in analyzed["variants"] if one["name"] == "乙"
    )
    asked = mactl("report", *NAME, "--metric", "open_rate", "--format", "json", now=LATER).json
    assert asked["metric"] == "open_rate"


@pytest.mark.parametrize("words", [("report",), ("abtest", "analyze")])
def test_the_intervals_are_drawn(mactl: Mactl, run: None, words: tuple[str, ...], tmp_path: Path) -> None:
    shown = mactl(*words, *NAME, "--format", "table", "--lang", "en", now=LATER).out
    assert shown.count("●") == 3  # two variants and their difference
    assert "click rate, 95 % interval" in shown or "difference, 95 % interval" in shown
    page = mactl(*words, *NAME, "--format", "html", now=LATER).out
    assert page.count("<svg") == 4  # two pictures, each for a wide page and for a phone


def test_thresholds_and_targets_are_asked_of_the_leader(mactl: Mactl, run: None) -> None:
    done = mactl("report", *NAME, "--fail-under", "click_rate=0.5", "--target", "click_rate=0.2", now=LATER)
    assert done.code == 3
    shown = mactl("report", *NAME, "--target", "click_rate=0.2", "--format", "table", "--lang", "en", now=LATER).out
    assert "Compared with the target" in shown


def test_all_tests_stand_side_by_side(mactl: Mactl, run: None) -> None:
    found = mactl("report", "--kind", "abtest", "--format", "json", now=LATER).json
    (test,) = found["tests"]
    assert (test["name"], test["state"], test["status"], test["leader"]) == ("主题测试", "running", "winner", "乙")
    mactl("tick", now=LATER)
    (test,) = mactl("report", "--kind", "abtest", "--format", "json", now=DEADLINE).json["tests"]
    assert (test["state"], test["winner"]) == ("concluded", "乙")
    nothing = mactl("report", "--kind", "abtest", "--period", "2026-01", "--lang", "en", now=LATER)
    assert "No A/B test was started in this time" in nothing.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--test", "nobody"), 1, "error: No A/B test named nobody"),
        (("--test", "主题测试"), 1, "error: test 主题测试 has not been started"),
        (("--kind", "abtest", "--metric", "likes"), 2, "error: no metric named likes"),
        (("--test", "主题测试", "--steps", "a,b"), 2, "error: --steps is not for the report abtest"),
    ],
)
def test_what_cannot_be_told_is_refused(
    mactl: Mactl, write: Write, words: tuple[str, ...], code: int, told: str
) -> None:
    write()
    done = mactl("report", *words)
    assert (done.code, done.err.splitlines()[0]) == (code, told)


def test_ratios_are_judged_by_the_delta_method(mactl: Mactl, write: Write, ask: Ask, happen: Happen) -> None:
    write()
    assert mactl("abtest", "run", *NAME, now=AT).code == 0
    people = {name: arm(ask, name) for name in "甲乙"}
    happen([*clicks(people["甲"], 0.1), *clicks(people["乙"], 0.3)])
    happen([(who, "order_paid", "2026-03-02T12:00+08:00", 50.0) for who in people["甲"][:20]])
    happen([(who, "order_paid", f"2026-03-02T12:0{n}+08:00", 40.0) for who in people["乙"][:20] for n in (1, 2)])
    found = mactl("report", *NAME, "--metric", "clicks_per_message", "--format", "json", now=LATER).json
    rates = mactl("report", *NAME, "--format", "json", now=LATER).json
    assert [one["numerator"] for one in found["variants"]] == [one["x"] for one in rates["variants"]]
    assert found["variants"][0]["mean"] == found["variants"][0]["numerator"] / found["variants"][0]["denominator"]
    worth = mactl("report", *NAME, "--metric", "revenue_per_order", "--format", "json", now=LATER).json
    assert all(one["denominator"] >= 10 for one in worth["variants"])  # some gave no consent, and were never drawn
    assert [one["numerator"] / one["denominator"] for one in worth["variants"]] == [50, 40]
    assert [one["mean"] for one in worth["variants"]] == [50, 40]
    assert mactl("report", *NAME, "--metric", "revenue_per_order", "--format", "table", now=LATER).out.count("¥50.00")
