"""Robots of chat groups: what each service is sent, how it is signed, and what its answers mean."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest

from mactl.adapters import providers
from mactl.adapters.socket import HttpProvider, Reply
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Channel, Content, Outgoing

AT = 1_772_416_800_123
SERVICES = ("dingtalk", "feishu", "slack", "wecom")


def robot(name: str, **settings: object) -> HttpProvider:
    made = providers.make(
        cast("Channel", "robot"), name, {"url": "https://x.test/send?k=1", **settings}, WorkspaceSettings()
    )
    assert isinstance(made, HttpProvider)
    return made


def post(text: str) -> Outgoing:
    return Outgoing(id=0, key="k", channel="social", address="robot:a", content=Content(text=text), at=AT)


def test_each_service_is_a_file() -> None:
    assert providers.names(cast("Channel", "robot")) == [*sorted((*SERVICES, "sandbox"))]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("dingtalk", {"msgtype": "text", "text": {"content": "周报"}}),
        ("feishu", {"msg_type": "text", "content": {"text": "周报"}}),
        ("slack", {"text": "周报"}),
        ("wecom", {"msgtype": "text", "text": {"content": "周报"}}),
    ],
)
def test_a_post_is_json(name: str, body: dict[str, object]) -> None:
    call = robot(name).call(post("周报"))
    assert (call.method, call.url, json.loads(call.body)) == ("POST", "https://x.test/send?k=1", body)


def test_dingtalk_signs_in_the_address() -> None:
    asked = parse_qs(urlsplit(robot("dingtalk", secret="SEC1").call(post("a")).url).query)
    expected = base64.b64encode(hmac.new(b"SEC1", f"{AT}\nSEC1".encode(), hashlib.sha256).digest()).decode()
    assert (asked["k"], asked["timestamp"], asked["sign"]) == (["1"], [str(AT)], [expected])


def test_feishu_signs_in_the_body() -> None:
    body = json.loads(robot("feishu", secret="SEC1").call(post("a")).body)
    expected = base64.b64encode(hmac.new(b"1772416800\nSEC1", b"", hashlib.sha256).digest()).decode()
    assert (body["timestamp"], body["sign"]) == ("1772416800", expected)


def test_slack_gets_no_markup_and_wecom_no_more_than_it_takes() -> None:
    assert json.loads(robot("slack").call(post("<!channel> & co")).body)["text"] == "&lt;!channel&gt; &amp; co"
    content = json.loads(robot("wecom").call(post("报" * 2000)).body)["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("报…")


@pytest.mark.parametrize(
    ("name", "status", "body", "found"),
    [
        ("wecom", 200, b'{"errcode": 0, "errmsg": "ok"}', ("sent", None)),
        ("wecom", 200, b'{"errcode": 45009, "errmsg": "freq"}', ("error", "retry")),
        ("wecom", 200, b'{"errcode": 93000, "errmsg": "invalid webhook"}', ("error", "halt")),
        ("dingtalk", 200, b'{"errcode": 0}', ("sent", None)),
        ("dingtalk", 200, b'{"errcode": 310000, "errmsg": "sign not match"}', ("error", "halt")),
        ("dingtalk", 200, b'{"errcode": 130101}', ("error", "retry")),
        ("feishu", 200, b'{"code": 0, "msg": "success"}', ("sent", None)),
        ("feishu", 200, b'{"code": 19021, "msg": "sign match fail"}', ("error", "halt")),
        ("slack", 200, b"ok", ("sent", None)),
        ("slack", 404, b"no_service", ("error", "halt")),
        ("slack", 429, b"", ("error", "retry")),
        ("feishu", 502, b"<html>", ("error", "retry")),
        ("wecom", 200, b"<html>", ("error", "halt")),
    ],
)
def test_answers(name: str, status: int, body: bytes, found: tuple[str, str | None]) -> None:
    receipt = robot(name).receipt(Reply(status=status, headers={}, body=body))
    assert (receipt.status, receipt.error) == found


def test_secrets_are_in_no_repr() -> None:
    assert "SEC1" not in repr(robot("dingtalk", secret="SEC1"))
