"""``mactl segment sample`` and ``lookalike``: who is chosen, what is said of it, and what is written."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.commands.segment_orders import order, take

SEED = {"id": "vip", "name": "VIP", "where": {"tag": "vip"}}


@pytest.fixture(autouse=True)
def _in(shop: Path, mactl: Mactl) -> None:
    """Work in a shop of 200: of the 80 who buy much, 40 are tagged; the others buy little."""
    people: list[dict[str, Any]] = [
        {"id": f"p{n:03}", "city": ["上海", "杭州", "北京"][n % 3], "email": f"p{n}@example.com",
         "consents": {"email": n % 2 == 0}, **({"tags": ["vip"]} if n < 40 else {})}
        for n in range(200)
    ]  # fmt: skip
    (shop / "data" / "customers.json").write_text(json.dumps(people), "utf-8")
    (shop / "data" / "segments.json").write_text(json.dumps([SEED]), "utf-8")
    much = [order(f"p{n:03}", f"2026-02-{1 + (n + k) % 27:02}", 100 + n) for n in range(80) for k in range(5)]
    little = [order(f"p{n:03}", f"2025-{1 + n % 12:02}-05", 10 + n % 9) for n in range(80, 150)]
    assert mactl("customers", "list", "--format", "json").code == 0  # takes the inlet in
    take(mactl, [*much, *little])


def members(name: str) -> list[str]:
    found = json.loads(Path("data/segments.json").read_text("utf-8"))
    return next(one["members"] for one in found if one["name"] == name)


def test_a_sample_has_the_size_and_is_the_same_again(mactl: Mactl) -> None:
    first = mactl("segment", "sample", "--size", "30", "--format", "json").json
    assert (first["of"], first["count"], len(set(first["customers"]))) == (200, 30, 30)
    assert mactl("segment", "sample", "--size", "30", "--format", "json").json == first
    other = mactl("segment", "sample", "--size", "30", "--key", "b", "--format", "json").json
    assert other["customers"] != first["customers"]


def test_a_share_is_that_of_the_condition(mactl: Mactl) -> None:
    drawn = mactl("segment", "sample", "VIP", "--share", "0.5", "--key", "k", "--format", "json").json
    asked = mactl("segment", "preview", "--where", "tag vip and sample 0.5 by k", "--first", "200", "--format", "json")
    assert drawn["customers"] == asked.json["customers"]


def test_strata_are_drawn_in_proportion_and_written_down(mactl: Mactl) -> None:
    done = mactl("segment", "sample", "--size", "20", "--by", "city", "--save", "pilot", "--out", "pilot.csv")
    assert done.code == 0, done.err
    with Path("pilot.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["customer_id"] for row in csv.DictReader(file)] == members("pilot")
    assert len(members("pilot")) == 20
    again = mactl("segment", "sample", "--size", "10", "--save", "pilot")
    assert again.code == 0
    assert len(members("pilot")) == 10
    assert "a segment by condition" in mactl("segment", "sample", "--size", "10", "--save", "VIP").err


def test_how_many_must_be_said_one_way(mactl: Mactl) -> None:
    assert mactl("segment", "sample").code == 2
    assert mactl("segment", "sample", "--size", "3", "--share", "0.1").code == 2
    assert mactl("segment", "sample", "--share", "0.1", "--by", "city").code == 2


@pytest.mark.parametrize("method", ["logistic", "cosine"])
def test_lookalikes_are_those_who_buy_alike(mactl: Mactl, method: str) -> None:
    asked = ("segment", "lookalike", "--seed", "vip", "--size", "40", "--method", method, "--format", "json")
    found = mactl(*asked).json
    chosen = [one["customer_id"] for one in found["customers"]]
    assert set(chosen) == {f"p{n:03}" for n in range(40, 80)}  # not one of the seed
    assert found["left_out"] == ["tag vip"]
    assert found["held_out"][2]["lift"] > 1.2  # those alike who are not in the seed stand beside its other half
    assert mactl(*asked).json == found


def test_the_answer_says_who_may_be_written_to(mactl: Mactl, shop: Path) -> None:
    assert mactl("suppress", "add", "p41@example.com").code == 0
    done = mactl("segment", "lookalike", "--seed", "VIP", "--size", "40", "--save", "像VIP", "--format", "table")
    assert done.code == 0, done.err
    assert "on the suppression list           1" in done.out
    assert "can be reached by e-mail         20" in done.out
    assert len(members("像VIP")) == 40


def test_a_seed_too_small_is_refused(mactl: Mactl, shop: Path) -> None:
    small = [{"name": "few", "members": ["p001", "p002"]}]
    (shop / "data" / "segments.json").write_text(json.dumps(small), "utf-8")
    done = mactl("segment", "lookalike", "--seed", "few", "--size", "10")
    assert (done.code, done.err.splitlines()[0]) == (1, "error: a seed of 2 customers is too small to learn from")
