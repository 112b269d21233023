"""``mactl segment score``: bands, stages, the highest, and why one customer has what they have."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.commands.conftest import Mactl
from tests.commands.segment_orders import order, take

SCORE = {
    "id": "lead",
    "name": "线索分",
    "points": [
        {"name": "orders", "event": "order_paid", "points": 10, "half_life": "10d"},
        {"name": "gold", "when": {"profile.member_level": "金卡"}, "points": 5},
    ],
    "bands": [{"name": "cold", "from": 1}, {"name": "hot", "from": 15}],
    "stages": [{"name": "known", "from": 1}, {"name": "MQL", "from": 15}],
}


@pytest.fixture(autouse=True)
def _in(shop: Path, mactl: Mactl) -> None:
    """Work in a shop of three: one hot, one cold, one of whom nothing is known."""
    people = [{"id": "a", "member_level": "金卡"}, {"id": "b"}, {"id": "c"}]
    (shop / "data" / "customers.json").write_text(json.dumps(people), "utf-8")
    (shop / "data" / "scores.json").write_text(json.dumps([SCORE]), "utf-8")
    assert mactl("customers", "list", "--format", "json").code == 0  # takes the inlet in
    take(mactl, [order("a", "2026-03-02T09:00+08:00", 1), order("a", "2026-02-20T10:00+08:00", 1),
                 order("b", "2026-02-10T10:00+08:00", 1)])  # fmt: skip


def test_everybody_stands_in_a_band_and_the_furthest_stage(mactl: Mactl) -> None:
    found = mactl("segment", "score", "--format", "json").json
    assert found["score"] == "lead"
    assert found["bands"] == [
        {"name": "below", "from": None, "customers": 1},
        {"name": "cold", "from": 1, "customers": 1},
        {"name": "hot", "from": 15, "customers": 1},
    ]
    assert found["stages"] == [{"name": "known", "customers": 1}, {"name": "MQL", "customers": 1}]
    assert [(one["customer_id"], one["band"], one["stage"]) for one in found["customers"]] == [
        ("a", "hot", "MQL"), ("b", "cold", "known"), ("c", "", None),
    ]  # fmt: skip
    assert found["customers"][1]["score"] == pytest.approx(2.5, abs=0.01)


def test_a_score_is_explained_rule_by_rule(mactl: Mactl) -> None:
    found = mactl("segment", "score", "lead", "--customer", "a", "--format", "json").json
    given = {one["name"]: one["points"] for one in found["rules"]}
    assert given["gold"] == 5
    assert given["orders"] == pytest.approx(10 + 5, abs=0.1)
    assert sum(given.values()) == pytest.approx(found["value"])
    shown = mactl("segment", "score", "--customer", "a", "--lang", "zh", "--format", "table").out
    assert "a 的线索分为" in shown
    assert "已到阶段：MQL。" in shown


def test_everybody_goes_to_a_file_and_segments_know_the_score(mactl: Mactl) -> None:
    assert mactl("segment", "score", "--out", "scores.csv").code == 0
    with Path("scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["customer_id"], row["band"]) for row in rows] == [("a", "hot"), ("b", "cold"), ("c", "")]
    for where, who in (("score >= 15", ["a"]), ("score band = cold", ["b"]), ("score stage in known, MQL", ["a", "b"])):
        assert mactl("segment", "preview", "--where", where, "--format", "json").json["customers"] == who


def test_a_name_that_is_not_there_is_answered(mactl: Mactl) -> None:
    assert mactl("segment", "score", "leed").err.splitlines()[0] == "error: No score named leed"
    assert (
        mactl("segment", "preview", "--where", "score of leed >= 3").err.splitlines()[0] == "error: No score named leed"
    )


def test_an_event_tracked_moves_a_stage_at_once(mactl: Mactl) -> None:
    assert mactl("events", "track", "order_paid", "--customer", "c", "--now", "2026-03-02T11:00+08:00").code == 0
    found = mactl("segment", "score", "--customer", "c", "--format", "json", now="2026-06-02T10:00+08:00").json
    assert found["value"] < 1
    assert (found["band"], found["stage"]) == ("", "known")


def test_doctor_names_a_score_that_looks_into_nothing(mactl: Mactl, shop: Path) -> None:
    wrong = {**SCORE, "points": [{"when": {"segment": "nobody_knows"}, "points": 5}]}
    (shop / "data" / "scores.json").write_text(json.dumps([wrong]), "utf-8")
    done = mactl("doctor")
    assert "score 线索分: " in done.out + done.err
