"""A schedule in force and the file it stands in: what is edited is not sent at a time that it no longer names (T5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mactl.api import life
from mactl.errors import MactlError
from tests.support.shop import Shop

REAL = {
    "provider": "smtp", "smtp_host": "127.0.0.1", "smtp_port": 9, "tls": "none", "sender": "a@example.com",
    "quiet": None,
}  # fmt: skip


def march(day: int, hour: int, minute: int = 0) -> str:
    return f"2026-03-{day:02}T{hour:02}:{minute:02}+08:00"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path / "shop")
    shop.people(2)
    return shop


def schedule(shop: Shop, now: str, **when: Any) -> None:
    workspace = shop.workspace(now)
    shop.campaign(schedule=when)
    with workspace.open() as database:
        life.schedule(workspace, database, shop.defined("spring", workspace))


def next_due(shop: Shop, now: str) -> int | None:
    workspace = shop.workspace(now)
    with workspace.open() as database:
        return life.standing(database, shop.defined("spring", workspace)).next_due


def test_a_time_put_off_in_the_file_is_put_off(shop: Shop) -> None:
    schedule(shop, march(1, 9), at="2026-03-02T10:00")
    shop.campaign(schedule={"at": "2026-03-02T15:00"})
    with pytest.warns(UserWarning, match="spring was to go out 2026-03-02 10:00; .* says 2026-03-02 15:00"):
        assert shop.tick(march(2, 10)).launched == []
    assert not shop.states()
    assert shop.tick(march(2, 15)).launched == ["spring"]
    assert shop.states() == {"sent": 2}
    assert shop.tick(march(3, 15)).launched == []
    assert next_due(shop, march(3, 15)) is None


def test_a_time_brought_forward_in_the_file_goes_out_when_it_was_due(shop: Shop) -> None:
    schedule(shop, march(1, 9), at="2026-03-02T10:00")
    shop.campaign(schedule={"at": "2026-03-02T08:00"})
    assert shop.tick(march(2, 10)).launched == ["spring"]
    assert shop.states() == {"sent": 2}


def test_a_weekday_that_was_struck_out_of_the_file_is_left_out(shop: Shop) -> None:
    schedule(shop, march(1, 9), cron="0 9 * * *")  # 2 March is a Monday
    assert shop.tick(march(2, 9)).launched == ["spring"]
    shop.campaign(schedule={"cron": "0 9 * * mon"})
    with pytest.warns(UserWarning, match="says 2026-03-09 09:00"):
        assert shop.tick(march(3, 9)).launched == []
    assert shop.tick(march(9, 9)).launched == ["spring"]
    assert shop.states() == {"sent": 4}


def test_what_comes_once_and_went_out_is_not_scheduled_again(shop: Shop) -> None:
    schedule(shop, march(1, 9), at="2026-03-02T10:00")
    shop.tick(march(2, 10))
    with pytest.raises(MactlError, match="campaign spring is finished") as fault:
        schedule(shop, march(3, 9), at="2026-03-05T10:00")
    assert "mactl campaign copy" in fault.value.hint
    schedule(shop, march(3, 9), cron="0 10 * * *")
    assert shop.tick(march(3, 10)).launched == ["spring"]
    assert shop.states() == {"sent": 4}


def test_what_went_to_the_sandbox_may_be_scheduled_to_go_out(shop: Shop) -> None:
    shop.campaign()
    shop.send(now=march(2, 10))
    shop.config(channels={"email": REAL})
    schedule(shop, march(3, 9), at="2026-03-05T10:00")
    assert next_due(shop, march(3, 9)) is not None


def test_what_is_sent_by_hand_before_its_time_is_off_the_schedule(shop: Shop) -> None:
    schedule(shop, march(1, 9), at="2026-03-02T10:00")
    shop.rehearse(now=march(1, 10))
    assert next_due(shop, march(1, 10)) is not None
    shop.send(now=march(1, 11))
    assert next_due(shop, march(1, 11)) is None
    assert shop.tick(march(2, 10)).launched == []
    assert shop.states() == {"sent": 2}


def test_a_send_to_the_sandbox_leaves_the_schedule_of_the_real_one(shop: Shop) -> None:
    shop.config(channels={"email": REAL})
    schedule(shop, march(1, 9), at="2026-03-02T10:00")
    shop.send(now=march(1, 11), sandbox=True)
    assert shop.states() == {"sent": 2}
    assert next_due(shop, march(1, 11)) is not None


def test_one_more_by_hand_leaves_a_recurring_campaign_on_its_schedule(shop: Shop) -> None:
    schedule(shop, march(1, 9), cron="0 10 * * *")
    shop.send(now=march(1, 11))
    assert shop.tick(march(2, 10)).launched == ["spring"]
    assert shop.states() == {"sent": 4}


def test_what_is_sent_by_hand_in_a_pause_is_off_the_schedule(shop: Shop) -> None:
    schedule(shop, march(1, 9), at="2026-03-02T10:00")
    workspace = shop.workspace(march(1, 10))
    with workspace.open() as database:
        assert life.pause(workspace, database, shop.defined("spring", workspace)).state == "paused"
    shop.send(now=march(1, 11))
    with workspace.open() as database:
        assert life.standing(database, shop.defined("spring", workspace)).state == "finished"


@pytest.mark.parametrize("when", [{"at": "2026-03-02T10:00"}, {"cron": "0 10 * * *"}])
@pytest.mark.parametrize("begun", [False, True])
def test_what_was_cancelled_is_sent_no_more(shop: Shop, when: dict[str, str], begun: bool) -> None:
    schedule(shop, march(1, 9), **when)
    if begun and "cron" in when:
        shop.tick(march(1, 10))
    workspace = shop.workspace(march(1, 11))
    with workspace.open() as database:
        life.cancel(workspace, database, shop.defined("spring", workspace))
    sent = shop.states()
    for use in (shop.send, shop.rehearse):
        with pytest.raises(MactlError, match="campaign spring was cancelled"):
            use(now=march(1, 12))
    assert shop.states() == sent
