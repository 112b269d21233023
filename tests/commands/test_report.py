"""``mactl report``: the figures of a campaign and of all, whole screens in both languages, thresholds, files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.store.database import Database
from tests.commands.conftest import Mactl
from tests.store.ledger import START, Ledger, after

ROOT = Path(__file__).resolve().parents[2]
LATER = "2026-03-20T10:00+08:00"
EN = """\
会员日: what came of it
Sent to 8 of 10 people. Of 7 delivered, 2 (28.6%) did order_paid within 7 d: ¥450.00.
Against 1 held out, it added 2 conversions (95 %: −5 to 5): this may be chance.

Funnel
Step       People   Rate  Base
───────────────────────────────────────────────────────────────────
Target         10      –                   ████████████████████████
Sent            8  80.0%  of the audience  ███████████████████▎
Delivered       7  87.5%  of sent          ████████████████▊
Opened          2  28.6%  of delivered     ████▊
Clicked         1  14.3%  of delivered     ██▍
Converted       2  28.6%  of delivered     ████▊
People, each once; opens by machines are left out. Delivered = sent − bounced: the provider reports no deliveries.

Money
  Goal
events  Revenue    Cost       ROI  Basis of ROI   ROAS
──────────────────────────────────────────────────────
     3  ¥450.00  ¥10.08  4,364.3%  incremental   44.64
ROI = (gross profit − cost) / cost, no margin taken off; ROAS = revenue / cost; a dash where nothing was spent. \
Cost: message costs ¥0.08, fixed ¥10.00.
"""
ZH = """\
会员日：效果报告
目标 10 人，发送 8 人；送达的 7 人中有 2 人（28.6%）在 7 天内发生 order_paid，收入 ¥450.00。
与 1 人的对照组相比，多带来 2 个转化（95% 区间：−5 至 5）：可能只是偶然。

漏斗
环节  人数   比率  口径
───────────────────────────────────────────────────
目标    10      –          ████████████████████████
发送     8  80.0%  占目标  ███████████████████▎
送达     7  87.5%  占发送  ████████████████▊
打开     2  28.6%  占送达  ████▊
点击     1  14.3%  占送达  ██▍
转化     2  28.6%  占送达  ████▊
按人去重；不含机器打开。送达 = 发送 − 退信：服务商不提供送达回执。
"""


@pytest.fixture
def sent(shop: Path) -> Iterator[Path]:
    """Return the shop after a live campaign of ten people, one of them held out, and a sandbox one of two."""
    ledger = Ledger(shop / "data")
    with ledger.database as database:
        ledger.customers(range(1, 11))
        origin = ledger.launch("会员日", holdout=0.1, cost={"fixed": "10"})
        ledger.message(origin, 1, "clicked", opened_at=START + 60_000, clicked_at=START + 60_000)
        ledger.message(origin, 2, "opened", opened_at=START + 60_000)
        ledger.message(origin, 3, "bounced", bounced_at=START + 9)
        ledger.messages(origin, range(4, 9))
        ledger.message(origin, 9, "skipped", reason="no_consent")
        ledger.message(origin, 10, "held_out", reason="held_out")
        ledger.events([(1, "order_paid", after(1), 100.0), (1, "order_paid", after(2), 200.0)])
        ledger.events([(4, "order_paid", after(3), 150.0), (5, "order_paid", after(8), 999.0)])
        ledger.events([(n, "site_visit", after(n), None) for n in range(1, 11)])
        ledger.messages(ledger.launch("试发", mode="sandbox", at=after(1)), [1, 2], at=after(1))
        database.sql.execute("UPDATE messages SET cost = 100 WHERE sent_at IS NOT NULL")
    return shop


def figures(mactl: Mactl, *words: str) -> dict[str, object]:
    done = mactl("report", "--campaign", "会员日", "--format", "json", *words, now=LATER)
    assert done.code == 0
    found: dict[str, object] = done.json
    return found


@pytest.mark.parametrize(("language", "shown"), [("en", EN), ("zh", ZH)])
def test_a_campaign_on_a_terminal(mactl: Mactl, sent: Path, language: str, shown: str) -> None:
    done = mactl("report", "--campaign", "会员日", "--lang", language, "--format", "table", now=LATER)
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert lines[: len(shown.splitlines())] == shown.splitlines()
    assert done.code == 0


def test_programs_get_every_figure_with_its_base(mactl: Mactl, sent: Path) -> None:
    found = figures(mactl)
    assert {key: found[key] for key in ("campaign", "mode", "goal", "window", "final", "final_at")} == {
        "campaign": "会员日", "mode": "live", "goal": "order_paid", "window": "7d", "final": True,
        "final_at": "2026-03-09T10:00:00+08:00",
    }  # fmt: skip
    assert found["messages"] == {
        "mode": "live", "audience": 10, "queued": 0, "sent": 8, "delayed": 0, "failed": 0, "unknown": 0,
        "held_out": 1, "skipped": {"no_consent": 1},
        "by_channel": {
            "email": {
                "queued": 0, "sent": 8, "delayed": 0, "failed": 0, "unknown": 0, "held_out": 1,
                "skipped": {"no_consent": 1},
            }
        },
    }  # fmt: skip
    results = found["results"]
    assert isinstance(results, dict)
    rates = results.pop("rates")
    assert isinstance(results.pop("roi"), float)
    assert results == {
        "audience": 10, "sent": 8, "delivered": 7, "bounced": 1, "bounced_hard": 1, "bounced_soft": 0, "opened": 2,
        "machine_opened": 0, "clicked": 1, "unsubscribed": 0, "complained": 0, "blocked": 0, "negative": 0,
        "converted": 2, "delivered_basis": "sent - bounced", "conversions": 3, "revenue": 450, "cost": 10.08,
        "cost_messages": 0.08, "cost_fixed": 10, "cost_coupons": 0, "gross_profit": 450, "margin": 1,
        "roi_basis": "incremental", "roas": 450 / 10.08,
    }  # fmt: skip
    assert rates["open_rate"] == {"value": 2 / 7, "people": 2, "base": "delivered", "base_people": 7}


def test_another_goal_and_window_may_be_asked_for(mactl: Mactl, sent: Path) -> None:
    found = figures(mactl, "--goal", "site_visit", "--window", "2d")
    assert found["results"]["converted"] == 2  # type: ignore[index]
    assert (found["goal"], found["window"]) == ("site_visit", "2d")


def test_the_holdout_says_what_was_added(mactl: Mactl, sent: Path) -> None:
    lift = figures(mactl)["lift"]
    assert isinstance(lift, dict)
    assert lift["treated"] == {"people": 8, "converted": 2, "rate": 0.25, "revenue": 450.0}
    assert lift["held_out"] == {"people": 1, "converted": 0, "rate": 0.0, "revenue": 0.0}
    assert lift["rate_difference"]["estimate"] == 0.25
    assert lift["incremental_revenue"] == {"estimate": 450.0, "low": None, "high": None}


@pytest.mark.parametrize(
    ("threshold", "code", "said"),
    [
        ("open_rate=0.2", 0, "open_rate is 0.2857, at least 0.2 was asked for: met."),
        ("open_rate=30%", 3, "open_rate is 0.2857, at least 0.3 was asked for: missed."),
        ("revenue=1000", 3, "revenue is 450, at least 1000 was asked for: missed."),
    ],
)
def test_a_missed_threshold_exits_with_three(mactl: Mactl, sent: Path, threshold: str, code: int, said: str) -> None:
    done = mactl("report", "--campaign", "会员日", "--fail-under", threshold, "--format", "table", now=LATER)
    assert (done.code, said in done.out) == (code, True)


def test_a_measure_without_a_value_misses_its_threshold(mactl: Mactl, shop: Path) -> None:
    done = mactl("report", "--campaign", "新品推广", "--fail-under", "open_rate=0.2", "--format", "table")
    assert done.code == 3
    assert "It was not sent yet." in done.out
    assert "open_rate has no value yet; at least 0.2 was asked for." in done.out


def test_the_overview_keeps_sandbox_and_live_apart(mactl: Mactl, sent: Path) -> None:
    done = mactl("report", "--format", "json", now=LATER)
    found = done.json
    assert [(each["name"], each["mode"], each["results"]["sent"]) for each in found["campaigns"]] == [
        ("试发", "sandbox", 2),
        ("会员日", "live", 8),
    ]
    assert (found["total"]["sent"], found["total"]["revenue"], found["shop"]["customers"]) == (8, 450, 15)
    assert found["shop"]["orders"] == 4
    shown = mactl("report", "--format", "table", now=LATER).out
    assert "sandbox: of campaigns so marked, nothing left this machine" in shown


def test_parts_by_city_segment_and_variant(mactl: Mactl, sent: Path) -> None:
    with Database(sent / "data" / "mactl.db") as database:
        database.sql.execute("UPDATE customers SET city = '上海' WHERE id IN (1, 2, 4)")
        database.sql.execute("INSERT INTO segments VALUES (90, 'vip', 'v', 0), (91, 'new', 'v', 0)")
        database.sql.execute("INSERT INTO members VALUES (90, 1, 0), (90, 5, 0), (91, 1, 0)")
        database.sql.execute(
            "INSERT INTO experiments (id, mode, campaign, definition, state, started_at, deadline)"
            " VALUES ('t', 'live', '会员日', '{\"name\": \"t\"}', 'running', 0, 0)"
        )
        database.sql.execute("INSERT INTO assignments VALUES ('t', 1, 'test', 'A', 0), ('t', 4, 'test', 'B', 0)")
        database.sql.execute("INSERT INTO assignments VALUES ('t', 5, 'rest', '', 0)")
    found = figures(mactl, "--by", "city,segment", "--by", "variant")
    counted = {by: {name: (part["sent"], part["converted"], part["revenue"]) for name, part in found[by].items()}  # type: ignore[attr-defined]
               for by in ("by_city", "by_segment", "by_variant")}  # fmt: skip
    assert counted["by_city"] == {"": (5, 0, 0), "上海": (3, 2, 450)}
    assert counted["by_segment"] == {"vip": (2, 1, 300), "new": (1, 1, 300)}
    assert counted["by_variant"] == {"": (5, 0, 0), "A": (1, 1, 300), "B": (1, 1, 150), "rest": (1, 0, 0)}


@pytest.mark.parametrize(
    ("did", "names"),
    [
        ("sent", ["u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8"]),
        ("delivered", ["u1", "u2", "u4", "u5", "u6", "u7", "u8"]),
        ("opened", ["u1", "u2"]),
        ("clicked", ["u1"]),
        ("unopened", ["u4", "u5", "u6", "u7", "u8"]),
        ("converted", ["u1", "u4"]),
        ("bounced", ["u3"]),
        ("skipped", ["u9"]),
        ("held_out", ["u10"]),
        ("unsubscribed", []),
    ],
)
def test_who_lists_the_people_behind_a_figure(mactl: Mactl, sent: Path, did: str, names: list[str]) -> None:
    found = mactl("report", "--campaign", "会员日", "--who", did, "--format", "json", now=LATER).json
    assert [person["customer"] for person in found["people"]] == names
    assert (found["who"], found["mode"]) == (did, "live")


def test_who_says_when_and_how_much(mactl: Mactl, sent: Path) -> None:
    with Database(sent / "data" / "mactl.db") as database:
        database.sql.execute(
            "INSERT INTO addresses (kind, value, customer, since) VALUES ('phone', '+8613490000001', 1, 0)"
        )
        database.sql.execute("UPDATE customers SET owner = '小王' WHERE id = 1")
    found = mactl("report", "--who", "converted", "--format", "json", now=LATER).json["people"]
    assert found[0] == {
        "customer": "u1", "name": None, "email": None, "phone": "+8613490000001", "owner": "小王",
        "channels": ["email"], "at": "2026-03-03T10:00:00+08:00", "revenue": 300,
    }  # fmt: skip
    assert mactl("report", "--who", "clicked", "--out", "名单.csv", now=LATER).code == 0
    assert "小王" in (sent / "名单.csv").read_text("utf-8-sig")


def test_two_campaigns_side_by_side(mactl: Mactl, sent: Path) -> None:
    found = mactl("report", "--compare", "会员日", "试发", "--format", "json", now=LATER).json
    assert (found["a"]["name"], found["b"]["results"]["sent"]) == ("会员日", 2)
    assert found["differences"]["open_rate"]["estimate"] == pytest.approx(-2 / 7)
    assert found["differences"]["open_rate"]["low"] < -2 / 7 < found["differences"]["open_rate"]["high"]
    shown = mactl("report", "--compare", "会员日", "试发", "--format", "table", now=LATER).out
    assert "No rate differs by more than chance explains." in shown


SCREEN = """\
sandbox: of campaigns so marked, nothing left this machine
15 customers, 0 addresses suppressed. Since 2026-02-18 10:00, against as long before:
Orders: 4 by 3 people, ¥1,449.00; repurchase 33.3%.
Messages: 7 people reached; opened 28.6%, clicked 14.3%, unsubscribed 0.0%.
After them: 2 bought within 7 d, ¥450.00; the messages cost ¥0.08 (ROAS 5,625.0).
"""


def test_the_overview_says_in_ten_lines_how_it_stands(mactl: Mactl, sent: Path) -> None:
    done = mactl("report", now=LATER)
    assert done.err == SCREEN
    assert len(done.err.splitlines()) + len(done.out.splitlines()) <= 10
    found = mactl("report", "--format", "json", now=LATER).json
    assert found["measures"]["orders"] == {"value": 4, "before": 0, "target": None, "met": None}
    assert found["look_at"] == []


def test_the_overview_looks_at_what_is_stuck_and_at_targets(mactl: Mactl, sent: Path) -> None:
    config = json.loads((sent / "config.json").read_text("utf-8"))
    config["analytics"] = {"targets": {"open_rate": 0.5}}
    (sent / "config.json").write_text(json.dumps(config), "utf-8")
    with Database(sent / "data" / "mactl.db") as database:
        database.sql.execute("UPDATE messages SET state = 'unknown' WHERE state = 'skipped'")
    said = mactl("report", "--lang", "zh", now=LATER).err.splitlines()
    assert said[-2:] == [
        "请留意：1 条消息存疑：先 mactl campaign list，再用 campaign show --state unknown 查看。",
        "请留意：打开率（占送达） 未达目标：28.6%，目标 50.0%。",
    ]


HEAVY = ("pandas", "numpy", "scipy", "jinja2", "css_inline", "openpyxl", "httpx", "sqlite_utils", "phonenumbers")


def test_the_overview_loads_nothing_heavy(mactl: Mactl, sent: Path) -> None:
    """What it costs is what it loads: no template engine, no statistics, no table library (B13)."""
    assert mactl("report", now=LATER).code == 0  # the inlets are taken in
    code = "import sys; from mactl.cli import run; run(['report'], {}); print(*sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=sent, capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    loaded = done.stderr.split()
    assert "mactl.api.reporting" in loaded
    assert not [name for name in loaded if name.split(".")[0] in HEAVY or name.startswith("mactl.templating")]


def test_a_period_chooses_launches(mactl: Mactl, sent: Path) -> None:
    names = [
        each["name"]
        for each in mactl("report", "--period", "2026-03-02", "--format", "json", now=LATER).json["campaigns"]
    ]
    assert names == ["会员日"]
    done = mactl("report", "--campaign", "会员日", "--period", "2026-02", now=LATER)
    assert (done.code, done.err.splitlines()[0]) == (1, "error: campaign 会员日 was not launched in that period")


def test_days_and_channels_are_tables_more(mactl: Mactl, sent: Path) -> None:
    found = figures(mactl, "--by", "day", "--by", "channel")
    assert [day["date"] for day in found["by_day"]] == ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]  # type: ignore[attr-defined]
    assert found["by_channel"]["email"]["converted"] == 2  # type: ignore[index]


def test_a_pipe_gets_tab_separated_lines(mactl: Mactl, sent: Path) -> None:
    lines = mactl("report", "--campaign", "会员日", now=LATER).out.splitlines()
    assert lines[:3] == ["step\tpeople\trate\tbase", "Target\t10\t\t", "Sent\t8\t0.8\tof the audience"]


@pytest.mark.parametrize("name", ["报告.html", "报告.md", "报告.csv", "报告.xlsx", "报告.json", "报告.txt"])
def test_a_files_ending_says_its_format(mactl: Mactl, sent: Path, name: str) -> None:
    done = mactl("report", "--campaign", "会员日", "--out", name, now=LATER)
    assert (done.code, done.out, done.err) == (0, "", f"written to {name}\n")
    assert (sent / name).stat().st_size > 500


def test_analytics_json_is_for_other_programs(mactl: Mactl, sent: Path) -> None:
    assert mactl("report", now=LATER).code == 0
    found = json.loads((sent / "data" / "analytics.json").read_text("utf-8"))
    assert [each["campaign"] for each in found["campaigns"]] == ["试发", "会员日"]
    assert found["channels"] == {
        "email": {
            "sent": 8, "delivered": 7, "bounced": 1, "opened": 2, "clicked": 1, "unsubscribed": 0, "complained": 0,
            "converted": 2, "revenue": 450, "cost": 0.08,
        }
    }  # fmt: skip


def test_a_send_writes_it_and_what_is_final_is_kept(mactl: Mactl, sent: Path) -> None:
    assert mactl("send", "--campaign", "新品推广", "--yes").code == 0
    path = sent / "data" / "analytics.json"
    first = json.loads(path.read_text("utf-8"))
    assert [each["campaign"] for each in first["campaigns"]] == ["试发", "新品推广", "会员日"]
    assert mactl("report", now=LATER).code == 0
    assert mactl("report", "--campaign", "新品推广", now="2026-03-21T10:00+08:00").code == 0
    later = {each["campaign"]: each["as_of"][:10] for each in json.loads(path.read_text("utf-8"))["campaigns"]}
    assert later == {"试发": "2026-03-20", "新品推广": "2026-03-21", "会员日": "2026-03-20"}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--campaign", "会员"), 1, "error: No campaign named 会员"),
        (("--campaign", "会员日", "--window", "7"), 2, "error: --window: Not a duration: '7'"),
        (("--campaign", "会员日", "--fail-under", "opens=1"), 2, "error: no measure named opens"),
        (("--campaign", "会员日", "--fail-under", "open_rate"), 2, "error: not a threshold: 'open_rate'"),
        (("--campaign", "会员日", "--by", "hour"), 2, "error: --by does not know hour"),
        (("--by", "day"), 2, "error: --by is about one campaign"),
        (("--since", "2026-03-02", "--until", "2026-03-01"), 2, "error: --since is after --until"),
        (("--period", "2026-02", "--since", "-3d"), 2, "error: --period says both ends already"),
        (("--who", "clicked", "--fail-under", "open_rate=1"), 2, "error: --fail-under is not for --who"),
        (("--compare", "会员日", "试发", "--fail-under", "open_rate=1"), 2, "error: --fail-under is not for --compare"),
        (("--compare", "会员日", "试发", "--campaign", "会员日"), 2, "error: --campaign is not for --compare"),
        (("--fail-under", "opens=1"), 2, "error: no measure named opens"),
        (("--who", "bought"), 2, "error: --who does not know bought"),
        (("--compare", "会员日", "新品推广"), 1, "error: campaign 新品推广 was not sent yet"),
        (("--out", "a.docx"), 2, "error: a.docx does not say in which format"),
    ],
)
def test_wrong_input_gives_one_clear_error(
    mactl: Mactl, sent: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    done = mactl("report", *words, now=LATER)
    assert (done.code, done.err.splitlines()[0]) == (code, told)
    assert done.err.splitlines()[1].startswith("hint: ")


def test_margin_and_coupons_count_alike_in_a_campaign_and_in_roi(mactl: Mactl, sent: Path) -> None:
    config = json.loads((sent / "config.json").read_text("utf-8"))
    config["analytics"] |= {"margin": 0.4, "coupons": {"SPRING": 5}}
    (sent / "config.json").write_text(json.dumps(config), "utf-8")
    with Database(sent / "data" / "mactl.db") as database:
        database.sql.execute(
            "UPDATE events SET properties = json_set(properties, '$.coupon', 'SPRING') WHERE type = 'order_paid'"
        )
    results = figures(mactl)["results"]
    assert isinstance(results, dict)
    assert (results["cost_coupons"], results["cost"], results["gross_profit"]) == (15, 25.08, 180)
    assert results["roi"] == pytest.approx((450 * 0.4 - 25.08) / 25.08)
    (beside,) = mactl("report", "--kind", "roi", "--format", "json", now=LATER).json["campaigns"]
    for name in ("revenue", "cost", "cost_coupons", "gross_profit", "roi", "roi_basis", "roas"):
        assert beside[name] == results[name]
    costs = mactl("report", "--kind", "costs", "--format", "json", now=LATER).json
    assert (costs["cost"], costs["cost_coupons"], costs["by_campaign"]) == (25.08, 15, {"会员日": 25.08})


def test_a_campaign_is_held_against_the_one_before_and_its_targets(mactl: Mactl, sent: Path) -> None:
    assert figures(mactl)["compared"]["measures"]["open_rate"]["before"] is None  # type: ignore[index]
    ledger = Ledger(sent / "data")
    with ledger.database:
        second = ledger.launch("清明", at=after(10))
        ledger.message(second, 1, "clicked", sent_at=after(10), opened_at=after(11), clicked_at=after(11))
        ledger.messages(second, range(2, 5), at=after(10))
    words = ("report", "--campaign", "清明", "--target", "open_rate=0.2", "--lang", "en")
    found = mactl(*words, "--format", "json", now=LATER).json["compared"]
    assert (found["with"], found["campaign"], found["roi_basis"]) == ("campaign", "会员日", "incremental")
    assert found["measures"]["open_rate"] == {"value": 0.25, "before": 2 / 7, "target": 0.2, "met": True}
    shown = mactl(*words, "--format", "table", now=LATER).out
    assert "Against the campaign before, 会员日 of 2026-03-02 10:00: open rate −3.6 pp, click rate +10.7 pp" in (
        " ".join(shown.split())
    )
    assert "Compared with before" in shown
    assert "ROI is attributed now and was incremental before: the two are not compared." in " ".join(shown.split())


def test_a_recurring_campaign_is_held_against_its_launch_or_period_before(mactl: Mactl, sent: Path) -> None:
    ledger = Ledger(sent / "data")
    with ledger.database:
        again = ledger.launch("会员日", at=after(14), occurrence="2026-03-16")
        ledger.messages(again, range(1, 4), at=after(14))
    found = figures(mactl)["compared"]
    assert isinstance(found, dict)
    assert (found["with"], found["launched_at"]) == ("launch", "2026-03-02T10:00:00+08:00")
    assert (found["measures"]["sent"]["value"], found["measures"]["sent"]["before"]) == (3, 8)
    of_week = figures(mactl, "--since", "2026-03-09", "--until", "2026-03-16")["compared"]
    assert isinstance(of_week, dict)
    assert (of_week["with"], of_week["measures"]["sent"]["before"]) == ("period", 8)


def test_thresholds_are_asked_of_the_overview_too(mactl: Mactl, sent: Path) -> None:
    done = mactl("report", "--fail-under", "orders=100", "--format", "table", now=LATER)
    assert done.code == 3
    assert "orders is 4, at least 100 was asked for: missed." in done.out
