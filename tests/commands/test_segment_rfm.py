"""``mactl segment --method rfm``: the published data set to the last customer, and what shops do to such figures."""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.commands.segment_orders import order, take
from tests.support.shell import ROOT

DATA = ROOT / "tests" / "data" / "rfm_data_orders.csv.gz"
AS_OF = ("--as-of", "2006-12-31")


@pytest.fixture(autouse=True)
def _in(shop: Path) -> None:
    """Work in the starter's workspace, without its customers."""
    (shop / "data" / "customers.json").write_text("[]", "utf-8")


def published(mactl: Mactl) -> list[dict[str, Any]]:
    """Import the published orders; return everybody's scores."""
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    take(mactl, [order(row["customer_id"], row["order_date"], float(row["revenue"])) for row in rows])
    answer = mactl("segment", "--method", "rfm", *AS_OF, "--format", "json", "--out", "rfm.csv")
    assert answer.code == 0, answer.err
    Path("rfm.json").write_text(answer.out, "utf-8")
    return scores()


def scores(file: str = "rfm.csv") -> list[dict[str, Any]]:
    with Path(file).open(encoding="utf-8-sig", newline="") as found:
        return list(csv.DictReader(found))


def best(rows: list[dict[str, Any]]) -> tuple[int, int, float]:
    top = [row for row in rows if min(int(row[key]) for key in "rfm") >= 4]
    return len(top), sum(int(row["frequency"]) for row in top), sum(float(row["monetary"]) for row in top)


def counted(rows: list[dict[str, Any]], key: str) -> list[int]:
    found = Counter(int(row[key]) for row in rows)
    return [found[score] for score in range(1, 6)]


def test_the_published_orders_score_as_published(mactl: Mactl) -> None:
    rows = published(mactl)
    assert list(rows[0]) == [
        "customer_id", "recency_days", "frequency", "monetary", "r", "f", "m", "code", "segment", "class",
    ]  # fmt: skip
    assert counted(rows, "r") == [197, 201, 198, 199, 200]
    assert counted(rows, "f") == [268, 187, 176, 244, 120]
    assert counted(rows, "m") == [199, 201, 197, 203, 195]
    assert best(rows) == (159, 1240, 120684)
    document = json.loads(Path("rfm.json").read_text("utf-8"))
    assert list(document) == ["method", "as_of", "window", "bins", "cuts", "groups", "classes"]
    assert document["as_of"].startswith("2006-12-31")
    assert document["cuts"] == {
        "recency": [114, 180, 296.4, 481],
        "frequency": [3, 4, 5, 7],
        "monetary": [254.8, 381, 505.4, 665],
    }
    for part, size in (("groups", 11), ("classes", 8)):
        assert len(document[part]) == size
        assert list(document[part][0]) == ["name", "customers", "share", "orders", "revenue", "revenue_share"]
        assert sum(group["customers"] for group in document[part]) == 995
        assert sum(group["orders"] for group in document[part]) == 4906
        assert sum(group["share"] for group in document[part]) == pytest.approx(1)
        assert sum(group["revenue_share"] for group in document[part]) == pytest.approx(1)


def test_the_r_package_cuts_one_higher(mactl: Mactl) -> None:
    """R's rfm 0.3.0 gives a value the first bin whose cut point + 1 lies above it.

    For whole numbers and whole cut points that is the same as a bin closed on the right. Where a cut point lies between
    two whole numbers (254.8), values up to 255 fall into the lower bin, though they are above the cut. So the
    package publishes 158 customers, 1,234 orders and 120,178 where the quantiles themselves give 159, 1,240, 120,684.
    """
    rows = published(mactl)
    cuts = json.loads(Path("rfm.json").read_text("utf-8"))["cuts"]
    names = {"r": ("recency_days", "recency"), "f": ("frequency", "frequency"), "m": ("monetary", "monetary")}
    again = []
    for row in rows:
        one = dict(row)
        for key, (value, cut) in names.items():
            above = sum(float(row[value]) >= point + 1 for point in cuts[cut])
            one[key] = 5 - above if key == "r" else 1 + above
        again.append(one)
    assert best(again) == (158, 1234, 120178)
    moved = [row for row, one in zip(rows, again, strict=True) if any(int(row[key]) != int(one[key]) for key in names)]
    fractions = [point + 0.5 for points in cuts.values() for point in points if point != int(point)]
    assert len(fractions) == 3
    for row in moved:
        near = [abs(float(row[value]) - point) for value, cut in names.values() for point in cuts[cut] if point % 1]
        assert min(near) < 1


def test_an_order_paid_twice_is_one_order_and_refunds_are_taken_off(mactl: Mactl) -> None:
    take(
        mactl,
        [
            order("a", "2026-01-05T10:00+08:00", 100, order_id="A1"),
            order("a", "2026-02-20T10:00+08:00", 50, order_id="A1"),  # the second half of the same order
            order("a", "2026-02-01T10:00+08:00", 30, order_id="A2"),
            order("a", "2026-02-25T10:00+08:00", 40, "order_refunded", order_id="A1"),
            order("b", "2026-03-01T23:30+08:00", 10),
            order("b", "2026-03-01T23:40+08:00", 10),  # no order id: each event is an order
            order("c", "2026-02-27T10:00+08:00", 15, "order_refunded"),  # never bought
        ],
    )
    assert mactl("segment", "--method", "rfm", "--out", "now.csv").code == 0
    assert kept("now.csv") == {"a": ("29", "2", "140"), "b": ("1", "2", "20")}
    assert mactl("segment", "--method", "rfm", "--window", "35d", "--out", "window.csv").code == 0
    assert kept("window.csv") == {"a": ("29", "1", "30"), "b": ("1", "2", "20")}
    assert mactl("segment", "--method", "rfm", "--as-of", "2026-01-31", "--out", "then.csv").code == 0
    assert kept("then.csv") == {"a": ("26", "1", "100")}


def kept(file: str) -> dict[str, tuple[str, ...]]:
    return {row["customer_id"]: tuple(row[key] for key in ("recency_days", "frequency", "monetary"))
            for row in scores(file)}  # fmt: skip


def test_rollups_and_events_say_the_same(mactl: Mactl) -> None:
    events = [
        order(f"p{n % 7}", f"2026-02-{1 + n % 27:02}T{n % 24:02}:15+08:00", 10 + n, order_id=f"O{n % 11}")
        for n in range(60)
    ]
    returns = [order("p3", "2026-02-28T10:00+08:00", 5, "order_refunded", order_id=f"O{n}") for n in range(3)]
    take(mactl, events[:40])
    assert mactl("segment", "--method", "rfm", "--out", "first.csv").code == 0
    take(mactl, [*events[40:], *returns], Path("more.csv"))  # the repeats are found again from what is new
    assert mactl("segment", "--method", "rfm", "--out", "rollups.csv").code == 0
    assert mactl("segment", "--method", "rfm", "--window", "3650d", "--out", "events.csv").code == 0
    assert scores("rollups.csv") == scores("events.csv")
    truth = {(one["customer"], one["order_id"]) for one in events}
    assert sum(int(row["frequency"]) for row in scores("rollups.csv")) == len(truth)


def test_equal_values_get_equal_scores_and_coinciding_cuts_are_said(mactl: Mactl) -> None:
    take(mactl, [order(f"p{n}", "2026-02-01", 10 if n < 18 else 99) for n in range(20)])
    done = mactl("segment", "--method", "rfm", "--format", "table")
    assert "Frequency (orders): cut points coincide, so there are 1 scores instead of 5." in done.out
    assert "Monetary (revenue): cut points coincide, so there are 2 scores instead of 5." in done.out
    assert mactl("segment", "--method", "rfm", "--out", "rfm.csv").code == 0
    assert {(row["monetary"], row["m"]) for row in scores()} == {("10", "1"), ("99", "2")}


def test_nobody_bought(mactl: Mactl) -> None:
    done = mactl("segment", "--method", "rfm")
    assert (done.code, done.err.splitlines()[0]) == (1, "error: nobody has a paid order yet")


def test_a_shop_has_its_own_map(mactl: Mactl, shop: Path) -> None:
    take(mactl, [order(f"p{n}", f"2026-02-{n + 1:02}", 10 + n) for n in range(20)])
    own = [{"name": "Best", "name_zh": "最好", "r": [4, 5], "use": "Keep."}, {"name": "Rest"}]
    (shop / "data" / "rfm_segments.json").write_text(json.dumps(own), "utf-8")
    found = mactl("segment", "--method", "rfm", "--format", "json").json
    assert [(one["name"], one["customers"]) for one in found["groups"]] == [("Best", 8), ("Rest", 12)]
    (shop / "data" / "rfm_segments.json").write_text(json.dumps(own[:1]), "utf-8")
    done = mactl("segment", "--method", "rfm")
    assert done.code == 1
    assert "rfm_segments.json leaves 75 without a name: 111" in done.err


def test_what_is_saved_is_a_condition_and_tags_that_replace_each_other(mactl: Mactl) -> None:
    take(mactl, [order(f"p{n}", f"2026-02-{n + 1:02}", 10 + n) for n in range(20)])
    assert mactl("segment", "--method", "rfm", "--save", "--format", "json").code == 0
    expected = {
        row["name"]: row["customers"] for row in mactl("segment", "--method", "rfm", "--format", "json").json["classes"]
    }
    assert counts(mactl, "rfm = 重要价值") == expected["重要价值"] == counts(mactl, "rfm = 重要价值客户")
    assert counts(mactl, "tag = RFM/重要价值") == expected["重要价值"]
    assert counts(mactl, "rfm exists") == 20
    assert counts(mactl, "rfm code = 515") + counts(mactl, "rfm code != 515") == 20
    assert counts(mactl, "rfm r >= 4 and rfm m >= 4") == 8
    take(mactl, [order("p0", "2026-03-01", 1000)], Path("later.csv"))
    assert mactl("segment", "--method", "rfm", "--save", "--format", "json").code == 0
    shown = mactl("customers", "show", "p0").out
    assert "RFM/重要价值" in shown.splitlines()[2] or "RFM/重要价值" in shown
    assert counts(mactl, "tag starts_with RFM/") == 20


def counts(mactl: Mactl, where: str) -> int:
    found: int = mactl("segment", "preview", "--where", where, "--format", "json").json["count"]
    return found


def test_a_method_and_a_verb_exclude_each_other(mactl: Mactl) -> None:
    assert mactl("segment", "--method", "rfm", "list").code == 2
    assert mactl("segment", "--save").code == 2
    assert "Methods are" in mactl("segment", "--method", "magic").err
