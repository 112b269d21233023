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
