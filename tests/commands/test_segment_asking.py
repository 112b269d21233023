"""What is asked of segments on the command line: who differs, who overlaps, what members are like, who was expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.store import slices
from tests.commands.conftest import Mactl

PEOPLE = [
    {"id": f"c{n}", "city": "上海" if n % 2 else "杭州", "gender": "female" if n < 4 else "male",
     "signup_at": "2026-01-01", "email": f"c{n}@example.com"}
    for n in range(1, 7)
]  # fmt: skip
SEGMENTS: list[dict[str, Any]] = [
    {"id": "here", "name": "上海人", "where": {"profile.city": "上海"}},
    {"id": "buyers", "name": "Buyers", "where": {"event": "order_paid", "within": "30d"}},
    {"id": "both", "name": "Both", "where": {"all": [{"segment": "上海人"}, {"segment": "buyers"}]}},
    {"id": "testers", "name": "Testers", "members": ["c1", "c2"]},
]


@pytest.fixture(autouse=True)
def _in(shop: Path, mactl: Mactl) -> None:
    """Work in a shop of six people, three of whom bought on the first days of three months."""
    (shop / "data" / "customers.json").write_text(json.dumps(PEOPLE), "utf-8")
    (shop / "data" / "segments.json").write_text(json.dumps(SEGMENTS), "utf-8")
    for number, day in ((1, "2026-01-02"), (2, "2026-02-20"), (3, "2026-03-01")):
        assert mactl("events", "track", "order_paid", "--customer", f"c{number}", "--at", day, "--id", day).code == 0


def test_a_count_is_what_programs_rely_on(mactl: Mactl) -> None:
    found = mactl("segment", "count", "--name", "Buyers", "--format", "json").json
    assert (found["segment"], found["count"]) == ("buyers", 2)
    assert found["as_of"].startswith("2026-03-02T10:00:00")


def test_two_dates_differ_by_the_clause_that_turned(mactl: Mactl) -> None:
    found = mactl("segment", "diff", "buyers", "--from", "2026-01-20", "--format", "json").json
    assert [found[key] for key in ("before", "after", "entered", "left")] == [1, 2, 2, 1]
    assert {one["customer"]: one["change"] for one in found["customers"]} == {
        "c1": "left", "c2": "entered", "c3": "entered",
    }  # fmt: skip
    assert found["reasons"][0] == {
        "change": "entered", "why": ["order_paid at least once, in the last 30 days"], "customers": 2,
    }  # fmt: skip


def test_a_profile_is_as_it_was(mactl: Mactl) -> None:
    assert mactl("customers", "set", "c1", "city=北京", now="2026-03-05T10:00+08:00").code == 0
    found = mactl(
        "segment", "diff", "here", "--from", "2026-03-03", "--format", "json", now="2026-03-06T10:00+08:00"
    ).json
    assert (found["before"], found["after"]) == (3, 2)
    assert found["customers"] == [{"customer": "c1", "change": "left", "why": ["city is 上海"]}]


def test_two_definitions_differ_by_the_clause_that_fails(mactl: Mactl) -> None:
    found = mactl("segment", "diff", "here", "--where", "order_paid in 30d", "--format", "json").json
    assert (found["entered"], found["left"]) == (1, 2)
    assert found["customers"][0] == {"customer": "c2", "change": "entered", "why": ["city is 上海"]}
    assert mactl("segment", "diff", "here").code == 2
    assert "c2" in mactl("segment", "diff", "here", "buyers").out


def test_segments_overlap(mactl: Mactl) -> None:
    found = mactl("segment", "overlap", "here", "buyers", "--format", "json").json
    assert found["segments"] == [{"segment": "here", "customers": 3}, {"segment": "buyers", "customers": 2}]
    assert found["pairs"] == [{"segments": ["here", "buyers"], "customers": 1}]
    exact = {tuple(one["segments"]): one["customers"] for one in found["combinations"]}
    assert exact == {("here",): 2, ("buyers",): 1, ("here", "buyers"): 1}
    assert "33.3%" in mactl("segment", "overlap", "here", "buyers", "--format", "md").out


def test_a_segment_is_not_held_against_itself(mactl: Mactl) -> None:
    assert mactl("segment", "overlap", "here", "上海人").code == 2


def test_what_would_be_silent_is_told(mactl: Mactl) -> None:
    refused = mactl("segment", "preview", "--where", "order_paid >= 3 in 30")
    assert (refused.code, "in 30 what?" in refused.err, "30d" in refused.err) == (1, True, True)
    assert mactl("segment", "preview", "--where", "order_paid in 1, 2").code == 0
    found = mactl("segment", "preview", "--where", "message clicked campaign 新平推广 in 3d")
    assert "Nobody was ever sent a message of the campaign 新平推广." in found.out


def test_a_question_shows_no_progress_on_a_pipe_and_is_stopped_cleanly(
    mactl: Mactl, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mactl("segment", "count").err == ""

    def interrupted(*_what: object, **_how: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(slices, "ask", interrupted)
    for words in (["count"], ["diff", "here", "buyers"], ["overlap", "here", "buyers"], ["preview", "--where", "all"]):
        found = mactl("segment", *words)
        assert (found.code, found.out) == (130, "")
        assert "nothing was changed" in found.err


def test_members_are_compared_with_everybody(mactl: Mactl) -> None:
    parts = mactl("segment", "show", "here", "--profile", "--format", "json").json["profile"]
    found = {(one["field"], one["value"]): one for one in parts}
    assert found["city", "上海"]["index"] == 200
    assert found["gender", "female"]["index"] == pytest.approx(100 * (2 / 3) / (3 / 6))


def test_each_clause_answers_for_a_customer(mactl: Mactl) -> None:
    found = mactl("segment", "show", "both", "--explain", "c1@example.com", "--format", "json").json
    assert found["member"] is False
    assert [(one["says"], one["holds"]) for one in found["clauses"][1:]] == [
        ("a member of the segment 上海人", True),
        ("city is 上海", True),
        ("a member of the segment buyers", False),
        ("order_paid at least once, in the last 30 days", False),
    ]


def test_an_export_is_read_back_as_those_expected(mactl: Mactl, shop: Path) -> None:
    assert mactl("segment", "export", "here", "here.csv").code == 0
    assert mactl("segment", "test", "here", "--expected", "here.csv").code == 0
    (shop / "wrong.txt").write_text("c1\nc2\nnobody\n", "utf-8")
    found = mactl("segment", "test", "here", "--expected", "wrong.txt", "--format", "json")
    assert found.code == 3
    assert found.json["precision"] == pytest.approx(1 / 3)
    assert found.json["recall"] == pytest.approx(1 / 3)
    assert (found.json["missing"], found.json["unknown"]) == (["c2"], ["nobody"])
    allowed = ("--min-precision", "0.3", "--min-recall", "0.3")
    assert mactl("segment", "test", "here", "--expected", "wrong.txt", *allowed).code == 0


def test_what_is_done_to_a_list_by_hand_stays(mactl: Mactl, shop: Path) -> None:
    assert mactl("segment", "add", "Testers", "c5", "--format", "json").json == {"segment": "testers", "added": 1}
    assert mactl("segment", "remove", "testers", "c1").code == 0
    edited = [*SEGMENTS[:3], {**SEGMENTS[3], "members": ["c1", "c2", "c3"]}]
    (shop / "data" / "segments.json").write_text(json.dumps(edited), "utf-8")
    mactl("segment", "refresh", "--rebuild")
    assert mactl("segment", "count", "testers", "--format", "json").json["count"] == 3
    assert mactl("segment", "test", "testers", "--expected", "-").code == 1
    assert mactl("segment", "add", "here", "c2").code == 1
    found = mactl("segment", "show", "testers", "--explain", "c1", "--format", "json").json
    assert found["member"] is False


def test_a_refresh_tells_what_it_did(mactl: Mactl) -> None:
    mactl("tick")
    mactl("events", "track", "order_paid", "--customer", "c5", "--id", "x")
    assert "segment_entered" in mactl("events", "tail").out
    assert mactl("segment", "refresh", "--format", "json").json == {
        "entered": 0, "exited": 0, "evaluated": [], "faults": [],
    }  # fmt: skip


def test_tags_are_given_by_a_condition_and_listed_as_a_tree(mactl: Mactl) -> None:
    assert (
        mactl("customers", "tag", "--where", "city = 上海", "--add", "地区/上海", "--format", "json").json["changed"]
        == 3
    )
    assert mactl("customers", "tag", "c2", "--add", "地区/杭州").code == 0
    found = mactl("customers", "tag", "--list", "--format", "json").json
    assert found["branches"] == {"地区": 4}
    assert [(one["tag"], one["source"], one["customers"]) for one in found["tags"]] == [
        ("地区/上海", "mei", 3), ("地区/杭州", "mei", 1),
    ]  # fmt: skip
    piped = mactl("customers", "tag", "--list").out.splitlines()
    assert [line.split("\t")[0] for line in piped] == ["tag", "地区", "地区/上海", "地区/杭州"]
    table = mactl("customers", "tag", "--list", "--format", "table").out
    assert "  上海" in table
    assert "地区/上海" not in table
    held = mactl("customers", "show", "c2", "--format", "json").json["tagged"]
    assert [(one["tag"], one["source"]) for one in held] == [("地区/杭州", "mei")]
    assert mactl("customers", "tag", "c1", "--where", "all", "--add", "x").code == 2
