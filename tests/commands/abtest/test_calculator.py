"""``mactl abtest analyze`` and ``power`` as calculators: screens, the JSON that programs rely on, no workspace."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.conftest import Mactl

EN = "B wins on conversion rate: 25.0% against 20.0% for A, 5 points more (95 %: 1.34 to 8.65 points; p 0.0074)."


def analyzed(mactl: Mactl, *words: str) -> Any:
    done = mactl("abtest", "analyze", *words, "--format", "json")
    assert (done.code, done.err) == (0, "")
    return done.json


def test_a_marketer_reads_a_sentence_first(mactl: Mactl) -> None:
    out = mactl("abtest", "analyze", "--counts", "200/1000,250/1000", "--format", "table").out
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[0] == EN
    assert "Intervals: Newcombe 1998. p: pooled z, two-sided." in lines
    zh = mactl("abtest", "analyze", "--counts", "200/1000,250/1000", "--format", "table", "--lang", "zh").out
    assert zh.startswith("B 胜出")
    assert "wins" not in zh


def test_programs_get_every_number_with_its_method(mactl: Mactl) -> None:
    found = analyzed(mactl, "--counts", "200/1000,250/1000")
    assert {key: found[key] for key in ("test", "method", "metric", "status", "winner", "final")} == {
        "test": None, "method": "fixed", "metric": "conversion_rate", "status": "winner", "winner": "B", "final": True,
    }  # fmt: skip
    assert found["srm"]["p"] == 1.0
    assert [(one["name"], one["n"], one["x"], one["rate"]) for one in found["variants"]] == [
        ("A", 1000, 200, 0.2),
        ("B", 1000, 250, 0.25),
    ]
    one = found["comparisons"][0]
    assert (one["a"], one["b"], one["p_method"], one["interval_method"]) == ("A", "B", "pooled z", "Newcombe 1998")
    assert one["difference"] == pytest.approx(0.05)
    assert one["z"] == pytest.approx(2.677, abs=5e-4)
    assert one["p"] == one["p_adjusted"] == pytest.approx(0.00742, abs=5e-6)
    assert one["interval"] == pytest.approx([0.0134, 0.0865], abs=1e-4)
    assert one["prob_best"] == pytest.approx(0.9963, abs=1e-4)
    assert one["expected_loss"] > 0
    assert found["sentence"].startswith("B wins on conversion rate")


def test_too_little_is_inconclusive(mactl: Mactl) -> None:
    found = analyzed(mactl, "--counts", "5/6,2/6")
    assert (found["status"], found["winner"]) == ("inconclusive", None)
    assert "about 15 people per variant are needed; there are 6" in found["sentence"]


def test_three_variants_are_corrected(mactl: Mactl) -> None:
    found = analyzed(mactl, "--counts", "200/1000,250/1000，260/1000")
    assert [one["correction"] for one in found["comparisons"]] == ["Holm"] * 3
    assert found["comparisons"][1]["p_adjusted"] == pytest.approx(3 * found["comparisons"][1]["p"])
    assert "A is behind C beyond chance: drop it." in found["notes"]


def test_weights_say_how_large_the_arms_should_be(mactl: Mactl) -> None:
    assert analyzed(mactl, "--counts", "100/1000,300/2000")["status"] == "srm"
    assert analyzed(mactl, "--counts", "100/1000,300/2000", "--weights", "1,2")["status"] == "winner"


def test_less_unsubscribing_wins(mactl: Mactl) -> None:
    found = analyzed(mactl, "--counts", "50/1000,10/1000", "--metric", "unsubscribe_rate")
    assert (found["winner"], "4 points less" in found["sentence"]) == ("B", True)


def test_means_are_judged_by_welch(mactl: Mactl) -> None:
    found = analyzed(mactl, "--means", "1000:2.5:11,1000:3.9:12.1")
    one = found["comparisons"][0]
    assert (one["p_method"], one["t"]) == ("Welch t", pytest.approx(2.7074, abs=1e-3))
    assert (found["metric"], found["variants"][1]["mean"]) == ("revenue_per_recipient", 3.9)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "what is to be judged?"),
        (["--counts", "200/1000"], "a test has two variants or more, 26 at most"),
        (["--counts", "7/6,2/6"], "'7/6,2/6' cannot be read as figures of variants"),
        (["--counts", "200,250"], "'200,250' cannot be read as figures of variants"),
        (["--counts", "5/6,2/6", "--weights", "1"], "'1' are not the weights of 2 variants"),
        (["--counts", "5/6,2/6", "--metric", "clicks"], "no metric named clicks"),
        (["--counts", "5/6,2/6", "--method", "peek"], "no method named peek"),
    ],
)
def test_what_cannot_be_read_is_named(mactl: Mactl, words: list[str], said: str) -> None:
    done = mactl("abtest", "analyze", *words)
    assert (done.code, done.out, done.err.splitlines()[0]) == (2, "", f"error: {said}")


def test_power_says_how_many_and_how_long(mactl: Mactl) -> None:
    done = mactl("abtest", "power", "--baseline", "0.05", "--mde", "0.01", "--per-day", "300", "--format", "json")
    assert done.json == {
        "n_per_variant": 8158, "formula": "Fleiss, pooled variance, no continuity correction", "n_total": 16316,
        "variants": 2, "baseline": 0.05, "mde": 0.01, "power": 0.8, "alpha": 0.05, "alpha_per_pair": 0.05,
        "days": 16316 / 300,
    }  # fmt: skip
    shown = mactl("abtest", "power", "--baseline", "0.05", "--mde", "0.01", "--per-day", "300", "--format", "table")
    assert "That takes 55 days." in shown.out


@pytest.mark.parametrize("words", [["--mde", "0"], ["--mde", "0.96"], ["--mde", "0.01", "--power", "1.5"]])
def test_power_refuses_what_no_test_has(mactl: Mactl, words: list[str]) -> None:
    assert mactl("abtest", "power", "--baseline", "0.05", *words).code == 2


def test_a_spreadsheet_gets_numbers_and_what_does_not_spread_has_no_interval(mactl: Mactl) -> None:
    done = mactl("abtest", "analyze", "--means", "100:2:1,100:0:0", "--format", "csv")
    rows = [line.split(",") for line in done.out.splitlines()]
    assert rows[0][:5] == ["name", "n", "x", "level", "low"]
    assert float(rows[1][3]) == 2
    assert float(rows[1][4]) < 2 < float(rows[1][5])
    assert rows[2][4:6] == ["", ""]
