"""A tick with a thousand due enrolments, killed at any point, over and over: the final ledger is as if never killed."""

from __future__ import annotations

import contextlib
import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.journeys import JourneyShop
from tests.support.shop import command

PEOPLE = 1_000
KILLS = 8
NOW = "2026-03-02T14:30+08:00"


def laid_out(folder: Path) -> JourneyShop:
    """Return a shop whose thousand people are about to take five steps at once."""
    shop = JourneyShop(folder)
    shop.people(PEOPLE)
    shop.flow(
        goal={"event": "order_paid"},
        steps=[
            {"id": "mark", "at": "1h", "do": [{"tag": "+seen"}, {"set": {"city": "上海"}}, {"points": 5}]},
            {"id": "ask", "if": {"tag": "seen"}, "then": [{"id": "hello", "send": {"email": ""}}]},
            {"id": "lots", "split": {"arms": {"a": 1, "b": 1}}, "arms": {"a": [{"id": "text", "send": {"sms": ""}}]}},
            {"id": "later", "wait": "1d", "send": {"email": ""}},
        ],
    )
    shop.activate()
    with shop.database() as database, database.transaction() as sql:
        sql.execute("INSERT INTO sources (name) VALUES ('test')")
        at = shop.workspace("2026-03-02T13:20+08:00").clock.now()
        sql.execute(
            "INSERT INTO events (customer, type, at, source, source_id) SELECT id, 'user_signup', ? + id, 1, id"
            " FROM customers", (at,)
        )  # fmt: skip
        sql.execute("INSERT INTO arrivals SELECT id FROM events")
    return shop


def tick(shop: JourneyShop) -> subprocess.Popen[bytes]:
    line = [*command(shop, "--now", NOW, "tick")]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path.cwd())


def ledger(shop: JourneyShop) -> dict[str, Any]:
    """Return what must be the same: where everybody stands, what happened, what was given and sent."""
    questions = {
        "enrolments": "SELECT customer, key, state, outcome, step, phase, visit, since, due FROM enrolments",
        "trail": "SELECT n.customer, t.at, t.step, t.visit, replace(t.what, 'unknown', 'sent'), t.detail FROM trail t"
        " JOIN enrolments n ON n.id = t.enrolment",
        "messages": "SELECT customer, visit, channel, replace(state, 'unknown', 'sent'), due FROM messages",
        "awaits": "SELECT customer, type, role FROM awaits",
        "assignments": "SELECT test, customer, role, arm FROM assignments",
        "cities": "SELECT id, city FROM customers",
        "points": "SELECT customer, points FROM points",
        "tags": "SELECT customer, tag FROM tags",
    }
    return {name: Counter(shop.sql(question)) for name, question in questions.items()}


@pytest.mark.slow
def test_killed_at_any_point_the_final_ledger_is_the_same(tmp_path: Path) -> None:
    whole = laid_out(tmp_path / "whole")
    shutil.copytree(whole.folder, tmp_path / "killed", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    killed = JourneyShop.__new__(JourneyShop)
    killed.folder = tmp_path / "killed"
    with killed.database() as database:
        database.sql.execute("DELETE FROM facts WHERE name IN ('home', 'life')")  # the copy is a shop of its own
    (killed.folder / "data" / "mactl.life").unlink(missing_ok=True)
    with tick(whole) as process:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, (out.decode(), err.decode())
    dice, struck = random.Random(20260302), 0
    for _kill in range(KILLS):
        with tick(killed) as process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5 + dice.random() * 3)
            struck += process.poll() is None
            process.kill()
            process.communicate()
        assert killed.wakers() == []
    assert struck, "every tick ended before it was struck"
    for _again in range(3):
        with tick(killed) as process:
            out, err = process.communicate(timeout=120)
            assert process.returncode in {0, 3}, (out.decode(), err.decode())
    assert ledger(killed) == ledger(whole)
    unknown = killed.states()["unknown"]
    assert unknown <= struck * 2, "at most one message in doubt a line and kill"
    sent = [len(list((shop.folder / "data" / "sandbox" / "email" / "new").iterdir())) for shop in (whole, killed)]
    assert sent[0] - unknown <= sent[1] <= sent[0]
