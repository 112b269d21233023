"""``mactl stop`` and ``mactl resume``: said once, in force everywhere, lifted by the same words."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Mactl


def test_what_is_stopped_sends_nothing_and_says_who_got_it(mactl: Mactl, shop: Path) -> None:
    mactl("stop", "--channel", "sms", "--reason", "价格写错了")
    mactl("send", "--campaign", "新品推广", "--yes")
    held = mactl("stop", "--campaign", "新品推广", "--format", "json").json
    assert held["stopped"] == {"scope": "campaign", "name": "新品推广"}
    (one,) = held["campaigns"]
    assert one["campaign"] == "新品推广"
    assert one["waiting"] > 0
    assert mactl("resume", "--campaign", "新品推广", "--format", "json").json["campaigns"] == held["campaigns"]
    assert mactl("resume", "--channel", "sms").code == 0


def test_a_stop_is_seen_by_doctor(mactl: Mactl, shop: Path) -> None:
    mactl("stop", "--all", "--reason", "盘点")
    lines = mactl("doctor").out.splitlines()
    assert lines[0].startswith("! sending is stopped (--all) by mei since 2026-03-02T10:00:00")
    assert lines[0].endswith(": 盘点")
    assert lines[1:] == ["  → mactl resume --all lifts it", "No fault, 1 warning."]


def test_only_what_is_stopped_is_resumed(mactl: Mactl, shop: Path) -> None:
    mactl("stop", "--channel", "sms")
    done = mactl("resume", "--all")
    assert (done.code, done.err) == (1, "error: nothing of the kind is stopped\nhint: in force: --channel sms\n")


def test_a_send_that_a_stop_holds_says_so_and_how_it_goes_on(mactl: Mactl, shop: Path) -> None:
    for words in (("--all",), ("--campaign", "新品推广"), ("--channel", "sms")):
        mactl("stop", *words)
        told = f"Sending was stopped by mei: mactl resume {' '.join(words)} lifts that."
        assert told in mactl("send", "--campaign", "新品推广", "--dry-run").err
        mactl("resume", *words)
    mactl("stop", "--channel", "wechat")
    mactl("stop", "--all")
    done = mactl("send", "--campaign", "新品推广", "--yes")
    assert "mactl resume --all lifts that." in done.err
    assert "wechat" not in done.err


def test_a_tick_that_a_stop_holds_says_so(mactl: Mactl, shop: Path) -> None:
    mactl("campaign", "schedule", "新品推广", "--at", "2026-03-02T10:01")
    mactl("stop", "--all")
    held = mactl("tick", "--now", "2026-03-02T10:05")
    assert held.out.endswith("Sending was stopped by mei: mactl resume --all lifts that.\n")
    mactl("resume", "--all")
    assert "stopped" not in mactl("tick", "--now", "2026-03-02T10:06").out
