"""``mactl explain``: every gate with its answer, before and after a send, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.core.messages import gates
from mactl.store.database import Database
from tests.commands.conftest import Mactl

MARCH = "2026-03-02T10:05+08:00"
EN = """\
 sandbox: nothing left this machine
u002 and 新品推广
E-mail: would be sent now
SMS: would be skipped (no consent)

E-mail
Gate                       Passes  Why
──────────────────────────────────────────────────────
in the audience            yes
not sent to already        yes
not suppressed             yes
on the only list           yes     does not apply here
address in good standing   yes
consent                    yes
not in the holdout         yes     does not apply here
has an address             yes
channel allows it          yes     does not apply here
approved                   yes     does not apply here
budget left                yes     does not apply here
in time                    yes
outside quiet hours        yes
apart from other messages  yes
below frequency caps       yes
provider's rate            yes
"""
ZH = """\
 沙箱模式：没有任何消息离开本机
u002 与 新品推广
邮件: 现在会发送
短信: 会被跳过（未获得同意）

邮件
关卡                通过  原因
────────────────────────────────────
在目标人群中        是
尚未发送过          是
不在屏蔽名单        是
在白名单中          是    此处不适用
地址状态正常        是
已获授权            是
不属于对照组        是    此处不适用
有可用地址          是
渠道允许            是    此处不适用
已审批              是    此处不适用
预算有余            是    此处不适用
未过期              是
不在免打扰时段      是
与其他消息间隔足够  是
未达频控上限        是
服务商限速          是
"""


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


@pytest.mark.parametrize(("language", "shown"), [("en", EN), ("zh", ZH)])
def test_every_gate_with_its_answer(mactl: Mactl, shop: Path, language: str, shown: str) -> None:
    done = mactl("explain", "--customer", "u002", "--campaign", "新品推广", "--lang", language, "--format", "table")
    assert done.code == 0
    assert lines(done.out)[: len(lines(shown))] == lines(shown)


def test_programs_get_the_gates_in_their_order(mactl: Mactl, shop: Path) -> None:
    found = mactl("explain", "--customer", "zhiyuan.li@example.com", "--campaign", "新品推广", "--format", "json").json
    assert (found["customer"], found["campaign"], found["outcome"]) == ("u002", "新品推广", "would_send")
    assert [gate["gate"] for gate in found["gates"]] == ["audience", *gates.NAMES]
    assert all(gate["passed"] for gate in found["gates"])
    sms = found["channels"][1]
    assert (sms["channel"], sms["outcome"], sms["reason"]) == ("sms", "would_skip", "no_consent")
    assert [gate["gate"] for gate in sms["gates"] if not gate["passed"]] == ["consent"]


def test_nothing_is_sent_or_written_down(mactl: Mactl, shop: Path) -> None:
    mactl("explain", "--customer", "u001")
    mactl("explain", "--customer", "u001", "--campaign", "新品推广")
    with Database(shop / "data" / "mactl.db") as database:
        counts = [database.number(f"SELECT COUNT(*) FROM {name}") for name in ("origins", "messages", "audit", "links")]
    assert counts == [0, 0, 0, 0]


def test_who_is_not_meant_is_told_so(mactl: Mactl, shop: Path) -> None:
    found = mactl("explain", "--customer", "u005", "--campaign", "新品推广", "--format", "json").json
    assert found["outcome"] == "not_in_audience"
    assert found["gates"][0] == {
        "gate": "audience", "passed": False, "reason": "not_in_audience", "detail": "", "until": None,
    }  # fmt: skip


def test_after_the_send_the_ledger_has_the_word(mactl: Mactl, shop: Path) -> None:
    assert mactl("send", "--campaign", "新品推广", "--yes").code == 0
    found = mactl("explain", "--customer", "u002", "--campaign", "新品推广", "--format", "json", now=MARCH).json
    email, sms = found["channels"]
    assert (found["outcome"], email["ledger"]["state"]) == ("sent", "sent")
    assert [gate["gate"] for gate in email["gates"] if not gate["passed"]] == ["duplicate"]
    assert (sms["outcome"], sms["ledger"]["reason"]) == ("skipped", "no_consent")
    late = mactl("explain", "--customer", "u005", "--campaign", "新品推广", "--format", "table", now=MARCH)
    assert "The audience was frozen when the campaign was launched" in late.out


def test_a_stop_holds_back_what_every_gate_lets_through(mactl: Mactl, shop: Path) -> None:
    assert mactl("stop", "--all").code == 0
    found = mactl("explain", "--customer", "u001", "--campaign", "新品推广", "--format", "json").json
    assert (found["outcome"], found["reason"], found["channels"][0]["stopped"]) == ("would_wait", "stopped", "all")


def test_without_a_campaign_one_line_for_each(mactl: Mactl, shop: Path) -> None:
    done = mactl("explain", "--customer", "u001")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert rows[0] == ["campaign", "channel", "outcome", "why"]
    assert rows[1] == ["新品推广", "E-mail", "would be sent now", ""]
    assert len(rows) == 7


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--customer", "nobody", "--campaign", "新品推广"), "error: no customer is known as nobody"),
        (("--customer", "u001", "--campaign", "新品"), "error: No campaign named 新品"),
    ],
)
def test_unknown_names_are_named(mactl: Mactl, shop: Path, words: tuple[str, ...], told: str) -> None:
    done = mactl("explain", *words)
    assert done.code == 1
    assert done.err.startswith(told)
