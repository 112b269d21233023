"""``mactl explain``: every gate with its answer, before and after a send, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.core.messages import gates
from mactl.store.database import Database
from tests.commands.conftest import Mactl
from tests.support.shop import Shop

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
not decided before         yes
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
u002 与新品推广
邮件：现在会发送
短信：会被跳过（未获得同意）

邮件
关卡                通过  原因
────────────────────────────────────
在目标人群中        是
此前尚未处理        是
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
    told = mactl("explain", "--customer", "u002", "--campaign", "新品推广", now=MARCH).out
    assert [line.split("\t") for line in told.splitlines() if line.startswith("not decided before")] == [
        ["not decided before", "no", "was sent"],
        ["not decided before", "no", "was skipped"],
    ]
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


@pytest.fixture
def monthly(mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Return a shop whose campaign 每周周刊 went out on three Mondays at nine; c2 joined after the first."""
    shop = Shop(tmp_path / "weekly")
    shop.person()
    shop.campaign("每周周刊", schedule={"cron": "0 9 * * mon"})
    monkeypatch.chdir(shop.folder)
    assert mactl("campaign", "schedule", "每周周刊", now="2026-03-01T12:00+08:00").code == 0
    for day in ("02", "09", "16"):
        shop.tick(f"2026-03-{day}T09:00+08:00")
        if day == "02":
            shop.person()
    return shop


def explained(mactl: Mactl, *words: str, now: str = "2026-03-18T10:00+08:00") -> dict[str, object]:
    found = mactl("explain", "--campaign", "每周周刊", *words, "--format", "json", now=now).json
    assert isinstance(found, dict)
    return found


def test_of_a_campaign_that_recurs_the_latest_is_explained(mactl: Mactl, monthly: Shop) -> None:
    found = explained(mactl, "--customer", "c2")
    assert (found["occurrence"], found["outcome"]) == ("2026-03-16T01:00:00Z", "sent")
    assert isinstance(found["occurrences"], list)
    assert found["occurrences"][0] == {
        "occurrence": "2026-03-16T01:00:00Z", "planned_at": "2026-03-16T09:00:00+08:00", "mode": "sandbox",
        "outcome": "sent",
    }  # fmt: skip
    assert [one["outcome"] for one in found["occurrences"]] == ["sent", "sent", "not_in_audience"]
    shown = mactl("explain", "--campaign", "每周周刊", "--customer", "c2", "--format", "table", "--lang", "zh").out
    assert "这是 2026年3月16日 09:00 的那一次，共 3 次" in shown
    assert "2026-03-02T01:00:00Z" in shown


@pytest.mark.parametrize("asked", ["2026-03-02", "2026-03-02T09:00", "2026-03-02T01:00:00Z"])
def test_another_occurrence_is_asked_for_by_its_day_its_time_or_its_key(
    mactl: Mactl, monthly: Shop, asked: str
) -> None:
    assert explained(mactl, "--customer", "c2", "--occurrence", asked)["outcome"] == "not_in_audience"
    assert explained(mactl, "--customer", "c1", "--occurrence", asked)["outcome"] == "sent"


def test_the_next_occurrence_is_asked_for_as_it_would_be_now(mactl: Mactl, monthly: Shop) -> None:
    found = explained(mactl, "--customer", "c2", "--occurrence", "next")
    assert (found["occurrence"], found["outcome"]) == (None, "would_send")
    assert mactl("suppress", "add", "c2").code == 0
    assert explained(mactl, "--customer", "c2", "--occurrence", "next")["outcome"] == "would_skip"
    assert explained(mactl, "--customer", "c2")["outcome"] == "sent"


def test_a_missed_occurrence_is_named_and_not_explained(mactl: Mactl, monthly: Shop) -> None:
    monthly.tick("2026-03-30T12:00+08:00")
    found = explained(mactl, "--customer", "c2", now="2026-04-01T10:00+08:00")
    assert isinstance(found["occurrences"], list)
    assert [one["outcome"] for one in found["occurrences"]][:2] == ["sent", "missed"]
    done = mactl("explain", "--campaign", "每周周刊", "--customer", "c2", "--occurrence", "2026-03-23")
    assert (done.code, "that occurrence was missed" in done.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--campaign", "每周周刊", "--occurrence", "2026-03-03"), 1, "no occurrence 2026-03-03 of this campaign"),
        (("--campaign", "每周周刊", "--occurrence", "soon"), 1, "known: 2026-03-16T01:00:00Z"),
        (("--occurrence", "2026-03-02"), 2, "--occurrence goes with --campaign"),
        (("--campaign", "spring", "--occurrence", "next"), 1, "campaign spring does not recur"),
    ],
)
def test_an_occurrence_that_is_none_is_named(
    mactl: Mactl, monthly: Shop, words: tuple[str, ...], code: int, told: str
) -> None:
    monthly.campaign("spring")
    monthly.send("spring")
    done = mactl("explain", "--customer", "c2", *words)
    assert (done.code, told in done.err) == (code, True), done.err


def test_who_got_a_campaign_by_its_resend_is_told_of_that(mactl: Mactl, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "again")
    shop.people(2)
    shop.campaign()
    shop.send()
    shop.sql("UPDATE messages SET state = 'opened', opened_at = sent_at + 1 WHERE customer = 2")
    where, later = ("-C", str(shop.folder)), "2026-03-05T12:00+08:00"
    assert mactl(*where, "campaign", "resend", "spring", "--to", "unopened", "--yes", now=later).code == 0
    for customer, occurrence, outcome in (("c1", "1+unopened+email", "sent"), ("c2", "1", "opened")):
        done = mactl(*where, "explain", "--customer", customer, "--campaign", "spring", "--format", "json", now=later)
        assert (done.json["occurrence"], done.json["outcome"]) == (occurrence, outcome), customer


def test_a_channel_that_a_campaign_no_longer_has_is_still_explained(mactl: Mactl, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "edited")
    shop.people(1)
    shop.campaign("spring", channels=["sms", "email"])
    shop.send()
    shop.campaign("spring", channels=["email"])
    done = mactl("-C", str(shop.folder), "explain", "--customer", "c1", "--campaign", "spring", "--format", "json")
    assert [one["channel"] for one in done.json["channels"]] == ["email", "sms"]
