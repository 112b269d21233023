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
