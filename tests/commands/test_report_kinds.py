"""``mactl report --kind``: every kind on one shop, in both languages and every format, with targets and thresholds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.api import kinds
from mactl.store.database import Database
from tests.commands.conftest import Mactl
from tests.store.ledger import START, Ledger, after

LATER = "2026-04-20T10:00+08:00"
KINDS = (
    "attribution", "channels", "cohort", "conversion", "core", "costs", "deliverability", "engagement", "funnel",
    "lifecycle", "negative", "retention", "roi", "segments", "suppression",
)  # fmt: skip


@pytest.fixture
def busy(shop: Path) -> Iterator[Path]:
    """Return a shop with two campaigns, one with a holdout, orders, opens, bounces and a complaint."""
    ledger = Ledger(shop / "data")
    with ledger.database as database:
        ledger.customers(range(1, 31))
        spring = ledger.launch("会员日", holdout=0.1, cost={"fixed": "10"})
        ledger.messages(spring, range(1, 10))
        ledger.message(spring, 10, "held_out", reason="held_out")
        ledger.message(spring, 11, "bounced", bounced_at=START + 9, address="k@163.com")
        ledger.message(spring, 12, "clicked", opened_at=after(0.2), clicked_at=after(0.2), address="k@qq.com")
        ledger.message(spring, 13, "complained", complained_at=after(0.5), address="l@qq.com")
        second = ledger.launch("清明", at=after(33), channels=["sms"])
        for customer in range(1, 6):
            ledger.message(second, customer, "delivered", channel="sms", sent_at=after(33), delivered_at=after(33))
        for n in range(1, 13):
            ledger.events([(n, "product_viewed", after(n / 10), None), (n, "cart_updated", after(n / 5), None)])
        ledger.events([(n, "order_paid", after(n / 2), 100.0 + n) for n in range(1, 11, 2)])
        ledger.events([(n, "order_paid", after(33 + n), 50.0) for n in (1, 3)])
        ledger.events([(n, "user_signup", after(-n), None) for n in range(1, 10)])
        database.sql.execute("UPDATE messages SET cost = 100 WHERE sent_at IS NOT NULL")
        database.sql.execute(
            "INSERT INTO suppressions (address, reason, at) VALUES ('l@qq.com', 'complained', ?)", (after(0.5),)
        )
    return shop


def test_the_kinds_are_the_files_of_the_folder() -> None:
    assert set(KINDS) <= set(kinds.names())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_is_shown_and_compares(mactl: Mactl, busy: Path, kind: str, language: str) -> None:
    done = mactl("report", "--kind", kind, "--format", "table", "--lang", language, now=LATER)
    assert (done.code, done.err) == (0, "")
    assert ("Compared with the period before" if language == "en" else "与上期对比") in done.out


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_document_with_its_window(mactl: Mactl, busy: Path, kind: str) -> None:
    found = mactl("report", "--kind", kind, "--period", "2026-03", "--format", "json", now=LATER).json
    assert (found["since"], found["until"]) == ("2026-03-01T00:00:00+08:00", "2026-04-01T00:00:00+08:00")
    assert found["compared"]["before_since"] == "2026-02-01T00:00:00+08:00"
    assert set(found["measures"]) == set(found["compared"]["measures"])


def test_a_funnel_is_as_the_programs_that_read_it_expect(mactl: Mactl, busy: Path) -> None:
    words = ("--kind", "funnel", "--steps", "product_viewed,cart_updated,order_paid", "--window", "7d")
    found = mactl("report", *words, "--format", "json", now=LATER).json
    assert found["steps"] == [
        {"event": "product_viewed", "people": 12, "rate_from_first": 1.0, "rate_from_previous": 1.0},
        {"event": "cart_updated", "people": 12, "rate_from_first": 1.0, "rate_from_previous": 1.0},
        {"event": "order_paid", "people": 5, "rate_from_first": 5 / 12, "rate_from_previous": 5 / 12},
    ]


@pytest.mark.parametrize("model", ["last", "first", "linear", "time_decay", "position", "markov"])
def test_credits_add_up_to_the_conversions(mactl: Mactl, busy: Path, model: str) -> None:
    found = mactl("report", "--kind", "attribution", "--model", model, "--format", "json", now=LATER).json
    assert found["conversions"] == 7
    assert found["without_touch"] == 0
    assert sum(each["conversions"] for each in found["credits"]) == pytest.approx(7)
    assert sum(each["revenue"] for each in found["credits"]) == pytest.approx(625)


def test_no_cost_gives_null_and_a_holdout_the_basis(mactl: Mactl, busy: Path) -> None:
    found = mactl("report", "--kind", "roi", "--format", "json", now=LATER).json
    spring, second = found["campaigns"]
    assert (spring["name"], spring["roi_basis"], spring["cost"]) == ("会员日", "incremental", 10.12)
    assert (second["roi_basis"], second["roas"]) == ("attributed", 100 / 0.05)
    nothing = mactl("report", "--kind", "roi", "--period", "2026-02", "--format", "json", now=LATER).json
    assert (nothing["total"]["roi"], nothing["total"]["roas"]) == (None, None)


def test_the_six_measures_by_hand(mactl: Mactl, busy: Path) -> None:
    found = mactl("report", "--kind", "core", "--period", "2026-04", "--format", "json", now=LATER).json["core"]
    assert found["reach"] == {"people": 5, "base": 5, "value": 1.0}
    assert found["repurchase"] == {"people": 0, "base": 2, "value": 0.0}
    assert found["retention"]["base"] == 12
    assert found["retention"]["people"] + found["churn"]["people"] == 12


def test_segments_are_reckoned_back_from_now(mactl: Mactl, busy: Path) -> None:
    with Database(busy / "data" / "mactl.db") as database:
        database.sql.execute("INSERT INTO segments VALUES (90, 'vip', 'v', 0)")
        database.sql.execute("INSERT INTO members VALUES (90, 1, 0), (90, 2, 0), (90, 3, 0)")
        moves = [
            ("segment_entered", 1, 1),
            ("segment_entered", 2, 2),
            ("segment_entered", 4, 2),
            ("segment_exited", 4, 35),
        ]
        database.sql.executemany(
            "INSERT INTO events (customer, type, at, source, source_id, properties) VALUES (?, ?, ?, 1, ?, ?)",
            [(who, kind, after(day), f"m{n}", '{"segment": "vip"}') for n, (kind, who, day) in enumerate(moves)],
        )
    found = mactl("report", "--kind", "segments", "--format", "json", now=LATER).json["segments"]
    vip = next(each for each in found if each["segment"] == "vip")
    assert (vip["members"], vip["entered"], vip["exited"]) == (3, 3, 1)
    assert vip["by_month"] == {"2026-03": 4, "2026-04": 3}
    assert vip["name"] == "vip", "of one that the file does not know the id is all there is"


def test_segments_are_called_by_their_names(mactl: Mactl, busy: Path) -> None:
    assert mactl("tick", now=LATER).code == 0
    told = mactl("report", "--kind", "segments", "--format", "csv", now=LATER).out
    assert "VIP 会员,vip_users,2,0,0" in told


def test_the_lifecycle_is_that_of_the_method(mactl: Mactl, busy: Path) -> None:
    with Database(busy / "data" / "mactl.db") as database:
        database.sql.execute(
            "INSERT INTO rollups SELECT customer, type, COUNT(*), COALESCE(SUM(amount), 0), MIN(at), MAX(at)"
            " FROM events GROUP BY 1, 2"
        )
    found = mactl("report", "--kind", "lifecycle", "--format", "json", now=LATER).json
    people = {group["group"]: group["people"] for group in found["groups"]}
    assert sum(people.values()) == 35
    assert people["prospect"] == 30
    assert found["over_time"][-1]["prospect"] == 30
    assert found["over_time"][0]["prospect"] == 35


def test_targets_and_thresholds_are_asked_of_measures(mactl: Mactl, busy: Path) -> None:
    words = ("report", "--kind", "negative", "--target", "negative_rate=1%", "--fail-under", "complaint_rate=5%")
    done = mactl(*words, "--format", "json", now=LATER)
    assert done.code == 0
    judged = done.json["compared"]["measures"]["negative_rate"]
    assert (judged["target"], judged["met"]) == (0.01, True)  # less is better, and none in the last 30 days
    assert mactl("report", "--kind", "core", "--fail-under", "reach_rate=2", now=LATER).code == 3


@pytest.mark.parametrize("name", ["a.html", "a.md", "a.csv", "a.xlsx", "a.txt"])
def test_every_format_takes_every_kind(mactl: Mactl, busy: Path, name: str) -> None:
    for kind in ("cohort", "channels", "engagement"):
        assert mactl("report", "--kind", kind, "--out", name, now=LATER).code == 0
        assert (busy / name).stat().st_size > 100


def brand(shop: Path, **told: str) -> None:
    config = json.loads((shop / "config.json").read_text("utf-8"))
    config["workspace"]["brand"] = told
    (shop / "config.json").write_text(json.dumps(config, ensure_ascii=False), "utf-8")


def test_a_page_bears_the_brand_of_the_workspace(mactl: Mactl, busy: Path) -> None:
    (busy / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    brand(busy, name="栗屿<生活>", logo="logo.svg", colour="#a0522d")
    page = mactl("report", "--kind", "core", "--format", "html", now=LATER).out
    assert '<img src="data:image/svg+xml;base64,' in page
    assert "栗屿&lt;生活&gt;" in page
    assert "--bar: #a0522d" in page


@pytest.mark.parametrize(
    ("logo", "told"),
    [
        ("missing.png", "missing.png cannot be read: No such file or directory"),
        ("../out.png", "../out.png is no image of the workspace"),
        ("config.json", "config.json is no image of the workspace"),
    ],
)
def test_a_logo_that_cannot_be_shown_is_named(mactl: Mactl, busy: Path, logo: str, told: str) -> None:
    brand(busy, logo=logo)
    assert mactl("report", now=LATER).err.splitlines()[-2] == f"error: {told}"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--kind", "funel"), "no kind of report named funel"),
        (("--kind", "core", "--steps", "a,b"), "--steps is not for the report core"),
        (("--kind", "attribution", "--model", "best"), "no attribution model named best"),
        (("--kind", "cohort", "--by", "year"), "--by does not know year"),
        (("--kind", "core", "--fail-under", "open_rate=1"), "no measure named open_rate"),
        (("--steps", "a,b"), "--steps goes with --kind"),
        (("--kind", "campaign"), "--campaign is missing"),
    ],
)
def test_wrong_words_are_named(mactl: Mactl, busy: Path, words: tuple[str, ...], told: str) -> None:
    done = mactl("report", *words, now=LATER)
    assert done.code == 2
    assert done.err.splitlines()[0] == f"error: {told}"
    assert done.err.splitlines()[1].startswith("hint: ")
