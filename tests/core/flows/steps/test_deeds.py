"""What steps do at once: deeds, webhooks, other flows, jumps; and that the held-out are spared all of it (F10)."""

from __future__ import annotations

import pytest

from mactl.core.flows.effects import (
    Consent,
    Coupon,
    Effect,
    Points,
    Post,
    Record,
    Score,
    SegmentMember,
    SetField,
    Start,
    Tag,
)
from tests.core.flows.journeys import Journey, program

DEEDS = program(
    {
        "id": "d",
        "do": [
            {"tag": "+vip"},
            {"tag": "-new"},
            {"set": {"profile.city": "上海", "attributes.level": 3}},
            {"points": 10, "valid": "365d"},
            {"score": 2.5, "of": "lead"},
            {"coupon": "CART20", "valid": "48h"},
            {"consent": {"email:promo": False}},
            {"segment_add": "friends"},
            {"segment_remove": "strangers"},
        ],
    },
    {"id": "hook", "webhook": {"url": "https://example.com/hook"}},
    {"id": "next", "start": "other"},
)


def test_deeds_become_effects_in_their_order() -> None:
    journey = Journey(DEEDS, "2026-03-02T14:10")
    expected: list[Effect] = [
        Tag("vip", True),
        Tag("new", False),
        SetField("attributes.level", 3),
        SetField("city", "上海"),
        Points(10, "365d"),
        Score(2.5, "lead"),
        Coupon("CART20", "48h"),
        Consent("email:promo", False),
        SegmentMember("friends", True),
        SegmentMember("strangers", False),
        Post("hook", 2),
        Start("other", journey.now),
    ]
    assert journey.done() == expected
    assert journey.ended == "2026-03-02T14:10 completed"


def test_the_held_out_are_spared_and_it_is_written_down() -> None:
    journey = Journey(DEEDS, "2026-03-02T14:10", held=True)
    assert journey.done() == []
    spared = [each for each in journey.effects if isinstance(each, Record) and each.what == "held_out"]
    assert [each.detail for each in spared][-3:] == ["segment", "webhook", "start"]
    assert journey.ended == "2026-03-02T14:10 completed"


@pytest.mark.parametrize(("answer", "steps"), [(True, ["c"]), (False, ["b", "c"])])
def test_a_jump_leads_on_further_down(answer: bool, steps: list[str]) -> None:
    flow = program(
        {"id": "a", "if": {"tag": "x"}, "then": [{"id": "jump", "goto": "c"}]},
        {"id": "b", "send": {"sms": ""}},
        {"id": "c", "wait": "1h", "send": {"email": ""}},
    )
    journey = Journey(flow, "2026-03-02T14:10", answers={"if": answer}).until("2026-03-03")
    assert [line.split()[1] for line in journey.sent] == steps
