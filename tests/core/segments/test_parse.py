"""Reading conditions from JSON: what is refused, where, and what would be right."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from mactl.core.segments.condition import Context
from mactl.core.segments.definitions import definitions
from mactl.core.segments.parse import audience, examine, kinds, parse
from mactl.errors import MactlError
from mactl.i18n import use


@dataclass(frozen=True)
class Segment:
    id: str
    name: str
    where: object = None
    members: tuple[str, ...] | None = None


@pytest.mark.parametrize(
    ("value", "path", "words"),
    [
        ({"profile.city": {"inn": ["上海"]}}, ("profile.city", "inn"), "Did you mean in?"),
        ({"profile.city": ["上海"]}, ("profile.city",), 'Say {"in": [...]}'),
        ({"profile.city": {"in": "上海"}}, ("profile.city", "in"), "needs a list"),
        ({"profile.city": {"in": []}}, ("profile.city", "in"), "needs a list"),
        ({"profile.city": None}, ("profile.city",), '{"empty": true}'),
        ({"profile.city": {"=": ""}}, ("profile.city", "="), "empty text counts as missing"),
        ({"profile.city": {}}, ("profile.city",), "compares with nothing"),
        ({"profile.city": {"between": [1]}}, ("profile.city", "between"), "two values"),
        ({"profile.city": {"exists": "yes"}}, ("profile.city", "exists"), "true or false"),
        ({"profile.level": {">": float("nan")}}, ("profile.level", ">"), "nothing to compare with"),
        ({"profile.a..b": 1}, ("profile.a..b",), "no path of a profile"),
        ({'profile.a"b': 1}, ('profile.a"b',), "no path of a profile"),
        ({"profile.city": {"matches": "("}}, ("profile.city", "matches"), "not a regular expression"),
        ({"profile.city": {"matches": "(a+)+$"}}, ("profile.city", "matches"), "take for ever"),
        ({"profile.city": {"matches": "((x|y)z)*"}}, ("profile.city", "matches"), "take for ever"),
        ({"profile.city": {"matches": "a" * 501}}, ("profile.city", "matches"), "at most 500"),
        *(
            ({"profile.birthday": {"anniversary": said}}, ("profile.birthday", "anniversary"), fault)
            for said, fault in (
                ({"from": "today"}, "between two days"),
                (["today", "+7d"], "between two days"),
                ({"from": "today", "to": "-12h"}, "not on a moment"),
                ({"from": "+7d", "to": "today"}, "a year at most"),
                ({"from": "today", "to": "+366d"}, "a year at most"),
            )
        ),
        (
            {"profile.birthday": {"anniversary": {"from": "today", "til": "+7d"}}},
            ("profile.birthday", "anniversary", "til"),
            "unknown key",
        ),
        ({"consent": "email", "is": "yes"}, ("is",), "is not known here"),
        ({"profile.birthday": {"anniversary": "now"}}, ("profile.birthday", "anniversary"), "falls on a day"),
        ({"profile.birthday": {"before": "soon"}}, ("profile.birthday", "before"), "-30d"),
        ({"profile.signup_at": {">": "2026-02-30"}}, ("profile.signup_at", ">"), "no such date"),
        ({"event": "order_paid", "within": "30"}, ("within",), "30d days"),
        ({"event": "order_paid", "within": "0d"}, ("within",), "never holds"),
        ({"event": "order_paid", "cuont": 3}, ("cuont",), "Did you mean count?"),
        ({"event": "order_paid", "count": {">": "x"}}, ("count", ">"), "a number is wanted"),
        ({"event": "order_paid", "count": {"contains": "3"}}, ("count", "contains"), "looks at text"),
        ({"event": "order_paid", "count": {"before": "today"}}, ("count", "before"), "looks at dates"),
        ({"event": "order_paid", "count": {"exists": True}}, ("count",), "never missing"),
        ({"event": "order_paid", "where": {"amount": "much"}}, ("where", "amount"), "a number is wanted"),
        ({"event": ""}, ("event",), "text is wanted"),
        ({"sum": {"event": "order_paid", "of": "amount"}}, (), "“is” is missing"),
        ({"sum": {"event": "order_paid", "of": "at"}, "is": 3}, ("sum", "of"), "no path of a property"),
        ({"has": "emial"}, ("has",), "Did you mean email?"),
        ({"consent": "mail"}, ("consent",), "Did you mean email?"),
        ({"sample": 10}, ("sample",), "from 0 to 1"),
        ({"suppressed": "yes"}, ("suppressed",), "true or false"),
        ({"message": "open"}, ("message",), "Did you mean opened?"),
        ({"message": "sent", "campaign": "a", "flow": "b"}, (), "from a campaign or from a flow"),
        ({"all": {"tag": "x"}}, ("all",), "a list of conditions"),
        ({"all": [{"tag": "x"}], "any": []}, (), "one condition"),
        ({"tga": "x"}, (), "Did you mean tag?"),
        ({}, (), "says no condition"),
        ("x", (), "an object is wanted"),
        ({"not": {"any": [{"segment": 3}]}}, ("not", "any", 0, "segment"), "text is wanted"),
    ],
    ids=str,
)
def test_a_fault_has_its_path_and_what_would_be_right(value: object, path: tuple[object, ...], words: str) -> None:
    _condition, faults = examine(value)
    said = [f"{fault.message} ({fault.hint})" for fault in faults if fault.path == path]
    assert any(words in each for each in said), faults


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(MactlError) as caught:
        parse(
            {"all": [{"tagg": "x"}, {"profile.city": {"inn": []}}, {"has": "emial"}]}, ("where",), "data/segments.json"
        )
    assert "data/segments.json has 3 faults" in caught.value.message
    assert "where.all[1].profile.city.inn" in caught.value.message


def test_a_condition_nested_too_deeply_is_refused() -> None:
    value: object = {"tag": "x"}
    for _turn in range(2000):
        value = {"not": value}
    assert "nested too deeply" in examine(value)[1][0].message


def test_a_thousand_conditions_stay_within_sqlites_depth() -> None:
    asked = parse({"any": [{"tag": str(number)} for number in range(1000)]})
    depth = deepest = 0
    for sign in asked.sql(Context(now=0)).text:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    assert deepest < 50


def test_an_audience_is_all_a_segment_or_a_condition() -> None:
    segments = definitions([Segment("vip", "贵宾", {"tag": "vip"})])
    assert audience("all", segments).sentence() == "everybody"
    assert audience("贵宾", segments).json() == {"segment": "贵宾"}
    assert audience({"tag": "x"}, segments).json() == {"tag": "x"}
    with pytest.raises(MactlError, match="No segment named vpi") as caught:
        audience("vpi", segments)
    assert "vip" in caught.value.hint


def test_segments_in_a_circle_are_named() -> None:
    segments = definitions(
        [
            Segment("a", "甲", {"segment": "b"}),
            Segment("b", "乙", {"not": {"segment": "c"}}),
            Segment("c", "丙", {"segment": "a"}),
        ]
    )
    with pytest.raises(MactlError, match="a > b > c > a"):
        segments["a"].sql(Context(now=0, segments=segments, inside=("a",)))


def test_a_faulty_segment_blocks_only_those_who_ask_for_it() -> None:
    segments = definitions([Segment("bad", "坏", {"tagg": 1}), Segment("good", "好", {"tag": "x"})])
    assert segments["good"].sql(Context(now=0)).text
    with pytest.raises(MactlError, match="The segment 坏"):
        segments["bad"].sql(Context(now=0))


def test_every_example_reads_back_and_is_said_in_both_languages() -> None:
    import json

    for kind in kinds():
        condition = parse(json.loads(kind.EXAMPLE))
        assert condition.json() == json.loads(kind.EXAMPLE)
        try:
            use("zh")
            chinese = condition.sentence()
        finally:
            use("en")
        assert condition.sentence() != chinese
