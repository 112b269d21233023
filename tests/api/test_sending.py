"""A send from its files to its report: once to each, cut short and gone on with, rehearsed without a trace."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from mactl.api import life
from mactl.clock import system
from mactl.engine.shift import Shift
from mactl.errors import MactlError
from mactl.store import controls, home, origins
from tests.support.postbox import Postbox, opened
from tests.support.shop import Shop, people_sum, smtp

BATCH = Shift(clock=system()).batch  # what one connection has claimed at most


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def test_an_audience_is_frozen_once(shop: Shop) -> None:
    shop.people(3)
    shop.campaign()
    assert shop.send().messages["sent"] == 3
    shop.people(2)
    again = shop.send()
    assert again.already
    assert (again.audience, again.messages["sent"]) == (3, 3)
    assert shop.states() == {"sent": 3}
    assert len(shop.maildir()) == 3
    assert shop.launches() == [("spring", "1", "finished")]


def test_resume_starts_a_campaign_that_was_never_begun(shop: Shop) -> None:
    shop.people(2)
    shop.campaign()
    assert shop.send(resume=True).messages["sent"] == 2
    assert shop.send(resume=True).already


def test_a_limit_parks_the_rest_until_it_is_resumed(shop: Shop) -> None:
    shop.people(250)
    shop.campaign()
    first = shop.send(limit=130)
    assert (first.messages["sent"], first.messages["queued"], first.finished) == (130, 120, False)
    shop.tick()
    assert shop.states()["sent"] == 130, "a tick sent what a limit had left over"
    with pytest.raises(MactlError, match="begun and not finished: 120") as stopped:
        shop.send()
    assert "--resume" in stopped.value.hint
    assert shop.send(resume=True).messages["sent"] == 250
    assert shop.launches() == [("spring", "1", "finished")]


def test_a_limit_above_the_audience_finishes(shop: Shop) -> None:
    shop.people(2)
    shop.campaign()
    assert shop.send(limit=50).finished


def test_only_serves_one_customer_and_parks_the_rest(shop: Shop) -> None:
    shop.people(3)
    shop.campaign()
    assert shop.send(only="c2").messages["sent"] == 1
    assert shop.standing("state") == {"c1": "queued", "c2": "sent", "c3": "queued"}
    assert shop.launches() == [("spring", "1", "paused")]
    assert shop.send(resume=True).messages["sent"] == 3


@pytest.mark.loopback
def test_a_tick_at_the_same_time_does_not_go_past_a_limit(shop: Shop) -> None:
    """Between the launch and the end of a limited send cron's tick comes by: it must leave the rest alone."""
    shop.people(30)
    shop.campaign()

    def tick_meanwhile(number: int) -> None:
        if number == 2:
            shop.tick()

    with opened(Postbox(hook=tick_meanwhile)) as box:
        shop.config(channels=smtp(box.port))
        assert shop.send(limit=5).messages["sent"] == 5
        assert box.total == 5
        assert shop.send(resume=True).messages["sent"] == 30
        assert set(box.taken.values()) == {1}


@pytest.mark.loopback
def test_a_limited_send_that_was_killed_stays_parked(shop: Shop) -> None:
    shop.people(10)
    shop.campaign()
    with opened(Postbox(hook=lambda number: b"421 closing\r\n" if number == 3 else None)) as box:
        shop.config(channels=smtp(box.port))
        shop.send(limit=3)
        with shop.database() as database, database.transaction():  # as a kill before the parking leaves it
            origins.set_state(database, 1, "running", 0)
            controls.hold(database, "spring", "a send with a limit", 0)
        shop.tick()
        assert shop.states()["queued"] == 7
        shop.send(resume=True)
        assert shop.states()["queued"] == 0


@pytest.mark.loopback
def test_what_a_person_stops_a_limited_send_respects(shop: Shop) -> None:
    shop.people(400)
    shop.campaign()

    def stopping(number: int) -> None:
        if number == 1:
            with shop.database() as other, other.transaction():
                controls.stop(other, "campaign", "spring", who="mei", now=0)

    with opened(Postbox(hook=stopping)) as box:
        shop.config(channels=smtp(box.port))
        shop.send(limit=390)
    assert shop.states()["sent"] <= BATCH + 20
    with shop.database() as database:
        assert controls.stopped(database, "spring", "email") == ("campaign", "mei")


def test_a_campaign_resumed_after_days_reaches_those_who_wait(shop: Shop) -> None:
    """A person who says go on means it: the wait was theirs, so nobody is skipped as late."""
    shop.people(4)
    shop.campaign()
    shop.send(limit=1)
    done = shop.send(now="2026-03-06T12:00+08:00", resume=True)
    assert done.messages["sent"] == 4, done.messages


def test_an_interrupted_run_says_how_to_go_on(shop: Shop) -> None:
    shop.people(3)
    shop.campaign()
    shop.send(limit=1)
    with shop.database() as database, database.transaction():
        origins.set_state(database, 1, "running", 0)
    with pytest.raises(MactlError, match="begun and not finished"):
        shop.send()


def test_a_cancelled_campaign_stays_cancelled(shop: Shop) -> None:
    shop.people(3)
    shop.campaign()
    shop.send(limit=1)
    with shop.database() as database, database.transaction():
        origins.set_state(database, 1, "cancelled", 0)
    for options in ({}, {"resume": True}, {"in_doubt": "resend"}):
        with pytest.raises(MactlError, match="was cancelled"):
            shop.send(**options)
    assert shop.states()["sent"] == 1


def test_messages_in_doubt_are_sent_again_only_by_choice(shop: Shop) -> None:
    shop.people(3)
    shop.campaign()
    shop.send()
    shop.sql("UPDATE messages SET state = 'unknown', sent_at = NULL WHERE customer = 2")
    assert shop.send().messages["unknown"] == 1
    assert shop.send(resume=True).messages["unknown"] == 1
    assert shop.send(in_doubt="resend").messages["sent"] == 3
    assert len(shop.sandbox("email") or shop.maildir()) == 3  # the same key: the Maildir's file is the same
    assert shop.sql("SELECT what FROM audit ORDER BY id") == [("launch",), ("resend unknown",)]


def test_a_rehearsal_writes_nothing_and_tells_the_truth(shop: Shop) -> None:
    shop.config(caps=[{"scope": "all", "n": 1, "per": "7d"}], channels={"sms": {"provider": "sandbox", "cost": 0.05}})
    shop.people(150)
    shop.people(20, consents=())
    shop.person(addresses={})
    shop.person(addresses={"email": "not an address", "phone": "12"})
    shop.campaign("first", channels=["sms"], audience={"profile.name": {"in": ["N1", "N2"]}})
    shop.send("first", now="2026-03-01T12:00+08:00")
    shop.campaign(channels=["email", "sms", "social"], holdout=0.2, cap={"scope": "sms", "n": 1, "per": "7d"})
    before = shop.dump()
    would = shop.rehearse()
    assert shop.dump() == before
    assert would.samples["email"]
    real = shop.send()
    assert real.messages == would.messages
    assert (real.cost, real.parts, real.audience) == (would.cost, would.parts, would.audience)
    assert people_sum(real.messages) == real.audience * 2


def test_a_rehearsal_is_not_held_up_by_a_rate(shop: Shop) -> None:
    shop.config(channels={"email": {
        "provider": "smtp", "smtp_host": "127.0.0.1", "smtp_port": 9, "tls": "none", "quiet": None,
        "sender": "shop@example.com", "rate": "20/s"}})  # fmt: skip
    shop.people(60)
    shop.campaign()
    assert shop.rehearse().messages["sent"] == 60


def test_a_rehearsal_looks_past_a_halt_as_the_send_does(shop: Shop) -> None:
    shop.people(2)
    shop.campaign()
    with shop.database() as database, database.transaction():
        controls.halt(database, "email", "535 no", 0)
    before = shop.dump()
    would = shop.rehearse()
    assert would.messages["sent"] == 2
    assert shop.dump() == before
    assert shop.send().messages == would.messages


def test_a_rehearsal_of_a_sent_campaign_shows_what_became_of_it(shop: Shop) -> None:
    shop.people(2)
    shop.campaign()
    shop.send()
    before = shop.dump()
    assert shop.rehearse().already
    assert shop.dump() == before


def test_caps_count_the_same_in_a_rehearsal(shop: Shop) -> None:
    """The ledger of a rehearsal numbers its rows anew: they must not be taken for those of the real one."""
    shop.config(caps=[{"scope": "all", "n": 1, "per": "7d"}])
    shop.people(5)
    shop.campaign("first")
    shop.send("first")
    shop.campaign()
    assert shop.rehearse(now="2026-03-03T12:00+08:00").messages["skipped"] == {"cap": 5}


def test_mode_all_adds_up_in_messages(shop: Shop) -> None:
    shop.people(5)
    shop.people(2, consents=("email",))
    shop.people(1, consents=())
    shop.campaign(channels=["email", "sms", "push"], holdout=0.0)
    done = shop.send()
    assert people_sum(done.messages) == done.audience * 3 == 24
    assert done.messages["skipped"] == {"no_consent": 4}


def test_a_fallback_adds_up_in_people(shop: Shop) -> None:
    shop.people(5)
    shop.people(3, consents=("sms",))
    shop.people(2, consents=())
    shop.person(addresses={})
    shop.campaign(channels=["email", "sms", "push"], mode="fallback")
    done = shop.send()
    assert people_sum(done.messages) == done.audience == 11
    assert done.finished
    assert {channel: part["sent"] for channel, part in done.messages["by_channel"].items()} == {  # type: ignore[attr-defined]
        "email": 5, "sms": 3, "push": 2}  # fmt: skip
    assert done.messages["skipped"] == {"no_address": 1}
    assert shop.rehearse().messages == done.messages


def test_a_fallback_goes_to_people_only(shop: Shop) -> None:
    shop.people(1)
    shop.people(1, consents=())
    shop.campaign(channels=["email", "social", "push"], mode="fallback")
    done = shop.send()
    assert done.finished
    assert done.messages["sent"] == 2
    assert shop.sql("SELECT state FROM broadcasts") == [("sent",)]


def test_a_post_to_everybody_is_one_row(shop: Shop) -> None:
    shop.people(7)
    shop.campaign(channels=["social"])
    done = shop.send()
    assert done.finished
    assert shop.sql("SELECT state, COUNT(*) FROM broadcasts GROUP BY 1") == [("sent", 1)]
    assert len(shop.sandbox("social")) == 1
    assert shop.states() == {}
    assert shop.send().already
    assert len(shop.sandbox("social")) == 1


def test_an_empty_audience_is_done_at_once(shop: Shop) -> None:
    shop.people(2)
    shop.campaign(audience={"profile.city": {"=": "nowhere"}})
    assert shop.send().finished


def test_the_holdout_is_the_same_everywhere(shop: Shop) -> None:
    shop.people(300)
    shop.campaign(channels=["email", "push"], holdout=0.2)
    done = shop.send()
    asked = "SELECT customer FROM messages WHERE state = 'held_out' AND channel = ?"
    held = {channel: {row[0] for row in shop.sql(asked, channel)} for channel in ("email", "push")}
    assert held["email"] == held["push"]
    assert 30 < len(held["email"]) < 90
    assert done.messages["held_out"] == 2 * len(held["email"])
    assert shop.states("slot_at IS NULL", state="held_out") == {1: done.messages["held_out"]}


def test_a_holdout_in_a_fallback_moves_nobody_on(shop: Shop) -> None:
    shop.people(100)
    shop.campaign(channels=["email", "sms"], mode="fallback", holdout=0.3)
    done = shop.send()
    assert people_sum(done.messages) == 100
    assert shop.states(channel="sms") == {}


def test_approval_is_for_exactly_what_is_sent(shop: Shop) -> None:
    shop.config(governance={"require_approval": True})
    shop.people(2)
    shop.campaign()
    with pytest.raises(MactlError, match="not approved"):
        shop.send()
    workspace = shop.workspace()
    with shop.database() as database:
        life.approve(workspace, database, shop.defined("spring"))
    shop.template("email.html", "<title>{% block subject %}Other{% endblock %}</title><p>Other</p>")
    with pytest.raises(MactlError, match="not approved"):
        shop.send()
    assert shop.states() == {}
    with shop.database() as database:
        life.approve(workspace, database, shop.defined("spring"))
    assert shop.send(max_cost=Decimal(3)).messages["sent"] == 2


def test_a_template_changed_after_launch_voids_its_approval(shop: Shop) -> None:
    shop.config(governance={"require_approval": True})
    shop.people(4)
    shop.campaign()
    with shop.database() as database:
        life.approve(shop.workspace(), database, shop.defined("spring"))
    shop.send(limit=1)
    with shop.database() as database, database.transaction():
        origins.set_state(database, 1, "running", 0)
    shop.template("email.html", "<title>{% block subject %}Other{% endblock %}</title><p>Other</p>")
    shop.tick()
    assert shop.states()["sent"] == 1


def test_a_broken_template_stops_before_anything_is_written(shop: Shop) -> None:
    shop.people(3)
    shop.campaign()
    shop.template("email.html", "<title>{% block subject %}x{% endblock %}</title>{{ customer.nonsense.deep }}")
    with pytest.raises(MactlError, match=r"email\.html"):
        shop.send()
    assert (shop.launches(), shop.states(), shop.sql("SELECT * FROM audit")) == ([], {}, [])
    assert shop.maildir() == []


@pytest.mark.loopback
@pytest.mark.parametrize("about", [("all", ""), ("channel", "email"), ("campaign", "spring")])
def test_a_stop_reaches_a_running_send_within_a_batch(shop: Shop, about: tuple[str, str]) -> None:
    shop.people(500)
    shop.campaign()

    def stop(number: int) -> None:
        if number == 20:
            with shop.database() as other, other.transaction():
                controls.stop(other, *about, who="mei", now=0)

    with opened(Postbox(hook=stop)) as box:
        shop.config(channels=smtp(box.port))
        assert 20 <= int(str(shop.send().messages["sent"])) <= BATCH + 20
        assert shop.states()["sending"] == 0
        with shop.database() as database, database.transaction():
            controls.resume(database, *about)
        assert shop.send(resume=True).messages["sent"] == 500
        assert set(box.taken.values()) == {1}


@pytest.mark.loopback
@pytest.mark.parametrize("act", [life.pause, life.cancel])
def test_pausing_and_cancelling_reach_a_running_send(shop: Shop, act: Callable[..., object]) -> None:
    shop.people(500)
    shop.campaign()

    def step_in(number: int) -> None:
        if number == 20:
            with shop.database() as other:
                act(shop.workspace(), other, shop.defined("spring"))

    with opened(Postbox(hook=step_in)) as box:
        shop.config(channels=smtp(box.port))
        assert 20 <= int(str(shop.send().messages["sent"])) <= BATCH + 20
    assert shop.states()["sending"] == 0
    assert shop.states()["skipped" if act is life.cancel else "queued"] >= 480 - BATCH


def test_a_restored_or_copied_database_sends_nothing(shop: Shop) -> None:
    """Copied over the old file by `cp`, put in its place by `mv`, or copied with its whole folder (P3)."""
    from shutil import copytree

    from mactl.store.database import backup

    shop.people(2)
    shop.campaign("one")
    shop.campaign("two")
    shop.send("one")
    live = shop.folder / "data" / "mactl.db"
    saved = shop.folder.parent / "saved.db"
    with shop.database() as database:
        backup(database, saved)
    shop.send("two")
    for way in ("cp", "mv"):
        if way == "cp":
            live.write_bytes(saved.read_bytes())
        else:
            other = live.with_name("other.db")
            other.write_bytes(saved.read_bytes())
            other.replace(live)
        with pytest.raises(MactlError, match="restored or copied"):
            shop.send("two")
        with pytest.raises(MactlError, match="restored or copied"):
            shop.tick()
        assert shop.states() == {"sent": 2}, way
    copytree(shop.folder, shop.folder.parent / "copy")
    with shop.database() as database:
        home.adopt(database)
    assert shop.send("two").messages["sent"] == 2
    elsewhere = Shop.__new__(Shop)
    elsewhere.folder = shop.folder.parent / "copy"
    with pytest.raises(MactlError, match="restored or copied"):
        elsewhere.send("two")


def test_a_home_survives_many_runs(shop: Shop) -> None:
    shop.people(1)
    for name in "abcde":
        shop.campaign(name)
        shop.send(name)
        shop.tick()
    assert shop.states() == {"sent": 5}


def test_quiet_hours_delay_and_a_tick_sends_at_the_right_instant(shop: Shop) -> None:
    shop.people(1)
    shop.people(1, time_zone="America/New_York")
    shop.people(1, time_zone="Mars/Olympus")
    shop.campaign(quiet="21:00-08:00")
    done = shop.send(now="2026-03-02T22:00+08:00")  # 09:00 in New York; the unknown zone is the workspace's
    assert (done.messages["sent"], done.messages["delayed"], done.finished) == (1, 2, False)
    assert shop.standing() == {"c1": "delayed:quiet", "c2": "sent", "c3": "delayed:quiet"}
    shop.tick("2026-03-03T07:59+08:00")
    assert shop.states() == {"sent": 1, "delayed": 2}
    shop.tick("2026-03-03T08:00+08:00")
    assert shop.states() == {"sent": 3}
    assert shop.launches() == [("spring", "1", "finished")]


def test_quiet_hours_may_drop(shop: Shop) -> None:
    shop.people(2)
    shop.campaign(quiet="21:00-08:00", on_quiet="drop")
    assert shop.send(now="2026-03-02T22:00+08:00").messages["skipped"] == {"quiet": 2}


def test_what_is_too_late_is_left_out(shop: Shop) -> None:
    shop.people(2)
    shop.campaign(quiet="21:00-08:00", max_late="2h")
    shop.send(now="2026-03-02T22:00+08:00")
    shop.tick("2026-03-03T10:30+08:00")
    assert shop.standing() == {"c1": "skipped:late", "c2": "skipped:late"}
    assert shop.launches()[0][2] == "finished"


def test_everything_is_audited(shop: Shop) -> None:
    shop.people(1)
    shop.campaign()
    shop.send()
    shop.send()
    assert shop.sql("SELECT who, what, object FROM audit") == [("mei", "launch", "spring")]


@pytest.mark.loopback
def test_what_went_to_the_sandbox_keeps_nothing_from_going_out_live(shop: Shop) -> None:
    shop.people(3)
    shop.campaign()
    assert shop.send().messages["mode"] == "sandbox"
    with opened(Postbox()) as postbox:
        shop.config(channels=smtp(postbox.port))
        live = shop.send()
        assert (live.mode, live.already, live.messages["sent"]) == ("live", False, 3)
        assert shop.send().already
    assert shop.send(sandbox=True).already
