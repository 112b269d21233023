"""R2: ticks, a daemon, a send and the intake of events at once on one workspace: nothing twice, locked out or lost.

It runs for some seconds in CI; ``CROWD_SECONDS=60`` makes it the minute of the measures.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mactl.store.rates import give_back, take
from tests.support.journeys import JourneyShop
from tests.support.postbox import Postbox, opened
from tests.support.shop import Shop, command, smtp

SECONDS = float(os.environ.get("CROWD_SECONDS", "8"))
PEOPLE = 1_500
_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)
_FLOW = [{"id": "thanks", "wait": "0", "send": {"email": "email"}}]


@dataclass
class Crowd:
    """What the processes of a crowd said: how often each ran, every exit code that is none of theirs, all words."""

    shop: Shop
    until: float
    runs: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    tracked: list[str] = field(default_factory=list)
    imported: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, name: str, *words: str, good: tuple[int, ...] = (0,)) -> bool:
        """Run one command; note what went wrong with it, and return whether it did what was asked."""
        done = subprocess.run(command(self.shop, *words), capture_output=True, text=True, timeout=120, check=False)
        with self.lock:
            self.runs[name if done.returncode == 0 else f"{name} ({done.returncode})"] += 1
            said = done.stdout + done.stderr
            if done.returncode not in good or "locked" in said or "Traceback" in said:
                self.wrong.append(f"{name} {done.returncode}: {said[-600:]}")
        return done.returncode == 0

    def ticking(self) -> None:
        while time.monotonic() < self.until:
            self.run("tick", "tick", good=(0, 4))

    def sending(self) -> None:
        while time.monotonic() < self.until:
            self.run("send", "send", "--campaign", "spring", "--yes", "--resume", "--limit", "200")

    def tracking(self, name: str) -> None:
        number = 0
        while time.monotonic() < self.until:
            number += 1
            event, customer = f"{name}-{number}", f"c{(number * 7 + hash(name)) % PEOPLE + 1}"
            if self.run("track", "events", "track", "order_paid", "--customer", customer, "--id", event, "amount=9"):
                self.tracked.append(event)

    def importing(self) -> None:
        number = 0
        while time.monotonic() < self.until:
            number += 1
            rows = [
                {"type": "page_view", "customer": f"c{n}", "at": "2026-01-01T10:00+08:00", "id": f"view-{number}-{n}"}
                for n in range(1, 101)
            ]
            path = self.shop.folder / f"views-{number}.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
            if self.run("import", "events", "import", str(path), "--yes"):
                self.imported += [row["id"] for row in rows]


@contextlib.contextmanager
def daemon(shop: Shop) -> Iterator[Path]:
    """Run a daemon that looks every second, its log in a file; end it as systemd would."""
    log = shop.folder / "daemon.log"
    with (
        log.open("w", encoding="utf-8") as stream,
        subprocess.Popen(command(shop, "daemon", "--seconds", "1"), stderr=stream) as process,
    ):
        try:
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0


@pytest.mark.slow
@pytest.mark.loopback
def test_a_crowd_at_work_loses_nothing_and_sends_nothing_twice(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(PEOPLE)
    shop.campaign("spring")
    shop.campaign("every minute", schedule={"cron": "* * * * *"}, audience={"sample": 0.05, "key": "few"})
    shop.flow(steps=_FLOW, trigger={"event": "order_paid"}, reentry="always")
    with opened(Postbox(keep=True)) as box:
        shop.config(channels=smtp(box.port))
        crowd = Crowd(shop, 0)
        assert crowd.run("activate", "flow", "activate", "--flow", "welcome")
        assert crowd.run("schedule", "campaign", "schedule", "every minute")
        crowd.until = time.monotonic() + SECONDS
        work = [*[crowd.ticking] * 4, crowd.sending, crowd.importing]
        work += [lambda: crowd.tracking("a"), lambda: crowd.tracking("b")]
        with daemon(shop) as log:
            threads = [threading.Thread(target=one) for one in work]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        said = log.read_text("utf-8")
        crowd.run("campaign cancel", "campaign", "cancel", "every minute", "--yes")
        crowd.run("last send", "send", "--campaign", "spring", "--yes", "--resume")
        for _round in range(3):
            crowd.run("last tick", "tick")
    assert not crowd.wrong, crowd.wrong[:3]
    assert "locked" not in said
    assert "Traceback" not in said
    print(dict(crowd.runs), f"{box.total} letters", f"{len(crowd.tracked) + len(crowd.imported)} events")
    _nothing_twice(shop, box)
    _nothing_lost(shop, crowd)


def _nothing_twice(shop: Shop, box: Postbox) -> None:
    ids = Counter(found.group(1) for letter in box.letters if (found := _ID.search(letter)))
    assert sum(ids.values()) == box.total
    assert [each for each, n in ids.items() if n > 1] == []
    states = shop.states()
    assert set(states) <= {"sent", "skipped"}, states
    assert states["sent"] == box.total
    assert shop.sql("SELECT COUNT(*) FROM messages m JOIN origins o ON o.id = m.origin WHERE o.name = 'spring'"
                    " AND m.state = 'sent'") == [(PEOPLE,)]  # fmt: skip


def _nothing_lost(shop: Shop, crowd: Crowd) -> None:
    stored = {str(row[0]) for row in shop.sql("SELECT source_id FROM events WHERE type IN ('order_paid', 'page_view')")}
    assert len(crowd.tracked) > 1
    assert set(crowd.tracked) | set(crowd.imported) == stored
    entered = shop.sql("SELECT COUNT(*) FROM enrolments")[0][0]
    assert entered == len(crowd.tracked), "every order began one journey"
    thanked = shop.sql("SELECT COUNT(*) FROM messages WHERE enrolment > 0 AND state = 'sent'")[0][0]
    assert thanked == len(crowd.tracked)


def test_two_processes_share_one_rate(tmp_path: Path) -> None:
    """Two connections take from one bucket in turn: together never more than it holds and what runs in (M10)."""
    shop = Shop(tmp_path / "shop")
    with shop.database() as one, shop.database() as other:
        granted = 0
        for step in range(100):
            now = 1_000_000 + step * 50
            for database in (one, other):
                with database.transaction():
                    got, _next = take(database, "email:smtp", "10/s", now, 3)
                    granted += got
                    if got and step % 10 == 0:
                        give_back(database, "email:smtp", "10/s", now, 1)
                        granted -= 1
        assert granted <= 10 + 10 * 5, "a full bucket, and five seconds of ten"
        assert granted >= 10 * 5


@pytest.mark.slow
@pytest.mark.loopback
def test_two_sends_at_once_keep_to_the_rate_that_they_share(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    shop.people(40)
    shop.campaign("one")
    shop.campaign("two")
    times: list[float] = []

    def note(_number: int) -> None:
        times.append(time.monotonic())

    with opened(Postbox(hook=note)) as box:
        shop.config(channels=smtp(box.port, rate="10/s"))
        words = [command(shop, "send", "--campaign", name, "--yes") for name in ("one", "two")]
        work = [subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for line in words]
        assert [process.wait(120) for process in work] == [0, 0]
        for process in work:
            process.communicate()
    assert shop.states() == {"sent": 80}
    assert box.total == 80
    assert max(sum(1 for at in times if start <= at < start + 2) for start in times) <= 10 + 2 * 10 + 2
