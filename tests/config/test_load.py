import contextlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.config.load import load, parse
from mactl.core.model.config import Cap, Config
from mactl.errors import MactlError

PUBLISHED = """{"channels": {"email": {"smtp_host": "smtp.example.com", "smtp_port": 587,
   "sender": "noreply@example.com"},
   "sms": {"api_key": "your_sms_api_key"}},
 "automation": {"enabled": true, "check_interval": 300},
 "analytics": {"track_open": true, "track_click": true, "track_conversion": true}}"""


def of(**keys: object) -> Config:
    return parse(json.dumps(keys).encode())


def test_the_published_example_loads_unchanged() -> None:
    config = parse(PUBLISHED.encode())
    assert {name: (one.provider, one.mode) for name, one in config.channels.items()} == {
        "email": ("smtp", "sandbox"),
        "sms": ("sandbox", "sandbox"),
    }
    assert config.channels["email"].settings["smtp_port"] == 587
    assert config.automation.check_interval == 300


def test_an_empty_object_is_a_config_of_defaults() -> None:
    assert of() == Config()


def test_the_example_of_this_repository_loads() -> None:
    config = parse((Path(__file__).parents[2] / "config.example.json").read_bytes())
    assert {one.mode for one in config.channels.values()} == {"sandbox"}
    assert Cap(scope="sms", n=1, per="day") in config.caps


def test_every_key_of_the_shape_is_taken() -> None:
    config = of(
        workspace={
            "name": "小店",
            "country": "DE",
            "time_zone": "Europe/Berlin",
            "locale": "de-DE",
            "currency": "EUR",
            "base_url": "https://s.example.com/",
            "brand": {"color": "#123456"},
        },
        channels={"sms": {"provider": "aliyun", "cost": 0.05, "rate": "10/s", "rate_group": "a", "access_key": "${K}"}},
        consent={"unknown": "allow"},
        caps=[{"scope": "all", "n": 2, "per": "7d"}, {"scope": "sms", "n": 0, "per": "day"}],
        exempt=["c1"],
        only=["c2"],
        min_gap="2h",
        events={"下单": "order_paid"},
        budget={"max_cost": 500},
        holdout=0.1,
        governance={"require_approval": True},
        tick={"max_seconds": 20},
        testers=[{"name": "我", "email": "me@x.com"}],
    )
    assert config.workspace.base_url == "https://s.example.com"
    assert (config.channels["sms"].cost, config.channels["sms"].mode) == (Decimal("0.05"), "live")
    assert config.channels["sms"].quiet is None
    assert config.caps == (Cap(scope="all", n=2, per="7d"),)
    assert (config.unknown_consent, config.max_cost, config.require_approval) == ("allow", Decimal(500), True)
    assert (config.tick_seconds, config.holdout, config.min_gap) == (20, 0.1, "2h")


@pytest.mark.parametrize(
    ("channel", "settings", "quiet"),
    [
        ("sms", {}, "21:00-08:00"),
        ("push", {}, "22:00-08:00"),
        ("email", {}, None),
        ("sms", {"quiet": None}, None),
        ("sms", {"quiet": "20:00-09:00"}, "20:00-09:00"),
    ],
)
def test_quiet_hours_follow_the_country_unless_said(
    channel: str, settings: dict[str, object], quiet: str | None
) -> None:
    assert of(channels={channel: settings}).channels[channel].quiet == quiet


@pytest.mark.parametrize(
    ("settings", "mode"),
    [
        ({"smtp_host": "127.0.0.1", "sender": "noreply@example.com"}, "live"),
        ({"smtp_host": "smtp.qq.com", "username": "a@qq.com", "password": "${SMTP_PASSWORD}"}, "live"),
        ({"smtp_host": "smtp.qq.com", "password": "your_password"}, "sandbox"),
        ({"provider": "smtp", "smtp_host": "smtp.example.org"}, "sandbox"),
        ({"provider": "smtp", "smtp_host": ""}, "sandbox"),
        ({"provider": "sandbox", "smtp_host": "smtp.qq.com"}, "sandbox"),
        ({"sender": "noreply@shop.cn"}, "sandbox"),
        ({}, "sandbox"),
    ],
)
def test_a_channel_without_credentials_is_sandbox(settings: dict[str, object], mode: str) -> None:
    assert of(channels={"email": settings}).channels["email"].mode == mode


@pytest.mark.parametrize(
    ("keys", "path", "hint"),
    [
        ({"chanels": {}}, "chanels", "channels"),
        ({"channels": {"emial": {}}}, "channels.emial", "email"),
        ({"channels": {"sms": {"subject_prefx": "x"}}}, "channels.sms.subject_prefx", "subject_prefix"),
        ({"channels": {"sms": {"quiet": "08:00-08:00"}}}, "channels.sms.quiet", "22:00-08:00"),
        ({"channels": {"sms": {"quiet": 8}}}, "channels.sms.quiet", "text"),
        ({"channels": {"sms": {"rate": "fast"}}}, "channels.sms.rate", "/"),
        ({"channels": {"sms": {"cost": -1}}}, "channels.sms.cost", "amount"),
        ({"channels": {"sms": {"api_key": "k-1234"}}}, "channels.sms", "provider"),
        ({"channels": []}, "channels", "object"),
        ({"channels": {"sms": 5}}, "channels.sms", "object"),
        ({"workspace": {"time_zone": "Asia/Shanghia"}}, "workspace.time_zone", "Asia/Shanghai"),
        ({"workspace": {"currency": "RMB"}}, "workspace.currency", "CNY"),
        ({"workspace": {"country": "China"}}, "workspace.country", "CN"),
        ({"workspace": {"base_url": "shop.cn"}}, "workspace.base_url", "https://"),
        ({"workspace": {"locale": "Chinese"}}, "workspace.locale", "zh-CN"),
        ({"automation": {"check_interval": 0}}, "automation.check_interval", "from 1"),
        ({"automation": {"enabled": "yes"}}, "automation.enabled", "true or false"),
        ({"caps": [{"scope": "sms", "n": 1}]}, "caps[0]", "Add it"),
        ({"caps": [{"scope": "sms", "n": 1, "per": "week"}]}, "caps[0].per", "7d"),
        ({"caps": {}}, "caps", "list"),
        ({"holdout": 10}, "holdout", "0.1"),
        ({"min_gap": "soon"}, "min_gap", "30m"),
        ({"consent": {"unknown": "maybe"}}, "consent.unknown", "refuse"),
        ({"governance": {"require_aproval": True}}, "governance.require_aproval", "require_approval"),
        ({"only": "c1"}, "only", "list"),
        ({"events": {"下单": "order_pai"}}, "events", "order_paid"),
        ({"extends": "../nowhere"}, "extends", "workspace"),
    ],
)
def test_each_fault_is_named_with_its_path_and_what_is_right(
    keys: dict[str, object], path: str, hint: str, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(keys), "utf-8")
    with pytest.raises(MactlError) as caught:
        load(tmp_path)
    assert f"config.json:1 {path}: " in caught.value.message
    assert hint in caught.value.hint


def test_all_faults_are_told_at_once_by_line() -> None:
    text = '{\n"holdout": 2,\n"automation": {\n "check_interval": 0,\n "enbled": true},\n"x": 1}'
    with pytest.raises(MactlError) as caught:
        parse(text.encode())
    lines = [line.split()[0] for line in caught.value.message.splitlines()[1:]]
    assert lines == ["config.json:2", "config.json:4", "config.json:5", "config.json:6"]


def test_a_folder_without_config_is_named(tmp_path: Path) -> None:
    with pytest.raises(MactlError, match=r"config\.json cannot be read"):
        load(tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(), st.lists, max_leaves=3
)


@given(
    st.dictionaries(
        st.sampled_from(["workspace", "channels", "caps", "testers", "holdout", "consent", "tick"]),
        JSON | st.dictionaries(st.sampled_from(["name", "sms", "email", "unknown"]), JSON),
    )
)
def test_any_values_are_a_config_or_named_faults(keys: dict[str, object]) -> None:
    with contextlib.suppress(MactlError):
        of(**keys)


@given(st.binary())
def test_any_bytes_are_a_config_or_named_faults(data: bytes) -> None:
    with contextlib.suppress(MactlError):
        parse(data)
