"""Wrong input under Chinese is answered in Chinese: no message of Python, pydantic, SQLite or the framework is left."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import Mactl

# What libraries say of wrong values, by how it begins.
_FOREIGN = re.compile(
    r"must be in|Input should|Expecting |No such file|Permission denied|Is a directory|unterminated|"
    r"is not one of|does not exist|day is out|not a valid|Extra data|line \d+ column|invalid literal|could not convert|"
    r"unexpected char|Expected |range|Error\b|Traceback|cannot be read|expected token|out of range"
)


@pytest.mark.parametrize(
    "line",
    [
        "segment count --where 'signup_at before 2026-13-01'",
        "segment count --where 'signup_at before 2026-02-30'",
        "segment count --where 'city matches ('",
        "segment count --where '{x'",
        "segment count --where '{\"profile.city\": }'",
        "segment count --where @none.txt",
        "segment count --where @data",
        "segment count --where 'level >'",
        "report --since 2026-13-01",
        "report --period 2026-13",
        "tick --now 2026-13-01T10:00",
        "report --format nonsense",
        "flow simulate welcome --from 2026-02-30",
        "flow simulate welcome --every 3x",
        "flow tasks complete zero --outcome x",
        "flow tasks complete 0 --outcome x",
        "calendar --days x",
        "calendar --days 0",
        "customers import none.csv",
        "customers import data",
        "events import none.jsonl",
        "campaign create 新品 --schedule 'every day'",
        "campaign create 新品 --goal '{'",
        "flow plan welcome --share 2",
        "flow test none.json",
        "flow test data",
        "send --campaign 新品推广 --limit x",
        "schema nothing",
        "flow resume welcome --late never",
        "flow plan welcome --share x",
    ],
)
def test_wrong_input_is_answered_in_chinese(mactl: Mactl, shop: Path, line: str) -> None:
    import shlex

    said = mactl("--lang", "zh", *shlex.split(line))
    assert said.code != 0
    assert not _FOREIGN.search(said.err), said.err
    assert re.search("[\u4e00-\u9fff]", said.err), said.err


@pytest.mark.parametrize(
    ("cron", "words"), [("0 25 * * *", "'25' 不能用作“小时”"), ("0 9 * * 周一", "'周一' 不能用作“星期”")]
)
def test_a_wrong_cron_line_is_answered_in_chinese(mactl: Mactl, shop: Path, cron: str, words: str) -> None:
    flow = {"id": "x", "name": "x", "trigger": {"cron": cron}, "steps": [{"id": "a", "do": [{"tag": "+a"}]}]}
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    assert words in mactl("--lang", "zh", "flow", "validate", "--format", "csv").out
