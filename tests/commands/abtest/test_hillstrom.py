"""The Hillstrom e-mail challenge as an experiment with a holdout, through the commands that an operator uses.

64,000 customers, two e-mails and a third who got nothing (tests/data/README.md). Who got what was drawn in 2008, so
the test takes the split over from the profiles; the messages go out (into the sandbox), visits and orders come in as
events, and the verdicts are read. Spend: Welch's t as any statistics program has it for the published file.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from tests.commands.conftest import Mactl

FILE = Path(__file__).parents[2] / "data" / "hillstrom.csv.gz"
SENT, VISITED, LATER = "2026-03-02T10:00+08:00", "2026-03-05T10:00+08:00", "2026-03-20T10:00+08:00"
MENS, WOMENS, NOBODY = "Mens E-Mail", "Womens E-Mail", "No E-Mail"
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with gzip.open(FILE, "rt", encoding="utf-8") as source:
        return list(csv.DictReader(source))


def events(rows: list[Row]) -> Iterator[str]:
    for number, row in enumerate(rows):
        if row["visit"] == "1":
            yield json.dumps({"customer": f"h{number}", "type": "site_visit", "at": VISITED, "id": f"v{number}"})
        if row["conversion"] == "1":
            yield json.dumps({"customer": f"h{number}", "type": "order_paid", "at": VISITED, "id": f"o{number}",
                              "properties": {"amount": float(row["spend"])}})  # fmt: skip


def prepare(shop: Path, rows: list[Row]) -> None:
    """Write the shop's files: customers, the campaign and its test, what happened."""
    heads = list(rows[0])
    with (shop / "people.csv").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(
            [["id", "email", *heads], *([f"h{n}", f"h{n}@example.com", *row.values()] for n, row in enumerate(rows))]
        )
    (shop / "happened.jsonl").write_text("\n".join(events(rows)), "utf-8")
    campaign = {
        "name": "Hillstrom",
        "audience": "all",
        "channels": ["email"],
        "goal": {"event": "site_visit", "within": "14d"},
    }
    test = {
        "name": "Men or women", "campaign": "Hillstrom",
        "metric": "conversion_rate", "method": "fixed", "duration": "14d",
        "variants": [{"name": MENS, "subject": "For him"}, {"name": WOMENS, "subject": "For her"}],
        "assigned_by": {"field": "profile.treatment", "holdout": NOBODY},
    }  # fmt: skip
    (shop / "data" / "campaigns.json").write_text(json.dumps([campaign]), "utf-8")
    (shop / "data" / "ab_tests.json").write_text(json.dumps([test]), "utf-8")
    (shop / "data" / "customers.json").write_text("[]", "utf-8")


def pair(found: Any, a: str, b: str) -> Any:
    return next(one for one in found["comparisons"] if (one["a"], one["b"]) == (a, b))


@pytest.mark.slow
def test_the_better_mail_is_named_and_its_lift_measured(mactl: Mactl, shop: Path, rows: list[Row]) -> None:
    prepare(shop, rows)
    for words in (
        ["customers", "import", "people.csv", "--consent", "email", "--consent-source", "MineThatData 2008"],
        ["doctor"],
        ["abtest", "run", "--test", "Men or women"],
    ):
        assert mactl(*words, now=SENT).code == 0
    assert mactl("events", "import", "happened.jsonl", now=LATER).code == 0

    def asked(*words: str) -> Any:
        done = mactl("abtest", "analyze", "--test", "Men or women", "--format", "json", *words, now=LATER)
        assert done.code == 0
        return done.json

    visits = asked()
    assert [(one["name"], one["n"], one["x"]) for one in visits["variants"]] == [
        ("holdout", 21306, 2262),
        (MENS, 21307, 3894),
        (WOMENS, 21387, 3238),
    ]
    assert visits["srm"]["p"] == pytest.approx(0.904, abs=5e-4)
    assert (visits["status"], visits["winner"], visits["final"]) == ("winner", MENS, True)
    for name, hits, n in ((MENS, 3894, 21307), (WOMENS, 3238, 21387)):
        lift = pair(visits, "holdout", name)
        assert lift["interval"] == pytest.approx(
            confint_proportions_2indep(hits, n, 2262, 21306, method="newcomb"), abs=1e-9
        )
        assert lift["z"] == pytest.approx(proportions_ztest([hits, 2262], [n, 21306])[0])
    assert pair(visits, "holdout", MENS)["difference"] == pytest.approx(0.0766, abs=5e-5)
    assert pair(visits, "holdout", WOMENS)["difference"] == pytest.approx(0.0452, abs=5e-5)
    assert visits["sentence"].startswith("Mens E-Mail wins on conversion rate: 18.3% against 15.1% for Womens E-Mail")

    bought = asked("--goal", "order_paid")
    assert [one["x"] for one in bought["variants"]] == [122, 267, 189]
    assert bought["winner"] == MENS

    spent = asked("--metric", "revenue_per_recipient", "--goal", "order_paid")
    values = {
        arm: np.array([float(row["spend"]) for row in rows if row["treatment"] == arm])
        for arm in (MENS, WOMENS, NOBODY)
    }
    for name, published in ((MENS, 5.30), (WOMENS, 3.26)):
        one = pair(spent, "holdout", name)
        assert one["t"] == pytest.approx(published, abs=5e-3)
        oracle = stats.ttest_ind(values[name], values[NOBODY], equal_var=False)
        assert (one["t"], one["p"]) == (pytest.approx(oracle.statistic), pytest.approx(oracle.pvalue))
    between = stats.ttest_ind(values[WOMENS], values[MENS], equal_var=False)
    assert pair(spent, MENS, WOMENS)["p"] == pytest.approx(between.pvalue)
    assert (spent["winner"], spent["cuped"]) == (MENS, None)  # nothing is known of what they bought before
    assert spent["comparisons"][0]["correction"] == "Dunnett"


@pytest.mark.slow
def test_the_mails_went_to_those_who_were_drawn_in_2008(mactl: Mactl, shop: Path, rows: list[Row]) -> None:
    few = rows[:3000]
    prepare(shop, few)
    mactl("customers", "import", "people.csv", "--consent", "email", "--consent-source", "MineThatData 2008", now=SENT)
    done = mactl("abtest", "run", "--test", "Men or women", "--format", "json", now=SENT).json
    sizes = {arm: sum(row["treatment"] == arm for row in few) for arm in (MENS, WOMENS, NOBODY)}
    assert {one["name"]: (one["messages"]["sent"], one["messages"]["held_out"]) for one in done["variants"]} == {
        MENS: (sizes[MENS], 0), WOMENS: (sizes[WOMENS], 0), "holdout": (0, sizes[NOBODY]),
    }  # fmt: skip
