"""``mactl report --kind clv``: the published figures through imported events, and what the figures are used for."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.commands.segment_orders import order, take
from tests.support.shell import ROOT

DATA = ROOT / "tests" / "data" / "cdnow_sample.txt.gz"
CALIBRATED = ("report", "--kind", "clv", "--unit", "week", "--until", "1997-09-30", "--horizon", "39w")
NOW = "1998-07-01T10:00+08:00"


@pytest.fixture
def cdnow(mactl: Mactl, shop: Path) -> Path:
    """Return a shop with the 6,919 purchases of the CDNOW sample, imported as events."""
    (shop / "data" / "customers.json").write_text("[]", "utf-8")
    with gzip.open(DATA, "rt", encoding="ascii") as file:
        rows = [line.split() for line in file]
    orders = [
        order(f"c{sample}", f"{day[:4]}-{day[4:6]}-{day[6:]}", float(usd), id=n)
        for n, (_old, sample, day, _cds, usd) in enumerate(rows)
    ]
    take(mactl, orders)
    return shop


def people(file: str) -> dict[str, dict[str, str]]:
    with Path(file).open(encoding="utf-8-sig", newline="") as found:
        return {row["customer_id"]: row for row in csv.DictReader(found)}


def matched(mactl: Mactl, where: str) -> int:
    answer = mactl("segment", "preview", "--where", where, "--format", "json", now=NOW)
    assert answer.code == 0, answer.err
    return int(answer.json["count"])


@pytest.mark.slow
def test_the_published_figures_come_out(mactl: Mactl, cdnow: Path) -> None:
    """Fader, Hardie and Lee (2005), table 2 and the note on their spreadsheet; Fader and Hardie (2005), section 3."""
    done = mactl(*CALIBRATED, "--format", "json", now=NOW)
    assert done.code == 0, done.err
    found: dict[str, Any] = done.json
    assert list(found)[:5] == ["unit", "bg_nbd", "gamma_gamma", "warnings", "totals"]
    assert (found["unit"], found["warnings"]) == ("week", [])
    model = found["bg_nbd"]
    assert list(model) == ["r", "alpha", "a", "b", "log_likelihood"]
    assert [round(model[key], 3) for key in ("r", "alpha", "a", "b")] == [0.243, 4.414, 0.793, 2.426]
    assert round(model["log_likelihood"], 1) == -9582.4
    assert [round(found["gamma_gamma"][key], 2) for key in ("p", "q", "v")] == [6.25, 3.74, 15.44]
    totals = found["totals"]
    assert (totals["customers"], totals["repeat_customers"], totals["purchases"]) == (2357, 946, 2357 + 2457)
    assert found["check"]["length"] == 39
    assert found["check"]["actual"] == 1882  # repeat purchases of the 39 weeks after, in the file
    assert found["check"]["expected"] == pytest.approx(totals["expected_purchases"])
    assert found["check"]["expected"] == pytest.approx(1882, rel=0.13)
    groups = found["check"]["groups"]  # what came, by repeat purchases before
    assert [group["customers"] for group in groups] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert [round(group["actual"], 3) for group in groups] == [0.237, 0.697, 1.393, 1.56, 2.532, 2.947, 3.862, 6.359]


@pytest.mark.slow
def test_everybody_is_listed_saved_and_asked_for(mactl: Mactl, cdnow: Path) -> None:
    done = mactl(*CALIBRATED, "--save", "--out", "clv.csv", now=NOW)
    assert done.code == 0, done.err
    assert "The figures of 2,357 customers are saved" in done.err  # the answer, beside the file
    rows = people("clv.csv")
    assert len(rows) == 2357
    one = {key: float(value) for key, value in rows["c0001"].items() if key != "customer_id"}
    assert (one["x"], round(one["t_x"], 2), round(one["T"], 2)) == (2, 30.43, 38.86)
    assert round(one["expected_purchases"], 3) == 1.226
    assert one["p_alive"] == pytest.approx(1 - one["churn_risk"])
    assert one["historic"] == pytest.approx(29.33 + 29.73 + 14.96)
    for where, key, least in (("clv > 50", "clv", 50), ("churn_risk > 0.7", "churn_risk", 0.7)):
        assert matched(mactl, where) == sum(float(row[key]) > least for row in rows.values()) > 0
    assert matched(mactl, "clv exists") == 2357
    assert matched(mactl, '{"all": [{"expected_purchases": {">=": 1}}, {"p_alive": {">": 0.9}}]}') > 0


@pytest.mark.slow
def test_it_is_shown_in_both_languages_and_every_format(mactl: Mactl, cdnow: Path) -> None:
    for language, title in (("en", "By churn risk"), ("zh", "按流失风险")):
        done = mactl(*CALIBRATED, "--lang", language, "--format", "table", now=NOW)
        assert (done.code, done.err) == (0, "")
        assert title in done.out
    for name in ("clv.html", "clv.md", "clv.xlsx", "clv.json"):
        assert mactl(*CALIBRATED, "--out", name, now=NOW).code == 0
        assert Path(name).stat().st_size > 1000


def test_too_few_people_leave_what_was_bought(mactl: Mactl, shop: Path) -> None:
    (shop / "data" / "customers.json").write_text("[]", "utf-8")
    take(mactl, [order("a", "2026-01-05T10:00+08:00", 100, order_id="A1"),
                 order("a", "2026-01-09T10:00+08:00", 50, order_id="A1"),
                 order("a", "2026-02-01T10:00+08:00", 30, "order_refunded", order_id="A1"),
                 order("b", "2026-02-03T10:00+08:00", 80)])  # fmt: skip
    done = mactl("report", "--kind", "clv", "--format", "json", "--save")
    assert done.code == 0, done.err
    assert set(done.json["bg_nbd"].values()) == set(done.json["gamma_gamma"].values()) == {None}
    assert (done.json["totals"]["historic"], done.json["totals"]["purchases"]) == (200, 2)
    assert (done.json["totals"]["clv"], done.json["holds"]["clv"]) == (None, False)
    assert "only 0 customers bought on a second day" in done.json["warnings"][0]
    for where, people in (("clv > 0", 0), ("clv != 5", 2), ("churn_risk empty", 2)):
        assert matched(mactl, where) == people


def test_nobody_bought_yet(mactl: Mactl, shop: Path) -> None:
    (shop / "data" / "customers.json").write_text("[]", "utf-8")
    done = mactl("report", "--kind", "clv", "--format", "json")
    assert done.code == 0, done.err
    assert (done.json["totals"]["customers"], done.json["totals"]["historic_per_customer"]) == (0, None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--unit", "month"), "--unit does not know month"),
        (("--horizon", "0"), "--horizon is a time ahead, not 0"),
        (("--discount", "much"), "--discount is interest a year, not much"),
    ],
)
def test_wrong_words_are_named(mactl: Mactl, shop: Path, words: tuple[str, ...], told: str) -> None:
    done = mactl("report", "--kind", "clv", *words)
    assert done.code == 2
    assert done.err.splitlines()[0] == f"error: {told}"


def test_other_reports_save_nothing(mactl: Mactl, shop: Path) -> None:
    assert mactl("report", "--kind", "core", "--save").err.startswith("error: --save is not for the report core")
