"""A/B tests through commands: drawn once, sent once, watched by the tick, the winner to the rest, stopped by hand."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands.abtest.conftest import PEOPLE, Ask, Happen, Write
from tests.commands.conftest import Mactl

NAME = ("--test", "主题测试")
AT, LATER, DEADLINE = "2026-03-02T10:00+08:00", "2026-03-02T14:00+08:00", "2026-03-03T10:00+08:00"
ARM = "SELECT c.customer_id FROM assignments x JOIN customers c ON c.id = x.customer WHERE x.arm = ?"
STATES = (
    "SELECT o.occurrence, m.state, COUNT(*) FROM messages m JOIN origins o ON o.id = m.origin"
    " WHERE m.state <> 'skipped' GROUP BY 1, 2"
)
TWICE = "SELECT COUNT(*) FROM (SELECT customer FROM messages GROUP BY customer HAVING COUNT(*) > 1)"


def arm(ask: Ask, name: str) -> list[str]:
    return [str(row[0]) for row in ask(ARM + " ORDER BY c.id", (name,))]


def clicks(names: list[str], share: float, at: str = "2026-03-02T11:00+08:00") -> list[tuple[str, str, str, None]]:
    return [(name, "message_clicked", at, None) for name in names[: round(len(names) * share)]]


def test_a_rehearsal_draws_as_the_run_does_and_writes_nothing(mactl: Mactl, write: Write, ask: Ask) -> None:
    write(share=0.5, holdout=0.1)
    would = mactl("abtest", "run", *NAME, "--dry-run", "--format", "json").json
    assert ask("SELECT (SELECT COUNT(*) FROM assignments) + (SELECT COUNT(*) FROM messages)") == [(0,)]
    done = mactl("abtest", "run", *NAME, "--format", "json").json
    assert (would["state"], done["state"], done["mode"]) == ("draft", "running", "sandbox")
    assert would["people"] == done["people"]
    assert sum(done["people"].values()) == PEOPLE
    assert [(one["name"], one["messages"]["sent"]) for one in would["variants"]] == [
        (one["name"], one["messages"]["sent"]) for one in done["variants"]
    ]
    assert done["deadline"] == "2026-03-03T10:00:00+08:00"


def test_each_variant_carries_its_subject_and_the_holdout_gets_nothing(
    mactl: Mactl, write: Write, ask: Ask, crowd: Path
) -> None:
    write(share=0.5, holdout=0.1)
    done = mactl("abtest", "run", *NAME, "--format", "json").json
    by_name = {one["name"]: one["messages"] for one in done["variants"]}
    assert by_name["holdout"]["sent"] == 0
    assert by_name["holdout"]["held_out"] + by_name["holdout"]["skipped"]["no_consent"] == done["people"]["holdout"]
    letters = [path.read_bytes() for path in (crowd / "data" / "sandbox").rglob("*") if path.is_file()]
    import email
    from email.header import decode_header, make_header

    subjects = [str(make_header(decode_header(str(email.message_from_bytes(one)["subject"])))) for one in letters]
    assert {name: sum(name in one for one in subjects) for name in "甲乙"} == {
        name: by_name[name]["sent"] for name in "甲乙"
    }


def test_running_again_draws_nobody_anew(mactl: Mactl, write: Write, ask: Ask) -> None:
    write(share=0.5)
    mactl("abtest", "run", *NAME)
    before = ask("SELECT * FROM assignments ORDER BY customer")
    done = mactl("abtest", "run", *NAME, "--format", "table")
    assert "was started before: nobody is drawn or sent to twice." in done.out
    assert ask("SELECT * FROM assignments ORDER BY customer") == before
    assert ask(TWICE) == [(0,)]
    write(share=0.5, variants=["甲", "丙"])
    again = mactl("abtest", "run", *NAME)
    assert (again.code, again.err.splitlines()[0]) == (
        1, "error: test 主题测试 was started, and its variants say something else by now",
    )  # fmt: skip


def test_a_sure_test_ends_by_itself_and_the_rest_gets_the_winner_once(
    mactl: Mactl, write: Write, ask: Ask, happen: Happen
) -> None:
    write(share=0.6, auto_winner=True)
    mactl("abtest", "run", *NAME)
    happen([*clicks(arm(ask, "甲"), 0.1), *clicks(arm(ask, "乙"), 0.6)])
    found = mactl("abtest", "analyze", *NAME, "--format", "json", now=LATER).json
    assert (found["status"], found["winner"], found["method"], found["final"]) == ("winner", "乙", "sequential", False)
    assert found["comparisons"][0]["p_method"] == "mSPRT, normal mixture"
    ticked = mactl("tick", "--format", "json", now=LATER)
    assert (ticked.code, ticked.json["decided"][0].startswith("test 主题测试: 乙 wins on click rate")) == (0, True)
    rest = ask("SELECT COUNT(*) FROM assignments WHERE role = 'rest'")[0][0]
    assert ask("SELECT audience FROM origins WHERE occurrence = '主题测试/winner'") == [(rest,)]
    assert ask(TWICE) == [(0,)]
    assert ask("SELECT COUNT(*) FROM messages") == [(PEOPLE,)]
    assert mactl("tick", now=DEADLINE).out.strip() == "nothing was due"
    shown = mactl("abtest", "show", *NAME, "--format", "json", now=LATER).json
    assert (shown["state"], shown["winner"], shown["verdict"]["status"]) == ("concluded", "乙", "winner")


def test_what_decided_a_test_is_left_for_other_programs(
    mactl: Mactl, write: Write, ask: Ask, happen: Happen, crowd: Path
) -> None:
    write()
    mactl("abtest", "run", *NAME)
    happen([*clicks(arm(ask, "甲"), 0.1), *clicks(arm(ask, "乙"), 0.6)])
    assert mactl("tick", now=LATER).code == 0
    found = json.loads((crowd / "data" / "analytics.json").read_text("utf-8"))["tests"]
    assert [(one["name"], one["state"], one["winner"]) for one in found] == [("主题测试", "concluded", "乙")]
    assert found[0]["verdict"]["sentence"].startswith("乙 wins on click rate")


@pytest.mark.parametrize("command", [("abtest", "run", *NAME), ("tick",)])
def test_a_run_killed_between_two_arms_goes_on_with_the_draw_as_it_was(
    mactl: Mactl, write: Write, ask: Ask, crowd: Path, command: tuple[str, ...]
) -> None:
    write()
    mactl("abtest", "run", *NAME)
    before = ask("SELECT * FROM assignments ORDER BY customer")
    with sqlite3.connect(crowd / "data" / "mactl.db") as database:  # as a kill before its launch leaves the second arm
        late = "SELECT id FROM origins WHERE occurrence = '主题测试/乙'"
        database.execute(f"DELETE FROM messages WHERE origin IN ({late})")
        database.execute("DELETE FROM origins WHERE occurrence = '主题测试/乙'")
    assert mactl(*command, now=LATER).code == 0
    assert ask("SELECT * FROM assignments ORDER BY customer") == before
    assert ask("SELECT COUNT(*), COUNT(DISTINCT customer) FROM messages") == [(PEOPLE, PEOPLE)]
    assert ask("SELECT COUNT(*) FROM messages WHERE state IN ('queued', 'sending')") == [(0,)]


def test_without_a_winner_the_rest_waits_for_a_person(mactl: Mactl, write: Write, ask: Ask) -> None:
    write(share=0.6, auto_winner=True)
    mactl("abtest", "run", *NAME)
    assert mactl("abtest", "analyze", *NAME, "--format", "json", now=LATER).json["status"] == "running"
    assert mactl("tick", now=LATER).code == 0
    assert "No winner: the variants are level." in mactl("tick", now=DEADLINE).out
    assert ask("SELECT state, winner FROM experiments") == [("concluded", "")]
    stopped = mactl("abtest", "stop", *NAME, "--winner", "甲", "--format", "json", now=DEADLINE)
    assert (stopped.code, stopped.json["winner"]) == (0, "甲")
    mactl("tick", now="2026-03-03T10:05+08:00")
    assert ask("SELECT COUNT(*) FROM messages") == [(PEOPLE,)]
    assert ask("SELECT COUNT(*) FROM messages WHERE state IN ('queued', 'delayed')") == [(0,)]
    assert ask(TWICE) == [(0,)]
    other = mactl("abtest", "stop", *NAME, "--winner", "乙", now=DEADLINE)
    assert (other.code, other.err.splitlines()[0]) == (1, "error: the rest of test 主题测试 has been given 甲")


def test_a_fixed_test_is_not_judged_before_its_end(mactl: Mactl, write: Write, ask: Ask, happen: Happen) -> None:
    write(method="fixed", duration="2d")
    mactl("abtest", "run", *NAME)
    happen([*clicks(arm(ask, "甲"), 0.1), *clicks(arm(ask, "乙"), 0.6)])
    early = mactl("abtest", "analyze", *NAME, "--format", "json", now=DEADLINE).json
    assert (early["status"], early["winner"], early["final"]) == ("running", None, False)
    assert early["notes"] == ["Not final: these figures may turn until the planned end, and are not for deciding by."]
    assert mactl("tick", now=DEADLINE).out.strip() == "nothing was due"
    assert "乙 wins" in mactl("tick", now="2026-03-04T10:00+08:00").out


def test_a_tested_campaign_goes_out_by_its_test_alone(mactl: Mactl, write: Write, ask: Ask) -> None:
    assert (
        mactl(
            "campaign", "create", "--name", "春茶", "--audience", "all", "--channel", "email", "--holdout", "0.1"
        ).code
        == 0
    )
    write(campaign="春茶", audience=None, variants=[{"name": "原样"}, {"name": "新", "subject": "新主题", "weight": 2}])
    done = mactl("abtest", "run", *NAME, "--format", "json").json
    assert (done["people"]["rest"], 40 < done["people"]["holdout"] < 85) == (0, True)  # the campaign's own holdout
    sent = mactl("send", "--campaign", "春茶", "--yes")
    assert (sent.code, sent.err.splitlines()[0]) == (1, "error: campaign 春茶 goes out by the A/B test 主题测试")
    report = mactl("report", "--campaign", "春茶", "--format", "json", now=LATER).json
    assert (report["messages"]["audience"], report["lift"]["held_out"]["people"]) == (PEOPLE, sum(
        one["messages"]["held_out"] for one in done["variants"]))  # fmt: skip


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (["send", "--campaign", "春茶", "--yes"], "campaign 春茶 has been sent"),
        (
            ["campaign", "schedule", "--campaign", "春茶"],
            "campaign 春茶 is scheduled, and would go out beside the test",
        ),
        (["campaign", "cancel", "--campaign", "春茶", "--yes"], "campaign 春茶 was cancelled"),
    ],
)
def test_a_campaign_on_its_way_is_not_tested(mactl: Mactl, write: Write, before: list[str], said: str) -> None:
    mactl("campaign", "create", "--name", "春茶", "--audience", "all", "--channel", "email", "--at", "2026-03-09T10:00")
    assert mactl(*before).code == 0
    write(campaign="春茶", audience=None)
    done = mactl("abtest", "run", *NAME)
    assert (done.code, done.err.splitlines()[0]) == (1, f"error: {said}")


def test_variants_in_time_go_out_at_their_times_and_are_judged_together(mactl: Mactl, write: Write, ask: Ask) -> None:
    write(variants=[{"name": "早", "send_at": "20:00"}, {"name": "晚", "send_at": "2026-03-03T08:00"}], duration="4h")
    done = mactl("abtest", "run", *NAME, "--format", "json").json
    assert done["deadline"] == "2026-03-03T12:00:00+08:00"
    assert {row[1] for row in ask(STATES)} == {"queued"}
    mactl("tick", now="2026-03-02T20:00+08:00")
    assert {row[0]: row[1] for row in ask(STATES)} == {"主题测试/早": "sent", "主题测试/晚": "queued"}
    mactl("tick", now="2026-03-03T08:00+08:00")
    assert {row[1] for row in ask(STATES)} == {"sent"}
    assert ask("SELECT next_look = deadline FROM experiments") == [(1,)]


def test_channels_are_compared_over_everybody_assigned(mactl: Mactl, write: Write) -> None:
    assert mactl("campaign", "create", "--name", "春茶", "--audience", "all", "--channel", "email,sms").code == 0
    write(
        campaign="春茶",
        audience=None,
        variants=[{"name": "邮件", "channel": "email"}, {"name": "短信", "channel": "sms"}],
    )
    done = mactl("abtest", "run", *NAME, "--format", "json").json
    found = mactl("abtest", "analyze", *NAME, "--format", "json", now=LATER).json
    assert (found["base"], sum(one["n"] for one in found["variants"])) == ("assigned", PEOPLE)
    assert done["variants"][1]["messages"]["skipped"] == {"no_consent": done["variants"][1]["people"]}


def test_a_split_made_elsewhere_is_taken_over(mactl: Mactl, write: Write, ask: Ask, happen: Happen) -> None:
    write(variants=["X", "Y"], assigned_by={"field": "profile.cell", "holdout": "Z"}, metric="conversion_rate")
    done = mactl("abtest", "run", *NAME, "--format", "json").json
    assert done["people"] == {"test": 400, "holdout": 200, "rest": 0}
    assert arm(ask, "X") == [f"c{n}" for n in range(0, PEOPLE, 3)]
    happen([(f"c{n}", "order_paid", "2026-03-05T10:00+08:00", 10.0) for n in range(0, 300, 3)])
    found = mactl("abtest", "analyze", *NAME, "--format", "json", now="2026-03-10T10:00+08:00").json
    assert [(one["name"], one["n"], one["x"]) for one in found["variants"]] == [
        ("holdout", 180, 0),
        ("X", 180, 90),
        ("Y", 180, 0),
    ]
    assert found["winner"] == "X"
    assert found["notes"][0].startswith("Against the holdout, X adds 50 points (95 %: ")


def test_revenue_is_judged_with_what_people_bought_before(mactl: Mactl, write: Write, ask: Ask, happen: Happen) -> None:
    write(metric="revenue_per_recipient", method="fixed")
    mactl("customers", "list")
    happen([(f"c{n}", "order_paid", "2026-02-20T10:00+08:00", 10.0 + n % 97) for n in range(PEOPLE)])
    mactl("abtest", "run", *NAME)
    better = set(arm(ask, "乙"))
    happen(
        [
            (f"c{n}", "order_paid", "2026-03-05T10:00+08:00", 10.0 + n % 97 + n % 3 + 2 * (f"c{n}" in better))
            for n in range(PEOPLE)
        ]
    )
    found = mactl("abtest", "analyze", *NAME, "--format", "json", now="2026-03-10T10:00+08:00").json
    assert (found["winner"], found["cuped"]["variance_saved"] > 0.9) == ("乙", True)


def test_a_bandit_sends_more_to_what_does_better(mactl: Mactl, write: Write, ask: Ask, happen: Happen) -> None:
    write(method="bandit", duration="10h")
    mactl("abtest", "run", *NAME)
    first = {name: arm(ask, name) for name in "甲乙"}
    assert sum(map(len, first.values())) < PEOPLE / 4
    happen([*clicks(first["甲"], 0.05, "2026-03-02T10:30+08:00"), *clicks(first["乙"], 0.9, "2026-03-02T10:30+08:00")])
    for hour in range(11, 20):
        assert mactl("tick", now=f"2026-03-02T{hour}:00+08:00").code == 0
    later = {name: len(set(arm(ask, name)) - set(first[name])) for name in "甲乙"}
    assert later["乙"] > 3 * later["甲"] > 0
    assert ask("SELECT COUNT(*) FROM assignments WHERE arm = ''") == [(0,)]
    assert ask("SELECT COUNT(*) FROM messages") == [(PEOPLE,)]
    mactl("tick", now="2026-03-02T20:00+08:00")
    found = mactl("abtest", "analyze", *NAME, "--format", "json", now=LATER).json
    assert (found["method"], found["comparisons"][0]["p"], found["srm"]["p"] > 0.001) == ("bandit", None, True)


def test_approval_is_for_the_test_as_it_is(mactl: Mactl, write: Write, crowd: Path) -> None:
    path = crowd / "config.json"
    config = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**config, "governance": {"require_approval": True}}), "utf-8")
    write()
    refused = mactl("abtest", "run", *NAME)
    assert (refused.code, refused.err.splitlines()[0]) == (1, "error: test 主题测试 is not approved as it stands now")
    assert mactl("abtest", "approve", *NAME).code == 0
    assert mactl("abtest", "run", *NAME).code == 0


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ({"variants": ["甲"]}, "a test needs two variants or more"),
        ({"variants": ["甲", "甲"]}, "each variant needs a name of its own"),
        ({"share": 0.9, "holdout": 0.2}, "0.2 is not a share"),
        ({"share": 1.0, "auto_winner": True}, "nobody is left to get the winner"),
        ({"duration": "soon"}, "duration"),
        ({"variants": [{"name": "甲", "send_at": "morning"}, "乙"]}, "send_at"),
        ({"metrics": "click_rate"}, "unknown key “metrics”"),
        ({"minimum_effect": -1}, "a difference that matters is more than 0"),
    ],
)
def test_faults_are_named_before_anything_is_sent(
    mactl: Mactl, write: Write, test: dict[str, object], said: str
) -> None:
    write(**test)
    done = mactl("abtest", "run", *NAME)
    assert (done.code, said in done.err) == (1, True)
    assert said in mactl("abtest", "list").out
    assert said in mactl("doctor").out


def test_a_live_test_follows_a_sandbox_one(mactl: Mactl, write: Write, ask: Ask, crowd: Path) -> None:
    write()
    mactl("abtest", "run", *NAME)
    path = crowd / "config.json"
    config = json.loads(path.read_text("utf-8"))
    config["channels"]["email"] = {"smtp_host": "127.0.0.1", "smtp_port": 1, "sender": "a@example.com"}
    path.write_text(json.dumps(config), "utf-8")
    would = mactl("abtest", "run", *NAME, "--dry-run", "--format", "json").json
    assert (would["mode"], would["people"]["test"]) == ("live", PEOPLE)
    refused = mactl("abtest", "run", *NAME)
    assert (refused.code, refused.err.splitlines()[0]) == (
        1, "error: a live send needs a yes, and nobody is here to give it",
    )  # fmt: skip


def test_list_and_show_say_where_a_test_stands(mactl: Mactl, write: Write) -> None:
    write(share=0.5)
    draft = mactl("abtest", "show", *NAME, "--format", "table").out
    assert draft.splitlines()[:2] == ["主题测试", "State: draft"]
    mactl("abtest", "run", *NAME)
    assert mactl("abtest", "list", "--format", "json").json["tests"][0]["state"] == "running"
    zh = mactl("abtest", "show", *NAME, "--lang", "zh", "--format", "table").out
    assert "等待胜出版本" in zh
    missing = mactl("abtest", "analyze", "--test", "主题侧试")
    assert (missing.code, missing.err.splitlines()[0]) == (1, "error: No A/B test named 主题侧试")
