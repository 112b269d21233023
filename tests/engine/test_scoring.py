"""Scores: kept sums say what the events say, at any moment; stages never fall back; faults are named."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mactl.clock import DAY
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, scoring, tick
from mactl.store import scores
from mactl.store.database import Database
from mactl.store.idle import is_idle
from tests.support.shop import NOON, Shop

NOW = parse_instant(NOON, zone("UTC"))
RULES: list[dict[str, Any]] = [
    {"name": "looks", "event": "product_viewed", "points": 2, "half_life": "14d", "cap": 9},
    {"name": "carts", "event": "cart_updated", "points": 10, "half_life": "7d"},
    {"name": "orders", "event": "order_paid", "points": 3, "where": {"amount": {">": 100}}},
    {"name": "complaints", "event": "complaint_made", "points": -8, "half_life": "30d", "cap": -12},
    {"name": "gold", "when": {"profile.member_level": "金卡"}, "points": 20},
]
BANDS = [{"name": "cold", "from": 0}, {"name": "hot", "from": 25}]
STAGES = [{"name": "lead", "from": 5}, {"name": "MQL", "from": 25}, {"name": "won", "when": {"event": "order_paid"}}]
LEAD = {"id": "lead", "name": "Lead", "points": RULES, "bands": BANDS, "stages": STAGES}
TYPES = ("product_viewed", "cart_updated", "order_paid", "complaint_made", "page_view")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    write(made, [LEAD])
    return made


def write(shop: Shop, found: Sequence[dict[str, Any]], name: str = "scores") -> None:
    (shop.folder / "data" / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False), "utf-8")


def happen(shop: Shop, *found: tuple[str, str, int, int]) -> None:
    """Store events: customer, type, instant, amount in whole units."""
    number = shop.sql("SELECT ifnull(max(id), 0) FROM events")[0][0]
    lines = [
        json.dumps({"id": f"e{number + n}", "customer": who, "type": kind, "at": at, "properties": {"amount": amount}})
        for n, (who, kind, at, amount) in enumerate(found)
    ]
    with (shop.folder / "data" / "events.jsonl").open("a", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in lines))


def value(shop: Shop, now: int, *, kept: bool) -> dict[str, float]:
    """Return everybody's score, from the sums that are kept or from the events themselves."""
    workspace = shop.workspace(now)
    with workspace.open() as database:
        context = catalogue.read(workspace).context(database, now, "UTC")
        scale = scoring.scales(context)[0]
        if kept:
            return worked_out(database, scale, context)
        people = list(database.rows("SELECT id FROM customers"))
        scoped = [replace(context, scope=int(number)) for (number,) in people]
        return {who: score for one in scoped for who, score in worked_out(database, scale, one).items()}


def worked_out(database: Database, scale: Any, context: Any) -> dict[str, float]:
    scores.work_out(database, scale, context)
    return {who: score for who, score, _stage in scores.listing(database, scale)}


def test_a_score_is_what_its_rules_give_and_fades_to_the_moment(shop: Shop) -> None:
    shop.people(1, member_level="金卡")
    happen(shop, ("c1", "product_viewed", NOW - 14 * DAY, 0), ("c1", "cart_updated", NOW - 7 * DAY, 0),
           ("c1", "order_paid", NOW - DAY, 150), ("c1", "order_paid", NOW - DAY, 50))  # fmt: skip
    tick.tick(shop.workspace(NOW))
    assert value(shop, NOW, kept=True)["c1"] == pytest.approx(1 + 5 + 3 + 20)
    assert value(shop, NOW + 7 * DAY, kept=True)["c1"] == pytest.approx(2**-0.5 + 2.5 + 3 + 20)
    happen(shop, *[("c1", "product_viewed", NOW, 0)] * 9, *[("c1", "complaint_made", NOW, 0)] * 2)
    tick.tick(shop.workspace(NOW + 1))
    assert value(shop, NOW + 1, kept=True)["c1"] == pytest.approx(9 + 5 + 3 + 20 - 12, abs=1e-4)


HAPPENINGS = st.lists(
    st.tuples(st.sampled_from(["c1", "c2", "c3"]), st.sampled_from(TYPES),
              st.integers(0, 60).map(lambda days: NOW - days * DAY), st.integers(0, 300)),
    max_size=12,
)  # fmt: skip


@given(st.lists(HAPPENINGS, min_size=1, max_size=3), st.lists(st.booleans(), min_size=3, max_size=3))
@settings(max_examples=25)
def test_sums_kept_say_what_the_events_say(batches: list[list[Any]], ticks: list[bool]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(Path(folder))
        write(shop, [LEAD])
        shop.people(3)
        for found, ticked in zip(batches, ticks, strict=False):
            happen(shop, *found)
            workspace = shop.workspace(NOW)
            if ticked:
                tick.tick(workspace)
            else:  # what was not kept yet counts all the same
                from mactl.engine import ingest

                with workspace.open() as database:
                    ingest.sync(workspace, database)
        for later in (NOW, NOW + 9 * DAY):
            assert value(shop, later, kept=True) == pytest.approx(value(shop, later, kept=False), abs=1e-6)


def test_time_alone_takes_people_on_when_it_is_due(shop: Shop) -> None:
    quiet = {"last": {"event": "login", "of": "at"}, "is": {"before": "-7d"}}
    score = {
        "id": "lead", "name": "Lead",
        "points": [{"event": "login", "points": 30}, {"event": "complaint_made", "points": -20, "half_life": "10d"}],
        "stages": [{"name": "MQL", "from": 20}, {"name": "quiet", "when": quiet}],
    }  # fmt: skip
    write(shop, [score])
    write(shop, [{"id": "quiet", "name": "Quiet", "where": {"score": {"stage": "quiet"}}}], "segments")
    shop.people(3)
    shop.sql("UPDATE customers SET time_zone = 'America/New_York' WHERE customer_id = 'c2'")
    happen(shop, ("c1", "login", NOW, 0), ("c1", "complaint_made", NOW, 0), ("c2", "login", NOW, 0))
    tick.tick(shop.workspace(NOW))
    assert stages(shop) == {"c2": "MQL"}
    assert shop.sql("SELECT customer FROM stage_watches ORDER BY customer") == [(1,), (2,)], (
        "whom nothing awaits costs nothing"
    )
    assert is_idle(str(shop.folder), NOW + DAY)
    tick.tick(shop.workspace(NOW + 6 * DAY))
    assert stages(shop) == {"c2": "MQL"}
    tick.tick(shop.workspace(NOW + 10 * DAY))
    assert stages(shop) == {"c1": "quiet", "c2": "quiet"}
    entered = shop.sql("SELECT customer, at FROM events WHERE type = 'segment_entered' ORDER BY customer")
    # It was the 2nd of March in Shanghai, still the 1st in New York.
    assert entered == [
        (1, parse_instant("2026-03-10", zone("Asia/Shanghai"))),
        (2, parse_instant("2026-03-09", zone("America/New_York"))),
    ]
    assert shop.sql("SELECT count(*) FROM stage_watches") == [(0,)], "the last stage is the end"


def test_points_taken_away_fade_and_the_score_rises_to_a_stage(shop: Shop) -> None:
    rules = [{"event": "login", "points": 30}, {"event": "complaint_made", "points": -20, "half_life": "10d"}]
    write(shop, [{"id": "lead", "name": "Lead", "points": rules, "stages": [{"name": "MQL", "from": 20}]}])
    shop.people(1)
    happen(shop, ("c1", "login", NOW, 0), ("c1", "complaint_made", NOW, 0))
    tick.tick(shop.workspace(NOW))
    assert is_idle(str(shop.folder), NOW + 10 * DAY - 1000)
    assert not is_idle(str(shop.folder), NOW + 10 * DAY + 1000)
    tick.tick(shop.workspace(NOW + 9 * DAY))
    assert stages(shop) == {}
    tick.tick(shop.workspace(NOW + 10 * DAY + 1000))
    assert stages(shop) == {"c1": "MQL"}


def test_stages_move_forward_and_never_back(shop: Shop) -> None:
    shop.people(2)
    happen(shop, *[("c1", "cart_updated", NOW, 0)] * 3)
    tick.tick(shop.workspace(NOW))
    assert stages(shop) == {"c1": "MQL"}
    happen(shop, *[("c1", "complaint_made", NOW, 0)] * 3, ("c2", "cart_updated", NOW, 0))
    tick.tick(shop.workspace(NOW + DAY))
    assert value(shop, NOW + DAY, kept=True)["c1"] < 25
    assert stages(shop) == {"c1": "MQL", "c2": "lead"}
    happen(shop, ("c1", "order_paid", NOW, 10))
    tick.tick(shop.workspace(NOW + 2 * DAY))
    assert stages(shop) == {"c1": "won", "c2": "lead"}
    write(shop, [{**LEAD, "stages": STAGES[:1]}])  # a definition without that stage begins anew for who was in it
    tick.tick(shop.workspace(NOW + 3 * DAY))
    assert stages(shop)["c1"] == "lead"


def stages(shop: Shop) -> dict[str, str]:
    return dict(shop.sql("SELECT c.customer_id, g.stage FROM score_stages g JOIN customers c ON c.id = g.customer"))


def test_a_segment_on_a_score_is_left_at_the_very_instant(shop: Shop) -> None:
    write(shop, [{"name": "Hot", "id": "hot", "where": {"score": {">=": 25}}}], "segments")
    shop.people(1)
    happen(shop, *[("c1", "cart_updated", NOW, 0)] * 5)  # 50 points, halved in seven days
    tick.tick(shop.workspace(NOW))
    assert shop.sql("SELECT count(*) FROM members") == [(1,)]
    due = shop.sql("SELECT due FROM watches")[0][0]
    assert abs(due - (NOW + 7 * DAY)) <= 1
    tick.tick(shop.workspace(NOW + 6 * DAY))
    assert shop.sql("SELECT count(*) FROM members") == [(1,)]
    tick.tick(shop.workspace(NOW + 8 * DAY))
    assert shop.sql("SELECT count(*) FROM members") == [(0,)]
    left = shop.sql("SELECT at FROM events WHERE type = 'segment_exited'")
    assert not left or abs(left[0][0] - (NOW + 7 * DAY)) <= 2


def test_an_edited_score_is_judged_anew(shop: Shop) -> None:
    write(shop, [{"name": "Hot", "id": "hot", "where": {"score": {"band": "hot"}}}], "segments")
    shop.people(1)
    happen(shop, ("c1", "cart_updated", NOW, 0))
    tick.tick(shop.workspace(NOW))
    assert shop.sql("SELECT count(*) FROM members") == [(0,)]
    write(shop, [{**LEAD, "points": [{"event": "cart_updated", "points": 30}]}])
    tick.tick(shop.workspace(NOW + 1))
    assert shop.sql("SELECT count(*) FROM members") == [(1,)]
    assert shop.sql("SELECT count(*) FROM score_rules") == [(2,)]  # and that of what flows give


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"points": 5}, "a rule has either a condition or an event"),
        ({"points": 0, "event": "login"}, "points are a number that is not 0"),
        ({"points": 5, "event": "login", "cap": -5}, "a cap has the sign of the points"),
        ({"points": 5, "when": {"tag": "a"}, "half_life": "7d"}, "neither fade nor add up"),
        ({"points": 5, "event": "login", "half_life": "soon"}, "soon"),
        ({"points": 5, "when": {"tagg": "a"}}, "tagg"),
        ({"points": 5, "event": "login", "halflife": "7d"}, "unknown key"),
    ],
)
def test_faults_of_a_score_are_named_with_their_place(shop: Shop, rule: dict[str, Any], said: str) -> None:
    write(shop, [{"name": "Lead", "points": [rule]}])
    faults = catalogue.read(shop.workspace()).faults
    assert [fault for fault in faults if said in fault.message], faults
    assert faults[0].file == "data/scores.json"


def test_scores_that_depend_on_themselves_are_an_error(shop: Shop) -> None:
    write(shop, [{"name": "Hot", "id": "hot", "where": {"score": {">=": 25}}}], "segments")
    write(shop, [{"name": "Lead", "points": [{"points": 5, "when": {"segment": "hot"}}], "stages": STAGES}])
    done = tick.tick(shop.workspace(NOW))
    assert [fault.partition(":")[0] for fault in done.faults if "defined by each other" in fault] == [
        "score Lead", "segment Hot",
    ]  # fmt: skip


def test_the_sums_are_found_through_indexes(shop: Shop) -> None:
    workspace = shop.workspace()
    with workspace.open() as database:
        plan = explained(database, workspace)
    assert not [line for line in plan if "SCAN e" in line or "SCAN s" in line], plan


def explained(database: Database, workspace: Any) -> list[str]:
    context = catalogue.read(workspace).context(database, NOW, "UTC")
    asked = scoring.scales(context)[0].sql(context)
    rows = database.rows(f"EXPLAIN QUERY PLAN SELECT {asked.text} FROM customers AS c", asked.params)
    return [str(row[3]) for row in rows]


def test_points_of_a_property_and_points_given_by_a_flow(shop: Shop) -> None:
    shop.people(2)
    write(
        shop, [{**LEAD, "points": [{"event": "order_paid", "points": 0.5, "of": "amount"}], "bands": [], "stages": []}]
    )
    happen(shop, ("c1", "order_paid", NOW, 40), ("c1", "order_paid", NOW, 2))
    tick.tick(shop.workspace(NOW))
    assert value(shop, NOW, kept=True) == {"c1": 21, "c2": 0}
    with shop.database() as database, database.transaction():
        assert scoring.give(database, 2, 5, score="Lead", source="flow:welcome", key="7:hello", at=NOW)
        assert not scoring.give(database, 2, 5, score="Lead", source="flow:welcome", key="7:hello", at=NOW)
        assert scoring.give(database, 2, 9, score="another", source="flow:welcome", key="7:other", at=NOW)
    assert value(shop, NOW, kept=True) == value(shop, NOW, kept=False) == {"c1": 21, "c2": 5}
    tick.tick(shop.workspace(NOW))
    assert value(shop, NOW, kept=True) == {"c1": 21, "c2": 5}


def test_new_events_are_found_by_their_number(shop: Shop) -> None:
    workspace = shop.workspace()
    with workspace.open() as database:
        context = catalogue.read(workspace).context(database, NOW, "UTC")
        rows = scoring.scales(context)[0].rules[0].happening
        assert rows is not None
        asked = rows.rows(context, " NOT INDEXED")
        plan = database.rows(f"EXPLAIN QUERY PLAN SELECT 1 {asked.text} AND e.id > 5 AND e.id <= 9", asked.params)
        assert [row[3] for row in plan] == ["SEARCH e USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]
