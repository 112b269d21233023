"""``mactl campaign resend`` and ``proof``: whom they reach, never twice, and what leaves no trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Mactl
from tests.support.mail_server import MailServer, say, serving
from tests.support.shop import Shop, smtp

NOON = "2026-03-02T12:00+08:00"
LATER = "2026-03-05T12:00+08:00"
OPENED = """
UPDATE messages SET state = 'opened', opened_at = sent_at + 1 WHERE customer IN (1, 2);
UPDATE messages SET machine_opened_at = sent_at + 1 WHERE customer = 3;
UPDATE messages SET state = 'bounced', bounced_at = sent_at + 1 WHERE customer = 4;
"""


@pytest.fixture
def sent(mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Return a shop whose campaign ten people got: two opened it, one by a machine, one bounced, six did not."""
    shop = Shop(tmp_path / "shop")
    shop.people(10)
    shop.campaign()
    monkeypatch.chdir(shop.folder)
    assert shop.send().messages["sent"] == 10
    for statement in OPENED.strip().split("\n"):
        shop.sql(statement)
    return shop


def resend(mactl: Mactl, *more: str, to: str = "unopened", now: str = LATER) -> dict[str, Any]:
    done = mactl("campaign", "resend", "spring", "--to", to, *more, "--format", "json", now=now)
    assert done.code == 0, done.err
    return dict(done.json)


def test_the_unopened_get_it_once_more_and_it_says_why_the_others_do_not(mactl: Mactl, sent: Shop) -> None:
    before = sent.dump()
    would = resend(mactl, "--dry-run")["occurrences"]
    assert would == [would[0]], "one launch"
    assert would[0]["occurrence"] == "1+unopened+email"
    assert would[0]["people"] == {"chosen": 6, "opened": 2, "machine": 1, "gone": 1}
    assert would[0]["messages"]["sent"] == 6
    assert sent.dump() == before
    done = resend(mactl, "--subject", "You may have missed this")["occurrences"][0]
    assert done["messages"]["sent"] == 6
    reached = sent.sql("SELECT DISTINCT customer FROM messages WHERE origin = 2 AND state = 'sent' ORDER BY 1")
    assert [row[0] for row in reached] == [5, 6, 7, 8, 9, 10]
    assert sum(b"You may have missed this" in letter for letter in sent.maildir()) == 6
    audit = sent.sql("SELECT who, object, detail FROM audit WHERE what = 'resend'")
    assert audit[0][:2] == ("mei", "spring")
    assert json.loads(audit[0][2])["people"] == 6


def test_it_reaches_nobody_twice_by_itself_and_again_only_those_who_are_left(mactl: Mactl, sent: Shop) -> None:
    resend(mactl)
    again = resend(mactl, now="2026-03-09T12:00+08:00")["occurrences"][0]
    assert again["already"] is True
    assert sent.states(origin=2) == {"sent": 6}
    sent.sql("UPDATE messages SET state = 'opened', opened_at = sent_at + 1 WHERE origin = 2 AND customer = 5")
    third = resend(mactl, "--again", now="2026-03-09T12:00+08:00")["occurrences"][0]
    assert (third["occurrence"], third["messages"]["sent"]) == ("1+unopened.2+email", 5)


def test_who_got_it_a_moment_ago_had_no_time_to_open_it(mactl: Mactl, sent: Shop) -> None:
    found = resend(mactl, "--dry-run", now="2026-03-02T18:00+08:00")["occurrences"][0]["people"]
    assert found == {"recent": 6, "opened": 2, "machine": 1, "gone": 1}
    soon = resend(mactl, "--dry-run", "--after", "1h", now="2026-03-02T18:00+08:00")["occurrences"][0]
    assert soon["people"]["chosen"] == 6


def test_caps_and_suppressions_are_asked_again(mactl: Mactl, sent: Shop) -> None:
    sent.config(caps=[{"scope": "all", "n": 1, "per": "7d"}])
    sent.sql("INSERT INTO suppressions (address, reason, at) VALUES ('c5@example.com', 'complaint', 0)")
    done = resend(mactl)["occurrences"][0]["messages"]
    assert done["skipped"] == {"cap": 5, "suppressed": 1}


def test_it_has_what_the_first_left_of_the_budget(mactl: Mactl, sent: Shop) -> None:
    sent.campaign(budget={"max_messages": 12})
    assert resend(mactl)["occurrences"][0]["messages"]["skipped"] == {"budget": 4}


def test_where_no_open_is_known_nobody_is_unopened(mactl: Mactl, sent: Shop) -> None:
    sent.sql("UPDATE messages SET state = 'sent', opened_at = NULL, machine_opened_at = NULL")
    done = mactl("campaign", "resend", "spring", "--to", "unopened", now=LATER)
    assert (done.code, "no open of campaign spring is known" in done.err) == (1, True)


@pytest.mark.loopback
def test_those_to_whom_it_failed_get_it_once_more(
    mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tmp_path / "live")
    shop.people(6)
    shop.campaign()
    monkeypatch.chdir(shop.folder)
    refused = say("554 5.7.1 not this content")
    with serving(MailServer(script={"rcpt": [refused] * 3})) as server:
        shop.config(channels=smtp(server.port))
        assert shop.send().messages["failed"] == 3
        done = mactl("campaign", "resend", "spring", "--to", "failed", now=LATER)
        assert (done.code, "a live send needs a yes" in done.err) == (1, True)
        done = mactl("campaign", "resend", "spring", "--to", "failed", "--yes", "--format", "json", now=LATER)
        one = done.json["occurrences"][0]
        assert one["people"] == {"chosen": 3}
        assert one["messages"]["sent"] == 3
        assert len(server.accepted) == len(set(server.accepted)) == 6
        back = mactl("campaign", "resend", "spring", "--to", "failed", "--yes", "--format", "json", now=LATER)
        assert back.json["occurrences"][0]["already"] is True
    report = mactl("report", "--campaign", "spring", "--format", "json", now=LATER).json
    assert (report["occurrences"], report["messages"]["audience"]) == (2, 6), "the totals are those of the first"
    assert report["messages"]["sent"] == 3


def test_a_proof_goes_to_every_tester_in_every_variant_and_leaves_nothing(mactl: Mactl, sent: Shop) -> None:
    sent.config(testers=[{"name": "Mei", "email": "mei@example.com", "phone": "+8613800000000"},
                         {"name": "Li", "email": "li@example.com", "push_token": "aa" * 32}])  # fmt: skip
    sent.campaign("二月", channels=["email", "sms", "push", "wechat"])
    tests = [
        {
            "name": "主题",
            "campaign": "二月",
            "variants": [{"name": "A", "subject": "早"}, {"name": "B", "subject": "晚"}],
        }
    ]
    (sent.folder / "data" / "ab_tests.json").write_text(json.dumps(tests), "utf-8")
    ledger = sent.sql("SELECT * FROM messages"), sent.sql("SELECT * FROM origins")
    done = mactl("campaign", "proof", "二月", "--format", "json", now=LATER)
    assert done.code == 0, done.err
    letters = [letter.decode() for letter in sent.maildir()[10:]]
    assert len(letters) == 4
    assert [line["content"][-8:] for line in sent.sandbox("sms")] == ["[test A]", "[test B]"]
    assert [line["content"]["title"] for line in sent.sandbox("push")] == ["[test A]Shop", "[test B]Shop"]
    assert (sent.sql("SELECT * FROM messages"), sent.sql("SELECT * FROM origins")) == ledger
    one = mactl("campaign", "proof", "二月", "--to", "Li", "--customer", "c2", "--lang", "zh", now=LATER)
    assert one.code == 0, one.err
    assert sent.sandbox("push")[-1]["content"]["title"].startswith("[测试 B]")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("resend spring", 2, "--to"),
        ("resend spring --to opened", 2, "unopened or failed"),
        ("resend nobody --to failed", 1, "nobody"),
        ("resend spring --to failed", 1, "no message of campaign spring failed"),
        ("resend fresh --to failed", 1, "not sent yet"),
        ("resend spring --to unopened --after yesterday", 1, "24h"),
        ("resend spring --to unopened --after -1h", 1, "no sign"),
        ("resend spring --to unopened --limit 0", 2, "limit"),
        ("resend spring --to unopened --max-cost much", 2, "not an amount"),
        ("resend texts --to failed --subject Hi", 1, "--subject is for e-mail"),
        ("proof spring", 1, "names no testers"),
        ("proof nobody", 1, "nobody"),
    ],
)
def test_wrong_input_is_named(mactl: Mactl, sent: Shop, words: str, code: int, said: str) -> None:
    sent.campaign("fresh")
    sent.campaign("texts", channels=["sms"])
    done = mactl("campaign", *words.split(), now=LATER)
    assert (done.code, said in done.err) == (code, True), done.err
    assert "hint:" in done.err or code == 2


def test_testers_are_named_when_they_cannot_be_reached(mactl: Mactl, sent: Shop) -> None:
    sent.config(testers=[{"name": "Mei", "phone": "+8613800000000"}])
    done = mactl("campaign", "proof", "spring", now=LATER)
    assert (done.code, "no tester can be reached" in done.err) == (1, True)
    done = mactl("campaign", "proof", "spring", "--to", "Mai", now=LATER)
    assert (done.code, "Did you mean Mei?" in done.err) == (1, True)


def test_an_unfinished_or_cancelled_campaign_is_not_sent_again(mactl: Mactl, sent: Shop) -> None:
    sent.sql("UPDATE origins SET state = 'paused'")
    assert "still at work" in mactl("campaign", "resend", "spring", "--to", "unopened", now=LATER).err
    sent.sql("UPDATE origins SET state = 'cancelled'")
    assert "was cancelled" in mactl("campaign", "resend", "spring", "--to", "unopened", now=LATER).err
