"""The maps of RFM scores: whole as they ship, and the shop's own where it has one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mactl.core.model.rfm import CODES, EVERY_SIDE
from mactl.engine import maps
from mactl.errors import MactlError
from tests.support.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_map_that_ships_names_every_code_once(shop: Shop) -> None:
    known = maps.rfm(shop.workspace())
    assert len(known.segments) == 11
    assert Counter(code for one in known.segments for code in one.codes) == dict.fromkeys(CODES, 1)
    assert known.segments[known.segment_of("555")].name == "Champions"
    assert known.segments[known.segment_of("111")].name == "Lost"
    assert all(one.name_zh and one.use and one.use_zh for one in known.segments)


def test_the_eight_classes_are_those_of_the_field(shop: Shop) -> None:
    known = maps.rfm(shop.workspace())
    named = {sides: known.classes[known.class_of(sides)].name for sides in EVERY_SIDE}
    assert named[("high", "high", "high")] == "重要价值"
    assert named[("low", "high", "high")] == "重要保持"
    assert named[("high", "low", "high")] == "重要发展"
    assert named[("low", "low", "high")] == "重要挽留"
    assert named[("high", "high", "low")] == "一般价值"
    assert named[("low", "low", "low")] == "一般挽留"
    assert len(set(named.values())) == 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"name": "A", "codes": ["666"]}]', "666 is no code"),
        ('[{"name": "A", "r": [5, 4]}]', "scores are from 1 to 5"),
        ('[{"name": "A", "colour": "red"}]', "unknown key"),
        ('[{"name": "A", "codes": ["555"]}]', "leaves 124 without a name: 111, 112"),
    ],
)
def test_faults_of_a_map_are_named(shop: Shop, text: str, said: str) -> None:
    (shop.folder / "data" / "rfm_segments.json").write_text(text, "utf-8")
    with pytest.raises(MactlError) as caught:
        maps.rfm(shop.workspace())
    assert said in caught.value.message


def test_a_file_named_stands_in(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text('[{"name": "Everybody"}]', "utf-8")
    assert [one.name for one in maps.rfm(shop.workspace(), tmp_path / "own.json").segments] == ["Everybody"]
    with pytest.raises(MactlError):
        maps.rfm(shop.workspace(), tmp_path / "none.json")
