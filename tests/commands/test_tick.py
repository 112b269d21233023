"""``mactl tick`` for cron: what it did as a report, or as log lines."""

import json
from pathlib import Path

from tests.commands.conftest import Mactl


def test_it_logs_json_lines(mactl: Mactl, shop: Path) -> None:
    assert mactl("campaign", "schedule", "会员日").code == 0
    done = mactl("tick", "--log-json", now="2026-03-08T10:01")
    lines = [json.loads(line) for line in done.err.splitlines()]
    assert (done.code, done.out) == (0, "")
    assert {line["level"] for line in lines} == {"info"}
    assert "launched: 会员日" in [line["message"] for line in lines]
    assert "sent" in lines[-1]["message"]


def test_errors_are_log_lines_too(mactl: Mactl) -> None:
    done = mactl("tick", "--log-json")
    assert done.code == 1
    assert json.loads(done.err)["level"] == "error"


def test_a_clock_that_went_back_is_told_and_undoes_nothing(mactl: Mactl, shop: Path) -> None:
    assert mactl("campaign", "schedule", "会员日").code == 0
    assert "before the last tick" not in mactl("tick", now="2026-03-08T10:01").err
    sent = mactl("report", "--campaign", "会员日", "--format", "json").json["messages"]["sent"]
    again = mactl("tick", now="2026-03-07T10:00")
    assert again.code == 0
    assert "it is 2026-03-07 10:00 here, before the last tick (2026-03-08 10:01)" in again.err
    assert "before" not in mactl("tick", now="2026-03-07T09:58").err, "it is told once, and not of a few minutes"
    assert mactl("report", "--campaign", "会员日", "--format", "json").json["messages"]["sent"] == sent
