import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl.authored import load_list, schema
from mactl.authored.checks import check_campaign, check_segment
from mactl.core.model.action import Action
from mactl.core.model.campaign import Campaign, CapRule
from mactl.core.model.product import Product
from mactl.core.model.segment import Segment
from mactl.errors import MactlError

ROOT = Path(__file__).parents[2]
GOOD = {"name": "新品推广", "audience": "vip_users", "channels": ["email", "sms"]}


def campaigns(tmp_path: Path, *objects: object) -> tuple[tuple[Campaign, ...], list[str]]:
    path = tmp_path / "campaigns.json"
    path.write_text("[" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in objects) + "]", "utf-8")
    loaded = load_list(path, Campaign, "data/campaigns.json", check_campaign)
    return loaded.objects, [fault.sentence() for fault in loaded.faults]


@pytest.mark.parametrize("folder", ["data", "mactl/demo/files"])
@pytest.mark.parametrize(
    ("name", "kind", "check"),
    [
        ("campaigns", Campaign, check_campaign),
        ("segments", Segment, check_segment),
        ("products", Product, None),
        ("actions", Action, None),
    ],
)
def test_the_files_that_ship_have_no_fault(folder: str, name: str, kind: type, check: object) -> None:
    assert load_list(ROOT / folder / f"{name}.json", kind, check=check).faults == ()  # type: ignore[arg-type, type-var]


def test_a_campaign_is_read_with_its_defaults(tmp_path: Path) -> None:
    (campaign,), faults = campaigns(tmp_path, {**GOOD, "class": "transactional", "quiet": None})
    assert not faults
    assert (campaign.id, campaign.class_, campaign.quiet, campaign.mode) == ("新品推广", "transactional", None, "all")
    assert campaign.cap is None


def test_a_fault_blocks_only_the_object_that_holds_it(tmp_path: Path) -> None:
    good, faults = campaigns(tmp_path, GOOD, {**GOOD, "name": "B", "audiense": "x"}, {**GOOD, "name": "C"}, 5)
    assert [campaign.name for campaign in good] == ["新品推广", "C"]
    assert faults[0].startswith("data/campaigns.json:2 [1].audiense: unknown key “audiense” (Did you mean audience?)")
    assert "data/campaigns.json:4 [3]: an object is wanted here" in faults[1]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"channels": "email"}, 'channels: "email" is not what is wanted here (Write a list'),
        ({"channels": ["fax"]}, 'channels[0]: "fax"'),
        ({"channels": []}, "channels: channels are wanted"),
        ({"audience": 5}, "audience: 5 is not what is wanted here (Write a text in quotes or an object"),
        ({"audience": ""}, "audience: the audience is empty"),
        ({"class": "promo"}, 'Write "marketing" or "transactional"'),
        ({"class_": "marketing"}, "unknown key “class_” (Did you mean class?)"),
        ({"holdout": "0.1"}, 'holdout: "0.1" is not what is wanted here (Write a number.)'),
        ({"holdout": 10}, "holdout: 10 is not a share"),
        (
            {"content": {"email": {"tmplate": "a"}}},
            "content.email.tmplate: unknown key “tmplate” (Did you mean",
        ),
        ({"content": {"push": {}}}, "content.push: content for a channel"),
        ({"goal": {"evnt": "x"}}, "goal.evnt: unknown key “evnt” (Did you mean event?)"),
        ({"goal": {"event": "order_paid", "within": "soon"}}, "goal.within"),
        ({"budget": {"max_cost": -1}}, "budget.max_cost: a limit or cost is not negative"),
        ({"quiet": "22:00"}, "quiet: "),
        ({"max_late": "x"}, "max_late: "),
        ({"schedule": {}}, "schedule: a schedule is either"),
        ({"schedule": {"at": "soon"}}, "schedule.at: "),
        ({"schedule": {"cron": "0 0 0"}}, "schedule.cron: "),
        ({"schedule": {"cron": "0 9 * * *", "time_zone": "Mars"}}, "schedule.time_zone: "),
        ({"cap": {"scope": "sms", "n": 1, "per": "soon"}}, "cap: "),
        ({"name": "!!"}, "name: a name is wanted here"),
    ],
)
def test_each_fault_says_where_and_what_is_right(tmp_path: Path, keys: dict[str, object], words: str) -> None:
    good, faults = campaigns(tmp_path, {**GOOD, **keys})
    assert not good
    assert any(words in fault for fault in faults), faults


def test_ids_and_names_are_given_once(tmp_path: Path) -> None:
    good, faults = campaigns(tmp_path, GOOD, {**GOOD, "id": "b"}, {**GOOD, "id": "新品推广", "name": "C"})
    assert len(good) == 1
    assert "the name “新品推广” is also that of line 1" in faults[0]
    assert "the id “新品推广” is also that of line 1" in faults[1]


def test_a_cap_may_be_one_or_several(tmp_path: Path) -> None:
    cap = {"scope": "sms", "n": 1, "per": "day"}
    (one, many), faults = campaigns(tmp_path, {**GOOD, "cap": cap}, {**GOOD, "name": "B", "cap": [cap, cap]})
    assert not faults
    assert one.cap == CapRule(scope="sms", n=1, per="day")
    assert many.cap == (one.cap, one.cap)


def test_a_segment_is_a_condition_or_a_list(tmp_path: Path) -> None:
    path = tmp_path / "segments.json"
    path.write_text('[{"name": "a"}, {"name": "b", "members": ["c1"]}]')
    loaded = load_list(path, Segment, check=check_segment)
    assert [segment.name for segment in loaded.objects] == ["b"]
    assert "either" in loaded.faults[0].message


def test_a_file_that_is_not_there_is_empty_and_one_that_is_no_list_is_named(tmp_path: Path) -> None:
    assert load_list(tmp_path / "campaigns.json", Campaign).objects == ()
    (tmp_path / "campaigns.json").write_text("{}")
    with pytest.raises(MactlError, match="list is wanted"):
        load_list(tmp_path / "campaigns.json", Campaign)


def test_the_schema_is_of_a_list_and_speaks_of_keys() -> None:
    found = schema(Campaign)
    assert found["type"] == "array"
    items = found["items"]
    assert isinstance(items, dict)
    assert "class" in items["properties"]
    assert items["required"] == ["name", "audience", "channels"]
    assert items["additionalProperties"] is False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
KEYS = [
    "id",
    "name",
    "audience",
    "channels",
    "quiet",
    "content",
    "goal",
    "cap",
    "class",
    "schedule",
    "budget",
    "holdout",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), JSON), max_size=3))
def test_any_objects_are_read_or_named(tmp_path: Path, objects: list[dict[str, object]]) -> None:
    with contextlib.suppress(MactlError):
        good, faults = campaigns(tmp_path, *objects)
        assert len(good) == len(objects) or faults
