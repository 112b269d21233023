"""What WeChat would refuse, kind by kind."""

from __future__ import annotations

import pytest

from mactl.adapters.wechat._fields import TYPES, wrong_field
from mactl.adapters.wechat.sandbox import Settings, provider
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing

THING = {"thing1": {"value": "新品到店"}}
SANDBOX = provider(Settings(), WorkspaceSettings())


def refusal(data: dict[str, object], to: str = "oSample0000000000000000u001", marketing: bool = True) -> str:
    message = Outgoing(
        id=1, key="k", channel="wechat", address=to, content=Content(data=data), at=0, marketing=marketing
    )  # fmt: skip
    found = SANDBOX.check(message)
    return f"{found.error} {found.code}" if found else ""


GOOD = [
    {"kind": "oa_subscribe", "template_id": "t", "page": "https://shop.example.com/", "data": THING},
    {"kind": "mini_subscribe", "template_id": "t", "page": "pages/index?id=1", "data": THING},
    {"kind": "oa_custom", "msgtype": "text", "text": {"content": "您好"}},
    {"kind": "oa_custom", "msgtype": "news", "news": {"articles": [{"title": "一"}]}},
    {"kind": "oa_mass", "msgtype": "mpnews", "mpnews": {"media_id": "m"}},
    {"kind": "wecom", "text": {"content": "您好"}},
    {"kind": "wecom", "attachments": [{"msgtype": "image"}]},
]


@pytest.mark.parametrize("data", GOOD, ids=[str(each["kind"]) for each in GOOD])
def test_each_kind_as_it_should_be(data: dict[str, object]) -> None:
    assert refusal(data) == ""
    assert refusal(data, to="") == "suppress 40003"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, "40008"),
        ({"kind": "sms"}, "40008"),
        ({"kind": "oa_subscribe", "data": THING}, "40037"),
        ({"kind": "oa_subscribe", "template_id": "t"}, "47003"),
        ({"kind": "oa_subscribe", "template_id": "t", "data": {"thing1": {"value": "长" * 21}}}, "47003"),
        ({"kind": "oa_subscribe", "template_id": "t", "data": {"thing1": "bare"}}, "47003"),
        ({"kind": "oa_subscribe", "template_id": "t", "data": {"keyword1": {"value": "x"}}}, "47003"),
        ({"kind": "mini_subscribe", "template_id": "t", "page": "https://x.example", "data": THING}, "41030"),
        ({"kind": "oa_custom", "msgtype": "fax", "fax": {}}, "40008"),
        ({"kind": "oa_custom", "msgtype": "image"}, "44004"),
        ({"kind": "oa_custom", "msgtype": "text", "text": {"content": " "}}, "44004"),
        ({"kind": "oa_custom", "msgtype": "text", "text": {"content": "字" * 683}}, "45002"),
        ({"kind": "oa_custom", "msgtype": "news", "news": {"articles": [{}, {}]}}, "45008"),
        ({"kind": "oa_mass", "msgtype": "news", "news": {"articles": [{}]}}, "40008"),
        ({"kind": "wecom"}, "44004"),
        ({"kind": "wecom", "text": {"content": "字" * 1334}}, "45002"),
        ({"kind": "wecom", "attachments": [{}] * 10}, "40058"),
    ],
)
def test_each_fault(data: dict[str, object], code: str) -> None:
    assert refusal(data) == f"content {code}"


def test_template_messages_are_not_for_marketing() -> None:
    data = {"kind": "oa_template", "template_id": "t", "data": {"first": {"value": "您的订单"}}}
    assert refusal(data) == "content 48008"
    assert refusal(data, marketing=False) == ""
    assert refusal({**data, "data": {"first": {"value": ""}}}, marketing=False) == "content 47003"


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("thing1", ["二十个字" * 5, "a 1 !"], ["", "二十个字" * 5 + "多", "两\n行"]),
        ("number2", ["1", "1.5", "-3", "9" * 32, 12], ["1a", "", "9" * 33, "1."]),
        ("letter1", ["abcXYZ"], ["a1", "", "a" * 33]),
        ("symbol1", ["!?", "￥"], ["a", "!!!!!!"]),
        ("character_string10", ["SN-2026_001", "x" * 32], ["中文", "x" * 33, "a b"]),
        ("time1", ["15:01", "2019年10月1日 15:01", "15:01~16:00", "2026-03-02 08:00:00"], ["noon", "15", ""]),
        ("date1", ["2019年10月1日", "2019-10-01 15:01", "2019/10/01~2019/10/07"], ["15:01", "tomorrow"]),
        ("amount1", ["¥99.00", "99元", "$1"], ["about 99", "12345678901", "¥"]),
        ("phone_number1", ["+86-0766-66888866", "13490000001"], ["x", "1" * 18]),
        ("car_number1", ["粤A8Z888挂", "粤B12345"], ["粤A8Z888挂挂挂", "?"]),
        ("name1", ["张三", "Anna Smith"], ["张三" * 6, "A" * 21, "张3"]),
        ("phrase1", ["配送中"], ["配送中了吗呢", "abc"]),
    ],
)
def test_field_types(field: str, good: list[object], bad: list[object]) -> None:
    assert [each for each in good if wrong_field({field: {"value": each}})] == []
    assert [each for each in bad if not wrong_field({field: {"value": each}})] == []


def test_every_type_is_tried() -> None:
    assert {"enum", "const"} < set(TYPES)
