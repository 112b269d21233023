"""The life of a campaign on the command line: listed, shown, scheduled, held, resumed, cancelled."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.terminal.wrapping import width
from tests.commands.conftest import Mactl


@pytest.fixture(autouse=True)
def _in(shop: Path) -> None:
    """Work in the starter's workspace."""


def test_a_campaign_is_shown_in_words(mactl: Mactl) -> None:
    assert mactl("campaign", "show", "--campaign", "会员日").out.splitlines() == [
        "会员日 (member_day)",
        "State: draft",
        "To: everybody",
        "By: E-mail, SMS",
        "E-mail: template member_day, subject “会员日：今天有您的专属礼遇”",
        "SMS: template member_day",
        "When: 0 10 8 * *",
        "Not in force: mactl campaign schedule would begin it at Sun 2026-03-08 10:00 (Asia/Shanghai)",
    ]


def test_a_campaign_is_shown_in_chinese(mactl: Mactl) -> None:
    lines = mactl("campaign", "show", "老客召回", "--lang", "zh").out.splitlines()
    assert lines[1:4] == ["状态：草稿", "面向：人群 lapsed", "渠道：微信 → 短信 → 邮件"]
    assert lines[-1] == "时间：没有排期，用 mactl send 发送"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_fits_eighty_columns(mactl: Mactl, language: str) -> None:
    lines = mactl("campaign", "list", "--format", "table", "--lang", language).out.splitlines()
    assert any(line.startswith(("新品推广", " 新品推广")) for line in lines)
    assert max(width(line) for line in lines) <= 80


def test_scheduling_pausing_resuming_cancelling(mactl: Mactl) -> None:
    assert mactl("campaign", "schedule", "--campaign", "会员日").out.splitlines() == [
        "会员日 is scheduled: next Sun 2026-03-08 10:00 (Asia/Shanghai).",
        "mactl tick launches it then; mactl daemon calls it.",
    ]
    assert mactl("campaign", "show", "会员日", "--format", "json").json["next"] == "2026-03-08T10:00:00+08:00"
    assert mactl("campaign", "pause", "会员日", "--format", "json").json["state"] == "paused"
    assert mactl("campaign", "resume", "会员日", "--format", "json").json["state"] == "scheduled"
    assert mactl("campaign", "cancel", "会员日", "--format", "json").json["state"] == "cancelled"
    again = mactl("campaign", "schedule", "会员日")
    assert (again.code, again.err.splitlines()[0]) == (1, "error: campaign 会员日 is cancelled")


def test_a_state_filters_the_list(mactl: Mactl) -> None:
    mactl("campaign", "schedule", "会员日")
    found = mactl("campaign", "list", "--state", "scheduled", "--format", "json").json["campaigns"]
    assert [one["campaign"] for one in found] == ["member_day"]


def test_messages_in_a_state_are_listed(mactl: Mactl) -> None:
    assert mactl("send", "--campaign", "新品推广", "--sandbox", "--yes", now="2026-03-02T10:00+08:00").code in {0, 3}
    sent = mactl("campaign", "show", "--campaign", "新品推广", "--state", "sent", "--format", "json").json["messages"]
    assert sent
    assert set(sent[0]) == {"customer", "channel", "address", "state", "reason", "at"}
    assert (
        mactl("campaign", "show", "--campaign", "新品推广", "--state", "unknown", "--format", "json").json["messages"]
        == []
    )


def test_an_approval_is_for_this_version_only(mactl: Mactl, shop: Path) -> None:
    first = mactl("campaign", "approve", "新品推广", "--format", "json").json
    assert first["approved_by"] == "mei"
    template = shop / "templates" / "sms.txt"
    template.write_text(template.read_text("utf-8") + "!", "utf-8")
    assert mactl("campaign", "approve", "新品推广", "--format", "json").json["version"] != first["version"]
