"""Splits and experiments: people go the way that their lot says, the same at every entry (F9)."""

from __future__ import annotations

from collections import Counter

from mactl.core.flows.effects import Draw
from mactl.core.schedule.arms import draw
from tests.core.flows.journeys import Journey, program

SPLIT = program(
    {
        "id": "s",
        "split": {"arms": {"b": 1, "a": 3}},
        "arms": {"a": [{"id": "in_a", "send": {"sms": ""}}], "b": [{"id": "in_b", "send": {"sms": ""}}]},
    },
    {"id": "last", "send": {"email": ""}},
)
TEST = program(
    {
        "id": "t",
        "experiment": "subjects",
        "arms": {"A": [{"id": "in_a", "send": {"sms": ""}}], "B": []},
        "else": [{"id": "other", "send": {"sms": ""}}],
    },
    {"id": "last", "send": {"email": ""}},
)


def way(number: int) -> str:
    journey = Journey(SPLIT, "2026-03-02T14:10", customer=f"u{number}").until("2026-03-03")
    assert journey.sent[1].endswith("last")
    return journey.sent[0].split()[1]


def test_the_arms_are_drawn_by_weight_and_kept() -> None:
    drawn = Counter(way(number) for number in range(400))
    assert 250 < drawn["in_a"] < 350
    assert way(1) == way(1)
    journey = Journey(SPLIT, "2026-03-02T14:10", customer="u1")
    arm = draw("f/s", "u1", {"b": 1, "a": 3})
    assert Draw("f/s", arm) in journey.effects


def test_a_test_says_whose_arm_is_whose() -> None:
    for answer, steps in (
        ("A", ["in_a", "last"]),
        ("B", ["last"]),
        ("", ["other", "last"]),
        ("gone", ["other", "last"]),
    ):
        journey = Journey(TEST, "2026-03-02T14:10", answers={"arm": answer}).until("2026-03-03")
        assert [line.split()[1] for line in journey.sent] == steps
    drawn = {len(Journey(TEST, "2026-03-02T14:10", customer=f"u{each}").until("2026-03-03").sent) for each in range(40)}
    assert drawn == {1, 2}
