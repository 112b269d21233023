"""Errors of the five classes, through a real mail server, end as they must (rules M6, M7)."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mactl.engine.dispatch import LOST
from mactl.errors import MactlError
from tests.support.mail_server import STAGES, Action, GoneError, MailServer, bye, say, serving, slow, stall
from tests.support.postbox import Postbox, opened
from tests.support.shop import Shop, people_sum, smtp

pytestmark = pytest.mark.loopback


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path / "shop")
    shop.people(5)
    shop.campaign()
    return shop


def refusing(shop: Shop, stage: str, *actions: Action | None, timeout: float = 5) -> MailServer:
    return MailServer(script={stage: list(actions)})


def ticked(shop: Shop, server: MailServer, now: str = "2026-03-02T12:00+08:00") -> None:
    """Launch with a send that may not wait for retries: a tick with a second's patience."""
    shop.config(channels=smtp(server.port, timeout=1), tick={"max_seconds": 1})
    shop.campaign(schedule={"at": "2026-03-02T11:00"})
    from mactl.api import life

    with shop.database() as database:
        life.schedule(shop.workspace("2026-03-02T10:00+08:00"), database, shop.defined("spring"))
    shop.tick(now)


def test_retry_comes_back_until_it_is_tired(shop: Shop) -> None:
    server = MailServer(script={"rcpt": [say("450 4.2.1 later")] * 100})
    with serving(server):
        ticked(shop, server)
        assert shop.states("state || reason") == {"delayedretry": 5}
        assert shop.states("attempts") == {1: 5}
        waits = [row[0] for row in shop.sql("SELECT due - changed_at FROM messages")]
        assert all(10_000 <= wait <= 12_000 for wait in waits)
        assert len(set(waits)) > 1, "those that failed together come back apart"
        for minute in ("12:01", "12:03", "12:10", "12:40", "13:30", "15:55"):
            shop.tick(f"2026-03-02T{minute}+08:00")
        assert shop.states("state || reason") == {"failedattempts": 5}
        assert shop.states("slot_at IS NULL") == {1: 5}
    assert shop.launches() == [("spring", "1", "finished")]


def test_a_send_waits_for_a_retry_and_keeps_its_slot(shop: Shop) -> None:
    """Greylisted once, sent ten seconds later by the same command; its own slot does not refuse it."""
    shop.config(caps=[{"scope": "all", "n": 1, "per": "7d"}])
    with serving(MailServer(script={"rcpt": [say("450 4.7.1 greylisted")]})) as server:
        shop.config(channels=smtp(server.port), caps=[{"scope": "all", "n": 1, "per": "7d"}])
        assert shop.send().messages["sent"] == 5
    assert sorted(server.accepted) == [f"c{n}@example.com" for n in range(1, 6)]
    assert shop.sql("SELECT COUNT(*) FROM messages WHERE attempts = 2") == [(1,)]


def test_suppress_marks_the_address_for_everybody_after(shop: Shop) -> None:
    with serving(MailServer(script={"rcpt": [say("550 5.1.1 no such user")]})) as server:
        shop.config(channels=smtp(server.port))
        done = shop.send()
        assert (done.messages["sent"], done.messages["failed"]) == (4, 1)
        assert shop.sql("SELECT value, status FROM addresses WHERE status <> 'ok'") == [("c1@example.com", "bounced")]
        shop.campaign("next")
        assert shop.send("next").messages["skipped"] == {"bounced": 1}


def test_content_fails_one_message_and_no_address(shop: Shop) -> None:
    with serving(MailServer(script={"body": [None, say("554 5.6.0 malformed")]})) as server:
        shop.config(channels=smtp(server.port))
        assert shop.send().messages["failed"] == 1
    assert shop.states("state || COALESCE(reason, '')") == {"sent": 4, "failedcontent": 1}
    assert shop.sql("SELECT COUNT(*) FROM addresses WHERE status <> 'ok'") == [(0,)]
    assert shop.sql("SELECT detail, code FROM messages WHERE state = 'failed'") == [("malformed", "554 5.6.0")]


def test_halt_stops_the_channel_names_it_and_loses_nothing(shop: Shop) -> None:
    with serving(MailServer(script={"mail": [None, None, say("530 5.7.0 authentication required")]})) as server:
        shop.config(channels=smtp(server.port))
        done = shop.send()
        assert "530" in done.halts["email"]
        before = shop.states()["sent"]
        assert before in {2, 3}, "the letter after it may have been on its way"
        assert int(str(done.messages["delayed"])) + int(str(done.messages["queued"])) == 5 - before
        shop.tick()
        assert shop.states()["sent"] == before, "a tick does not knock again"
        with pytest.raises(MactlError, match="not finished"):
            shop.send()
        assert shop.send(resume=True).messages["sent"] == 5
    assert len(server.accepted) == len(set(server.accepted)) == 5
    assert shop.sql("SELECT * FROM stops") == []


def hang_up(_talk: object) -> None:
    raise GoneError


def test_a_server_that_answers_no_letter_any_more_is_not_given_the_whole_audience(shop: Shop) -> None:
    """Each letter that it takes without an answer is in doubt: after a few of them in a row the channel is halted."""
    shop.people(45)
    script: list[Action | None] = [hang_up] * 5 + [None] * 5 + [hang_up] * 200
    with serving(MailServer(script={"body": script})) as server:
        shop.config(channels=smtp(server.port))
        done = shop.send()
        doubted = int(str(done.messages["unknown"]))
        assert 0 <= doubted - 5 - LOST <= 2, "the letters after the last one may have been on their way"
        assert done.messages["sent"] == 5, "doubts with an answer between them do not count together"
        assert int(str(done.messages["delayed"])) + int(str(done.messages["queued"])) == 45 - doubted
        assert "none was answered" in done.halts["email"]
        server.script.clear()
        assert shop.send(resume=True).messages["sent"] == 50 - doubted
    assert len(server.bodies) == len(set(server.bodies)) == 50


def test_a_stalled_channel_delays_no_other(shop: Shop) -> None:
    """While the mail server says nothing, the SMS go out; the mail is then told apart without a duplicate."""
    shop.campaign(channels=["email", "sms"])
    seen: list[int] = []
    release = threading.Event()

    def hold(number: int) -> None:
        if number == 1:
            release.wait(10)

    with opened(Postbox(hook=hold)) as box:
        shop.config(channels=smtp(box.port, timeout=20))
        worker = threading.Thread(target=shop.send)
        worker.start()
        assert box.wait_for(1, 20)
        for _ in range(100):
            seen.append(len(shop.sandbox("sms")))
            if seen[-1] == 5:
                break
            threading.Event().wait(0.05)
        release.set()
        worker.join(30)
    assert seen[-1] == 5
    assert shop.states() == {"sent": 10}


def test_a_halted_channel_delays_no_other(shop: Shop) -> None:
    shop.campaign(channels=["email", "sms"])
    with serving(MailServer(script={"mail": [say("530 5.7.0 authentication required")] * 9})) as server:
        shop.config(channels=smtp(server.port))
        done = shop.send()
    assert shop.states(channel="sms") == {"sent": 5}
    assert people_sum(done.messages) == 10


FALLS: dict[str, bool] = {
    "550 5.1.1 no such user": True,
    "554 5.6.0 malformed": True,
    "530 5.7.0 authentication": False,
}


@pytest.mark.parametrize("words", FALLS)
def test_what_moves_a_fallback_on(shop: Shop, words: str) -> None:
    shop.campaign(channels=["email", "push"], mode="fallback")
    with serving(MailServer(script={"rcpt": [say(words)]})) as server:
        shop.config(channels=smtp(server.port))
        done = shop.send()
    assert people_sum(done.messages) == 5
    assert len(shop.sandbox("push")) == 0, "a live chain has live channels only"
    assert shop.states(channel="push") == {}


@pytest.mark.slow
@pytest.mark.parametrize("stage", [*STAGES, "content"])
@pytest.mark.parametrize("words", ["421 4.3.2 closing", "450 4.2.1 later", "452 4.2.2 full", "550 5.1.1 gone",
                                   "552 5.3.4 big", "554 5.7.1 spam"])  # fmt: skip
def test_each_answer_at_each_stage_ends_well(shop: Shop, stage: str, words: str) -> None:
    act = bye(words) if words.startswith("421") else say(words)
    server = MailServer(script={stage: [None, act, act] if stage in {"mail", "rcpt", "data", "body"} else [act]})
    with serving(server):
        ticked(shop, server)
        ends_well(shop, server)


@pytest.mark.slow
@pytest.mark.parametrize("stage", [*STAGES, "content"])
@pytest.mark.parametrize("act", [bye(), stall, slow(0.1, "250 2.0.0 late")], ids=["drop", "stall", "slow"])
def test_drops_and_stalls_at_each_stage_end_well(shop: Shop, stage: str, act: Action) -> None:
    server = MailServer(script={stage: [None, act] if stage in {"mail", "rcpt", "data", "body"} else [act]})
    with serving(server):
        ticked(shop, server)
        ends_well(shop, server)


def ends_well(shop: Shop, server: MailServer) -> None:
    """Everybody is in one right state, and going on serves nobody twice."""
    assert shop.states()["sending"] == 0
    whole = list(server.bodies)
    rows = dict(shop.sql("SELECT address, state FROM messages WHERE address IS NOT NULL"))
    assert all(rows[who] in {"sent", "unknown", "failed", "delayed"} for who in whole)
    assert all(who in server.accepted for who, state in rows.items() if state == "sent")
    assert all(who in whole or state != "sent" for who, state in rows.items())
    server.script.clear()
    shop.sql("DELETE FROM stops")
    for clock in ("12:05", "12:10", "12:20"):
        shop.tick(f"2026-03-02T{clock}+08:00")
    assert set(shop.states()) <= {"sent", "unknown", "failed"}
    assert len(server.accepted) == len(set(server.accepted))
    doubtful = {row[0] for row in shop.sql("SELECT address FROM messages WHERE state = 'unknown'")}
    assert all(server.bodies.count(who) <= 1 for who in doubtful)
