"""What a Chinese carrier would refuse."""

from __future__ import annotations

import pytest

from mactl.adapters.sms.sandbox import Settings, provider
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing

OUT = "，拒收请回复R"


def refusal(text: str, to: str = "+8613490000001", marketing: bool = True, **settings: object) -> str:
    message = Outgoing(
        id=1, key="k", channel="sms", address=to, content=Content(text=text), at=0, marketing=marketing
    )  # fmt: skip
    found = provider(Settings(**settings), WorkspaceSettings()).check(message)
    return f"{found.error} {found.code}" if found else ""


@pytest.mark.parametrize("text", ["【小店】您好" + OUT, "您好" + OUT + "【小店】", " 【小店】您好\n第二行" + OUT])
def test_signature_at_either_end(text: str) -> None:
    assert refusal(text) == ""


@pytest.mark.parametrize(
    "text", ["您好" + OUT, "您好【小店】呀" + OUT, "【】您好" + OUT, "【 】您好" + OUT, "[小店]您好" + OUT]
)
def test_no_signature(text: str) -> None:
    assert refusal(text) == "content signature_missing"


def test_the_registered_signature_is_the_only_one() -> None:
    assert refusal("【小店】您好" + OUT, signature="小店") == ""
    assert refusal("【大店】您好" + OUT, signature="小店") == "content signature_unknown"


def test_marketing_says_how_to_get_out() -> None:
    assert refusal("【小店】您好") == "content opt_out_missing"
    assert refusal("【小店】验证码 1234", marketing=False) == ""
    assert refusal("【小店】您好，回T退订", opt_out="回T退订") == ""


def test_other_countries_have_other_rules() -> None:
    assert refusal("Hello", to="+14155550100") == ""


@pytest.mark.parametrize("to", ["", "13490000001", "+0123456789", "+86 134", "+8613490000001\n", "+86" + "1" * 18])
def test_no_number(to: str) -> None:
    assert refusal("【小店】您好" + OUT, to=to).startswith("suppress")


def test_length() -> None:
    assert refusal(" ") == "content content_empty"
    assert refusal("【小店】" + "长" * 200 + OUT, max_parts=3) == "content content_too_long"
