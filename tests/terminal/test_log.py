"""A line of a log: one line, plain or JSON, nothing in it that should not be kept."""

from __future__ import annotations

import io
import json
from pathlib import Path

from mactl.terminal.log import Log, line
from tests.commands.conftest import Mactl, mactl, shop

__all__ = ["mactl", "shop"]
AT = 1_772_431_800_500


def test_a_plain_line() -> None:
    said = line("launched: 新品推广\nto zhang@x.com", AT, hint="token=abc")
    assert said.endswith(" info launched: 新品推广 to z***@x.com (token=***)")
    assert said.startswith("2026-03-0")


def test_a_line_of_json() -> None:
    out = io.StringIO()
    Log(out, as_json=True).write("到 13800000000", AT, level="error", hint="x")
    found = json.loads(out.getvalue())
    assert (found["level"], found["message"], found["hint"]) == ("error", "到 138****0000", "x")
    assert out.getvalue().count("\n") == 1


def test_log_json_makes_all_talk_lines_of_json(mactl: Mactl, shop: Path) -> None:
    done = mactl("report", "--campaign", "nobody@example.com", "--log-json")
    assert json.loads(done.err)["message"] == "No campaign named n***@example.com"
    done = mactl("report", "--out", "a.md", "--log-json")
    assert json.loads(done.err)["message"] == "written to a.md"
