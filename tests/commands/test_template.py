"""``mactl template``: begun, checked, looked at as one person would see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Mactl


@pytest.fixture(autouse=True)
def _in(shop: Path) -> None:
    """Work in the starter's workspace."""


def test_an_sms_is_measured_and_priced(mactl: Mactl) -> None:
    assert mactl("template", "preview", "welcome", "--channel", "sms", "--customer", "u001").out.splitlines() == [
        "welcome for u001",
        "--- sms ---",
        "【示例小店】欢迎加入会员：下单攒积分，每月8日会员日，生日有礼：shop.example.com/w 拒收请回复R",
        "57 characters, billed as 1 part, ¥0.05",
    ]


def test_an_email_is_shown_as_text_with_its_links(mactl: Mactl) -> None:
    lines = mactl("template", "preview", "welcome", "--channel", "email", "--customer", "u001").out.splitlines()
    assert lines[2:4] == ["Subject: （广告）王小满，欢迎加入示例小店", "Preheader: 先认识一下，再说说会员有什么。"]
    assert "  开始逛逛  https://shop.example.com/welcome" in lines


def test_the_message_is_written_to_a_file(mactl: Mactl, shop: Path) -> None:
    done = mactl("template", "preview", "welcome", "--channel", "email", "--out", "w.html")
    assert (done.code, done.out, done.err) == (0, "", "written to w.html\n")
    assert (shop / "w.html").read_text("utf-8").lower().startswith("<!doctype html>")


def test_a_new_template_renders_at_once(mactl: Mactl, shop: Path) -> None:
    for channel in ("email", "sms", "wechat", "push", "social", "inapp"):
        assert mactl("template", "new", "春茶", "--channel", channel).code == 0
        assert mactl("template", "preview", "春茶", "--channel", channel).code == 0
    assert mactl("template", "check", "春茶").out == "No fault.\n"


def test_a_fault_is_named_with_file_and_line(mactl: Mactl, shop: Path) -> None:
    (shop / "templates" / "sms" / "bad.txt").write_text("【店】\n{{ customer.nam", "utf-8")
    done = mactl("template", "check", "bad", "--format", "json")
    assert done.code == 1
    assert "bad.txt:2" in done.json["faults"][0]["message"]


def test_a_template_is_named_with_its_channel_too(mactl: Mactl, shop: Path) -> None:
    assert (
        mactl("template", "preview", "sms/welcome").out
        == mactl("template", "preview", "welcome", "--channel", "sms").out
    )
    (shop / "templates" / "hello.html").write_text(
        (shop / "templates" / "email" / "welcome.html").read_text("utf-8"), "utf-8"
    )
    assert mactl("template", "preview", "hello").out.splitlines()[1] == "--- email ---"
