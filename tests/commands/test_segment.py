"""``mactl segment``: listed, shown, counted, previewed; one answer for people and one for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Mactl


@pytest.fixture(autouse=True)
def _in(shop: Path) -> None:
    """Work in the starter's workspace."""


def test_a_preview_answers_programs(mactl: Mactl) -> None:
    found = mactl("segment", "preview", "--where", '{"profile.city": {"in": ["上海", "杭州"]}}', "--format", "json")
    assert found.json == {"count": 2, "customers": ["u001", "u002"], "unheard": []}
    assert mactl("segment", "preview", "--where", "city in 上海,杭州", "--format", "json").json == found.json


def test_a_preview_says_that_there_are_more(mactl: Mactl) -> None:
    shown = mactl("segment", "preview", "--where", "city in 上海,杭州", "--first", "1", "--format", "md").out
    assert "the first 1 of 2" in shown


def test_a_preview_names_what_nobody_has(mactl: Mactl) -> None:
    found = mactl("segment", "preview", "--where", "cty = 上海 or order_payed = 0 in 90d").err
    assert "No customer has the field cty.\nDid you mean city?" in found
    assert "No event order_payed was ever recorded." in found
    unsaved = mactl("segment", "preview", "--where", "rfm = 重要挽留", "--format", "json").json
    assert unsaved["unheard"] == ["重要挽留"]


def test_who_acts_on_a_condition_is_told_of_probable_slips(mactl: Mactl, shop: Path) -> None:
    path = shop / "data" / "segments.json"
    typo = {"id": "typo", "name": "错字", "where": {"all": [{"event": "order_pad"}, {"profile.cty": "上海"}]}}
    path.write_text(json.dumps([typo, {"id": "bought", "name": "买过", "where": {"event": "order_paid"}}]), "utf-8")
    slips = "No event order_pad was ever recorded.\nDid you mean order_paid?\nNo customer has the field cty."
    for asked in (["count"], ["count", "typo"], ["show", "错字"]):
        assert slips in mactl("segment", *asked).err
    assert mactl("segment", "count", "bought").err == "", "nobody bought yet, but that is how it is spelt"
    assert "the field cty" in mactl("customers", "tag", "--where", "cty = 上海", "--add", "x").err
    campaign = {"name": "新品", "audience": "typo", "channels": ["email"]}
    (shop / "data" / "campaigns.json").write_text(json.dumps([campaign]), "utf-8")
    assert slips in mactl("send", "--campaign", "新品", "--dry-run").err


def test_a_faulty_segment_is_named_with_its_line_and_the_others_are_counted(mactl: Mactl, shop: Path) -> None:
    (shop / "data" / "segments.json").write_text(
        '[\n {"id": "bad", "name": "坏的",\n  "where": {"evnt": "order_paid"}},\n'
        ' {"id": "lost", "name": "没有", "where": {"segment": "nowhere"}},\n'
        ' {"id": "good", "name": "好的", "where": {"profile.city": {"exists": true}}}\n]',
        "utf-8",
    )
    found = mactl("segment", "count", "--format", "json")
    assert found.code == 1
    assert [one["segment"] for one in found.json["segments"]] == ["good"]
    assert found.json["faults"][0].startswith("segment 坏的: data/segments.json:3 [0].where: no condition is known by")
    assert "No segment named nowhere" in found.json["faults"][1]
    assert "data/segments.json:3" in mactl("segment", "list").err
    assert "data/segments.json:3" in mactl("segment", "show", "bad").err
    assert mactl("segment", "count", "good", "--format", "json").json["count"] > 0


def test_a_condition_comes_from_a_file_or_a_pipe(mactl: Mactl, shop: Path) -> None:
    (shop / "who.json").write_text('{"tag": "母婴"}', "utf-8")
    from_file = mactl("segment", "preview", "--where", "@who.json", "--format", "json").json
    from_pipe = mactl("segment", "preview", "--where", "-", "--format", "json", stdin="tag = 母婴").json
    assert from_file == from_pipe
    assert from_file["count"] == 1


def test_a_segment_is_a_sentence(mactl: Mactl) -> None:
    assert mactl("segment", "show", "上海杭州").out.splitlines() == [
        "上海杭州 (shanghai_hangzhou)",
        "Who fits: city is one of 上海, 杭州",
        "In words: city in 上海, 杭州",
        "2 customers fit now.",
    ]
    assert mactl("segment", "show", "上海杭州", "--lang", "zh").out.splitlines()[-1] == "现在有 2 位客户符合。"


def test_every_segment_is_counted(mactl: Mactl, shop: Path) -> None:
    counts = mactl("segment", "count", "--format", "json").json["segments"]
    assert len(counts) == len(json.loads((shop / "data" / "segments.json").read_text("utf-8")))
    assert {one["segment"]: one["count"] for one in counts}["shanghai_hangzhou"] == 2
