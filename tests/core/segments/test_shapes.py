"""The JSON Schema of conditions knows every key and operator that the engine does, and refuses what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

from mactl.api.schemas import schema
from mactl.core.segments.operators import OPERATORS
from mactl.core.segments.parse import examine, kinds
from mactl.core.segments.reader import Reader
from tests.support.schemas import fits, resolved

ROOT = Path(__file__).resolve().parents[3]
WHOLE: Mapping[str, Any] = schema("segments")
CONDITION = {"$ref": "#/$defs/condition"}
_COLUMN = r"^\| `(\{.*?\})` \|"
_PAGE = (ROOT / "docs/conditions.md").read_text("utf-8")
EXAMPLES = [json.loads(each) for each in re.findall(_COLUMN, _PAGE, re.MULTILINE)]
FULL: dict[str, dict[str, Any]] = {
    "event": {"event": "order_paid", "followed_by": {"event": "login"}, "not_followed_by": {"event": "login"}},
    **{name: {name: {"event": "order_paid", "of": "at"}, "is": {"before": "-3d"}} for name in ("min", "max", "first")},
    "rfm": {"rfm": {"r": 3}},
    "profile.": {"profile.birthday": {"anniversary": {"from": "today", "to": "+7d"}}},
    "consent": {"consent": "email", "topic": "promo", "is": "withdrawn"},
}


@pytest.mark.parametrize(
    "value", [*EXAMPLES, *FULL.values(), *(json.loads(kind.EXAMPLE) for kind in kinds() if kind.EXAMPLE)], ids=str
)
def test_what_the_engine_reads_fits(value: dict[str, Any]) -> None:
    assert examine(value)[1] == ()
    assert fits(value, CONDITION, WHOLE)


def test_every_kind_of_condition_is_offered_by_each_of_its_keys() -> None:
    offered = {each["$ref"].removeprefix("#/$defs/condition:") for each in WHOLE["$defs"]["condition"]["anyOf"]}
    assert offered == {key for kind in kinds() for key in kind.KEYS}


def test_every_operator_is_offered() -> None:
    _scalar, operators = WHOLE["$defs"]["comparisons"]["anyOf"]
    assert set(operators["properties"]) == set(OPERATORS)
    for value in (3, "x", True, {">=": 3, "<": 9}, {"in": ["a", 2]}, {"exists": False}, {"on": "today"}):
        assert fits(value, WHOLE["$defs"]["comparisons"], WHOLE)
    for value in (None, [], {}, {"in": "a"}, {"exists": 1}, {"between": [1]}, {"contain": "x"}):
        assert not fits(value, WHOLE["$defs"]["comparisons"], WHOLE)


@pytest.mark.parametrize("key", sorted(key for kind in kinds() for key in kind.KEYS))
def test_every_key_that_is_read_is_offered_where_it_stands(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known: dict[tuple[str | int, ...], set[str]] = {}

    def record(reader: Reader, _value: object, names: Collection[str]) -> None:
        known.setdefault(reader.path, set()).update(names)

    value = FULL.get(key) or next(each for each in EXAMPLES if key in each)
    monkeypatch.setattr(Reader, "keys", record)
    examine(value)
    assert known or key == "profile."
    for path, names in known.items():
        assert names <= _offered(path, key), path


def _offered(path: tuple[str | int, ...], key: str) -> set[str]:
    """Return the keys that the schema offers at ``path`` of a condition known by ``key``."""
    places = [WHOLE["$defs"][f"condition:{key}"]]
    for step in path:
        inside = [_below(resolved(each, WHOLE), str(step)) for place in places for each in _ways(place)]
        places = [each for each in inside if each]
    return {name for place in places for each in _ways(place) for name in each.get("properties", {})}


def _ways(place: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the alternatives of a schema, at any depth, what they refer to in their place."""
    place = resolved(place, WHOLE)
    return [way for each in place["anyOf"] for way in _ways(each)] if "anyOf" in place else [place]


def _below(place: Mapping[str, Any], step: str) -> Mapping[str, Any]:
    found = place.get("properties", {}).get(step) or place.get("items") or place.get("additionalProperties")
    return found if isinstance(found, Mapping) else {}


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"evnt": "order_paid"},
        {"event": "order_paid", "count": {"=>": 3}},
        {"event": "order_paid", "wihtin": "3d"},
        {"sum": {"event": "order_paid"}, "is": 3},
        {"profile.city": {"contain": "x"}},
        {"message": "read"},
        {"consent": "letter"},
        {"suppressed": "yes"},
        {"all": {"tag": "a"}},
        {"not": [{"tag": "a"}]},
        {"all": [{"tag": {"in": []}}]},
        {"has": "fax"},
        {"sample": 3},
    ],
    ids=str,
)
def test_what_the_engine_refuses_is_underlined(value: dict[str, Any]) -> None:
    assert examine(value)[1]
    assert not fits(value, CONDITION, WHOLE)


def test_the_files_of_the_starter_and_of_the_demo_fit() -> None:
    for name in ("segments", "campaigns", "flows"):
        for folder in ("data", "mactl/demo/files"):
            path = ROOT / folder / f"{name}.json"
            if path.exists():
                made = schema(name)
                for each in json.loads(path.read_text("utf-8")):
                    if name == "segments":
                        assert fits(each, made["items"], made), each["name"]
                    for where in _conditions(each):
                        assert fits(where, CONDITION, made), where


def _conditions(each: dict[str, Any]) -> list[object]:
    return [each[key] for key in ("where", "filter") if isinstance(each.get(key), dict)]
