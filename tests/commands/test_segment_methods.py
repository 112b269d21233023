"""The other methods of ``mactl segment``, on shops small enough to count by hand."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.commands.segment_orders import order, take

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _in(shop: Path) -> None:
    """Work in the starter's workspace, without its customers."""
    (shop / "data" / "customers.json").write_text("[]", "utf-8")


def ago(days: int) -> str:
    return f"{TODAY - timedelta(days=days)}T09:00+08:00"


def sizes(mactl: Mactl, method: str, *more: str, part: str = "groups") -> dict[str, int]:
    found = mactl("segment", "--method", method, *more, "--format", "json")
    assert found.code == 0, found.err
    return {row["name"]: row["customers"] for row in found.json[part] if row["customers"]}


def test_behavior_puts_everybody_at_the_furthest_step(mactl: Mactl) -> None:
    take(
        mactl,
        [
            order("twice", ago(3), 10), order("twice", ago(2), 10),
            order("once", ago(3), 10), order("once", ago(3), 0, "product_viewed"),
            order("cart", ago(1), 0, "cart_updated"),
            *[order("much", ago(1), 0, "product_viewed") for _n in range(9)],
            order("little", ago(1), 0, "page_view"),
            order("before", ago(40), 10),
        ],
    )  # fmt: skip
    assert sizes(mactl, "behavior") == {
        "bought_again": 1, "bought": 1, "wanted": 1, "viewed_much": 1, "viewed": 1, "nothing": 1,
    }  # fmt: skip
    assert sizes(mactl, "behavior", "--window", "all")["bought"] == 2


def test_a_lifecycle_takes_its_limits_from_the_shops_rhythm(mactl: Mactl) -> None:
    regulars = [order(f"r{n}", ago(5 + 10 * k), 10) for n in range(20) for k in range(4)]
    others = [order("fresh", ago(3), 10), order("late", ago(11), 10), order("gone", ago(300), 10)]
    take(mactl, [*regulars, *others, order("looker", ago(1), 0, "page_view")])
    done = mactl("segment", "--method", "lifecycle", "--format", "json").json
    assert done["cuts"] == {"days": [10, 20, 40]}
    assert {row["name"]: row["customers"] for row in done["groups"]} == {
        "new": 1, "active": 20, "cooling": 1, "dormant": 0, "lost": 1, "prospect": 1,
    }  # fmt: skip
    assert sizes(mactl, "lifecycle", "--limits", "2,4,20") == {
        "cooling": 1, "dormant": 21, "lost": 1, "prospect": 1,
    }  # fmt: skip
    assert mactl("segment", "--method", "lifecycle", "--limits", "30,20,10").code == 1


def test_a_shop_without_rhythm_is_given_the_usual_limits(mactl: Mactl) -> None:
    take(mactl, [order("a", ago(29), 10), order("b", ago(31), 10)])
    done = mactl("segment", "--method", "lifecycle", "--format", "json").json
    assert done["cuts"] == {"days": [30, 90, 180]}


def test_value_has_tiers_of_revenue_and_of_orders(mactl: Mactl) -> None:
    take(mactl, [order(f"p{n}", ago(n), 10 * (n + 1)) for n in range(20)])
    assert sizes(mactl, "value") == {"top": 1, "high": 3, "middle": 6, "low": 10}
    assert sum(sizes(mactl, "value", part="order_value").values()) == 20
    assert mactl("segment", "--method", "value", "--out", "value.csv").code == 0
    with Path("value.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["customer_id"]: row for row in csv.DictReader(file)}
    assert (rows["p19"]["value"], rows["p19"]["tier"]) == ("200.0", "top")


def people(shop: Path, rows: list[dict[str, Any]]) -> None:
    (shop / "data" / "customers.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def test_attributes_band_ages_and_list_what_is_said(mactl: Mactl, shop: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "birthday": "2008-03-03", "gender": "female", "tags": ["母婴", "茶友"]},  # eighteen tomorrow
        {"id": "b", "birthday": "2008-03-02", "gender": "female", "tags": ["茶友"]},
        {"id": "c", "attributes": {"age": 40}, "gender": "male"},
        {"id": "d", "birthday": "--03-02"},
    ]
    people(shop, rows)
    assert sizes(mactl, "attribute", "--by", "age") == {"under 18": 1, "18–24": 1, "35–44": 1, "unknown": 1}
    assert sizes(mactl, "attribute", "--by", "gender") == {"female": 2, "male": 1, "unknown": 1}
    assert sizes(mactl, "tag") == {"茶友": 2, "母婴": 1, "": 2}
    assert mactl("segment", "--method", "tag", "--save").code == 1
    by = {row["by"] for row in mactl("segment", "--method", "attribute", "--format", "json").json["groups"]}
    assert by == {"age", "gender", "region", "member_level"}


def test_a_field_of_many_numbers_is_cut_into_bands(mactl: Mactl, shop: Path) -> None:
    people(shop, [{"id": f"n{n}", "attributes": {"points_left": n * 10}} for n in range(30)])
    assert sizes(mactl, "attribute", "--by", "points_left") == {
        "≤ 58": 6, "> 58 – 116": 6, "> 116 – 174": 6, "> 174 – 232": 6, "> 232": 6,
    }  # fmt: skip


def test_clusters_find_two_kinds_of_customers(mactl: Mactl) -> None:
    loyal = [order(f"l{n}", ago(1 + n % 5 + 7 * k), 200 + n) for n in range(40) for k in range(6)]
    gone = [order(f"g{n}", ago(300 + n), 20 + n % 7) for n in range(40)]
    take(mactl, [*loyal, *gone])
    asked = ("segment", "--method", "cluster", "--groups", "2", "--as-of", "2026-03-02", "--format", "json")
    done = mactl(*asked).json
    assert sorted(row["customers"] for row in done["groups"]) == [40, 40]
    assert done["stability"] == 1
    assert done == mactl(*asked).json
    assert mactl("segment", "--method", "cluster", "--groups", "12").code == 1


def test_too_few_people_make_no_clusters(mactl: Mactl) -> None:
    take(mactl, [order("a", ago(1), 10)])
    assert "too few to see groups" in mactl("segment", "--method", "cluster").err


@pytest.mark.parametrize("method", ["lifecycle", "value", "behavior"])
def test_groups_are_saved_as_tags(mactl: Mactl, method: str) -> None:
    take(mactl, [order(f"p{n}", ago(n), 10 * (n + 1)) for n in range(20)])
    assert mactl("segment", "--method", method, "--save").code == 0
    again = mactl("segment", "--method", method, "--save")
    assert "Saved as tags: 0 customers changed." in again.err
    root = method.capitalize()
    where = f"tag starts_with {root}/"
    assert mactl("segment", "preview", "--where", where, "--format", "json").json["count"] == 20


def test_every_method_lists_who_is_in_which_group(mactl: Mactl, shop: Path) -> None:
    people(shop, [{"id": "a", "gender": "female", "tags": ["母婴", "茶友"]}, {"id": "b"}])
    assert mactl("customers", "list", "--format", "json").code == 0
    take(mactl, [order("a", ago(1), 10)])

    def listed(method: str, column: str) -> dict[str, str]:
        assert mactl("segment", "--method", method, "--out", "list.csv").code == 0
        with Path("list.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["customer_id"]: row[column] for row in csv.DictReader(file)}

    assert listed("lifecycle", "group") == {"a": "new", "b": "prospect"}
    assert listed("tag", "group") in ({"a": "母婴;茶友", "b": ""}, {"a": "茶友;母婴", "b": ""})
    assert listed("attribute", "gender") == {"a": "female", "b": "unknown"}
    assert listed("behavior", "revenue") == {"a": "10.0", "b": "0.0"}
