"""Ticks and edits of one flow in real processes at once, both struck down again and again (rules F1 to F3, F7, M1).

At every instant everybody inside has one waker; in the end nobody was sent anything twice, nobody is lost, and who was
moved stands where F2 says. ``MACTL_CASES`` says how many storms of each kind rage, ``MACTL_FIRST_CASE`` from which on.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mactl.clock import HOUR, MINUTE
from mactl.core.schedule.instants import iso, parse_instant
from mactl.core.schedule.zones import zone
from tests.support.journeys import JourneyShop
from tests.support.shop import command

FIRST, ASKED = int(os.environ.get("MACTL_FIRST_CASE", "0")), int(os.environ.get("MACTL_CASES", "1"))
INSIDE, COMING = 1_300, 200  # who is inside when it begins, and who comes meanwhile
EDITS = 5
HOME = zone("Asia/Shanghai")
ENTRY, NOON = "2026-03-01T12:00+08:00", parse_instant("2026-03-02T12:00+08:00", HOME)
AFTER = ("2026-03-03T15:00+08:00", "2026-03-04T15:00+08:00", "2026-03-05T15:00+08:00", "2026-03-06T15:00+08:00")
POINTS = 5
MESSAGES = ("hello", "offer", "later")  # what everybody gets, by its template
Got = tuple[int, str]  # a journey, and one of MESSAGES
MOVES = {
    False: ["--migrate", "--move", "reward=offer", "--move", "more=gift"],
    True: ["--migrate", "--move", "offer=reward"],
}


def steps(*, second: bool) -> list[dict[str, Any]]:
    """Return one of two versions: the second has a step more, one renamed, and another time for the last."""
    call = {"queue": "calls", "title": "Call", "outcomes": ["sold"], "timeout": "1d"}
    arms: dict[str, list[dict[str, Any]]] = {
        "waits": [{"id": "hope", "wait_until": {"event": "order_paid", "timeout": "1d"}}],
        "calls": [{"id": "call", "task": call}],
        "rests": [{"id": "rest", "wait": "1d", "do": [{"tag": "+rested"}]}],
    }
    return [
        {"id": "hello", "send": {"sms": "hello"}},
        {"id": "lots", "split": {"arms": dict.fromkeys(arms, 1)}, "arms": arms},
        {"id": "gift", "do": [{"points": POINTS}]},
        *([{"id": "more", "do": [{"tag": "+more"}]}] if second else []),
        {"id": "reward" if second else "offer", "send": {"sms": "offer"}},
        {"id": "later", "wait": "2d" if second else "1d", "send": {"sms": "later"}},
    ]


def laid_out(folder: Path, dice: random.Random) -> JourneyShop:
    """Return a shop with people inside who come due minute by minute from noon on, and others about to enter."""
    shop = JourneyShop(folder)
    for name in MESSAGES:
        shop.template(f"sms/{name}.txt", f"【Shop】{name} 拒收请回复R")
    shop.config(channels={"sms": {"provider": "sandbox", "quiet": None, "rate": dice.choice(["2000/s", "200/s"])}})
    shop.people(INSIDE + COMING)
    shop.flow(steps=steps(second=False))
    shop.activate()
    _arrive(shop, "id <= ?", parse_instant(ENTRY, HOME))
    shop.at("2026-03-01T13:00+08:00")
    assert shop.states() == {"sent": INSIDE}
    _arrive(shop, "id > ?", NOON)
    return shop


def _arrive(shop: JourneyShop, who: str, start: int) -> None:
    """Let customers sign up within the hour from ``start`` on."""
    with shop.database() as database, database.transaction() as sql:
        sql.execute("INSERT OR IGNORE INTO sources (id, name) VALUES (9, 'test')")
        sql.execute(
            "INSERT INTO events (customer, type, at, source, source_id)"
            f" SELECT id, 'user_signup', ?1 + id * 37000 % ?2, 9, ?1 || '-' || id FROM customers WHERE {who}",
            (start, HOUR, INSIDE),
        )
        sql.execute("INSERT INTO arrivals SELECT id FROM events WHERE at >= ?", (start,))


@dataclass
class Storm:
    """Real processes at work in one shop; ``minute`` is what their clocks show, in minutes after noon."""

    shop: JourneyShop
    dice: random.Random
    minute: int = 5
    raging: bool = True
    struck: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def now(self) -> str:
        return iso(NOON + self.minute * MINUTE, HOME)

    def state(self) -> str:
        """Return the state of the flow."""
        return str(self.shop.sql("SELECT state FROM flows")[0][0])

    def run(self, *words: str, strike: bool = False) -> int | None:
        """Run a command, struck down somewhere on its way if asked; return its exit code, None where it was struck."""
        line, name = command(self.shop, "--now", self.now(), *words), " ".join(words[:2])
        with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            if strike:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.4 + self.dice.random() * 2.5)
            if alive := strike and process.poll() is None:
                process.kill()
            said, _none = process.communicate(timeout=120)
        if alive:
            self.struck[name] += 1
            return None
        self.ended[f"{name} {process.returncode}"] += 1
        if "Traceback" in said or "locked" in said or process.returncode not in {0, 3, 4}:
            self.wrong.append(f"{name}: {process.returncode}: {said[-900:]}")
        return process.returncode

    def ticking(self) -> None:
        """Tick and tick, a few minutes apart, every other one struck down."""
        while self.raging:
            self.minute += self.dice.randint(1, 8)
            self.run("tick", strike=self.dice.random() < 0.5)

    def watched(self, *work: Any) -> None:
        """Let the work rage until the first of it has ended; look at the wakers all the while."""
        threads = [threading.Thread(target=one) for one in work]
        for thread in threads:
            thread.start()
        while threads[0].is_alive():
            self.wrong += [f"no one waker: {each}" for each in self.shop.wakers()]
            time.sleep(0.05)
        self.raging = False
        for thread in threads:
            thread.join()

    def settle(self) -> None:
        """Tick undisturbed until nothing is due, then day by day until everybody is through."""
        self.minute += 70
        self.shop.config()
        for _again in range(2):
            assert self.run("tick") in {0, 3}
        for now in AFTER:
            self.shop.at(now)
            self.wrong += [f"no one waker: {each}" for each in self.shop.wakers()]
        assert not self.wrong, self.wrong[:3]


def on_the_wire(shop: JourneyShop) -> Counter[Got]:
    """Return how often each journey was handed which message: its key names the journey, its text the message."""
    return Counter(
        (int(line["key"].split("/")[3]), next(name for name in MESSAGES if name in line["content"]))
        for line in shop.sandbox("sms")
    )


def in_the_ledger(shop: JourneyShop, *states: str) -> Counter[Got]:
    """Return how often each journey has which message in the ledger in one of ``states``."""
    rows = shop.sql(
        "SELECT m.enrolment, replace(substr(o.occurrence, 1, instr(o.occurrence, '/') - 1), 'reward', 'offer')"
        " FROM messages m JOIN origins o ON o.id = m.origin WHERE m.state IN (SELECT value FROM json_each(?))",
        json.dumps(states),
    )
    return Counter((number, step) for number, step in rows)


def judge(storm: Storm) -> Counter[Got]:
    """Hold what was handed over against the ledger, and return that: all at most once, what is in doubt named."""
    wire, doubts = on_the_wire(storm.shop), in_the_ledger(storm.shop, "unknown")
    ledger = in_the_ledger(storm.shop, "sent") + doubts
    assert max(wire.values()) == 1, [each for each, n in wire.items() if n > 1][:5]
    assert max(ledger.values()) == 1, [each for each, n in ledger.items() if n > 1][:5]
    assert doubts.total() <= storm.struck["tick"], "one line: one message in doubt for each stroke"
    assert wire.keys() <= ledger.keys()
    assert ledger.keys() - wire.keys() <= doubts.keys()
    assert {given for (given,) in storm.shop.sql("SELECT SUM(points) FROM points GROUP BY source")} <= {POINTS}
    assert storm.run("doctor") == 0
    print("struck", dict(storm.struck), "ended", dict(storm.ended), f"{doubts.total()} in doubt")
    assert not storm.wrong, storm.wrong[:3]
    return ledger


def completed(storm: Storm, people: int) -> None:
    """Hold that so many journeys are over, each one person's, and that each got everything once."""
    shop, ledger = storm.shop, judge(storm)
    through = shop.sql("SELECT id, customer FROM enrolments WHERE outcome = 'completed'")
    assert len(through) == len({customer for _number, customer in through}) == people, shop.sql(
        "SELECT outcome, state, phase, step, COUNT(*) FROM enrolments GROUP BY 1, 2, 3, 4"
    )
    assert {(number, name) for number, _customer in through for name in MESSAGES} <= ledger.keys()
    given = shop.sql("SELECT COUNT(*) FROM points p JOIN enrolments n ON n.customer = p.customer"
                     " WHERE n.outcome = 'completed'")  # fmt: skip
    assert given[0][0] >= people


@pytest.mark.slow
@pytest.mark.parametrize("case", range(FIRST, FIRST + ASKED))
def test_people_are_moved_to_and_fro_while_ticks_move_them_on(tmp_path: Path, case: int) -> None:
    dice = random.Random(case)
    storm = Storm(laid_out(tmp_path / "shop", dice), dice)
    shop, second = storm.shop, False

    def editing() -> None:
        nonlocal second
        for _edit in range(EDITS):
            time.sleep(dice.random())
            second = not second
            shop.flow(steps=steps(second=second))
            while storm.run("flow", "activate", "welcome", *MOVES[second], strike=dice.random() < 0.6) is None:
                if dice.random() < 0.5:  # leave it half done, and go on with the next edit
                    break

    storm.watched(editing, storm.ticking)
    assert storm.run("flow", "activate", "welcome", *MOVES[second]) == 0
    versions = shop.sql("SELECT DISTINCT n.version = f.version FROM enrolments n JOIN flows f ON f.number = n.flow"
                        " WHERE n.state = 'open'")  # fmt: skip
    assert versions == [(1,)], "everybody was moved"
    storm.settle()
    completed(storm, INSIDE + COMING)


@pytest.mark.slow
@pytest.mark.parametrize("case", range(FIRST, FIRST + ASKED))
def test_a_flow_is_paused_and_goes_on_while_ticks_move_people_on(tmp_path: Path, case: int) -> None:
    dice = random.Random(1_000_000 + case)
    storm = Storm(laid_out(tmp_path / "shop", dice), dice)

    def holding() -> None:
        for _turn in range(6):
            time.sleep(dice.random() / 2)
            words = ["pause"] if storm.state() == "active" else ["resume", "--late", "send"]
            storm.run("flow", words[0], "welcome", *words[1:], strike=dice.random() < 0.4)

    storm.watched(holding, storm.ticking)
    if storm.state() == "paused":
        assert storm.run("flow", "resume", "welcome", "--late", "send") == 0
    storm.settle()
    entered = storm.shop.sql("SELECT COUNT(*) FROM enrolments")[0][0]
    assert entered >= INSIDE, "a pause closes entry: who came in one has not entered"
    completed(storm, entered)


@pytest.mark.slow
@pytest.mark.parametrize("case", range(FIRST, FIRST + ASKED))
def test_a_flow_is_stopped_while_ticks_move_people_on_and_begins_anew(tmp_path: Path, case: int) -> None:
    dice = random.Random(2_000_000 + case)
    storm = Storm(laid_out(tmp_path / "shop", dice), dice)
    shop = storm.shop

    def stopping() -> None:
        time.sleep(dice.random() * 3)
        while storm.run("flow", "stop", "welcome", strike=dice.random() < 0.6) is None:
            time.sleep(dice.random())
        assert storm.state() == "stopped"
        assert shop.sql("SELECT COUNT(*) FROM enrolments WHERE state = 'open'") == [(0,)]
        assert not shop.states().keys() & {"queued", "delayed"}
        shop.flow(steps=steps(second=True))
        while storm.run("flow", "activate", "welcome", strike=dice.random() < 0.5) is None:
            pass

    storm.watched(stopping, storm.ticking)
    left = on_the_wire(shop)
    _arrive(shop, "id > ?", NOON + storm.minute * MINUTE)
    storm.settle()
    completed(storm, COMING)
    ended = {number for (number,) in shop.sql("SELECT id FROM enrolments WHERE outcome = 'stopped'")}
    assert len(ended) >= INSIDE
    assert {got for got in on_the_wire(shop) if got[0] in ended} <= left.keys(), "who has left gets nothing more"
