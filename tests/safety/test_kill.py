"""R1: killed at any point, over and over, a campaign reaches everybody once; what is in doubt is named (rule M3)."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postbox import Postbox, opened
from tests.support.shop import Shop, command, smtp

PEOPLE = 10_000
KILLS = 30


@contextlib.contextmanager
def sending(shop: Shop, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a real `mactl send` and leave nothing of it behind."""
    line = command(shop, "send", "--campaign", "spring", "--yes", "--format", "json", *words)
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path.cwd())
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def finish(shop: Shop) -> dict[str, object]:
    """Go on until everything is done; return what the command said."""
    with sending(shop, "--resume") as process:
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0 or json.loads(out)["unknown"], err.decode()
    return dict(json.loads(out))


def judge(shop: Shop, box: Postbox, people: int, doubts: int) -> None:
    """Hold the ledger against what the server took."""
    states = shop.states()
    assert set(states) <= {"sent", "unknown"}, states
    assert sum(states.values()) == people
    assert states["unknown"] <= doubts, states
    assert max(box.taken.values()) == 1, [who for who, n in box.taken.items() if n > 1]
    told = Counter(dict(shop.sql("SELECT address, state = 'sent' FROM messages")))
    never = [who for who, sent in told.items() if sent and box.taken[who] != 1]
    assert not never, f"in the ledger, but never received: {never[:5]}"
    assert all(len(digests) == 1 for digests in box.contents.values())


@pytest.mark.slow
@pytest.mark.loopback
@pytest.mark.parametrize("connections", [1, 3])
def test_killed_thirty_times_nobody_is_lost_or_served_twice(tmp_path: Path, connections: int) -> None:
    people, kills = (PEOPLE, KILLS) if connections == 1 else (3_000, 8)
    shop = Shop(tmp_path / "shop")
    shop.people(people)
    shop.campaign()
    dice = random.Random(20260302 + connections)
    marks = sorted(dice.randrange(1, people - 50) for _ in range(kills))
    struck = 0
    with opened(Postbox()) as box:
        shop.config(channels=smtp(box.port, connections=connections))
        for mark in marks:
            target = max(mark, box.total + 1)
            with sending(shop, "--resume") as process:
                assert box.wait_for(target, 120), process.stderr
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(dice.random() * 0.02)  # an instant later, so that the kill falls anywhere in the cycle
                struck += process.poll() is None
                process.send_signal(signal.SIGKILL)
        assert struck == kills
        done = finish(shop)
        judge(shop, box, people, doubts=kills * connections)
        assert done["sent"] == shop.states()["sent"]
        again = box.total
        finish(shop)
        assert box.total == again


@pytest.mark.slow
@pytest.mark.loopback
@pytest.mark.parametrize("instant", ["content taken, answer held back", "answered, not yet committed", "before all"])
def test_killed_at_an_instant_that_the_server_sees(tmp_path: Path, instant: str) -> None:
    """The server holds its answer back (the message is on the wire), or has just given it (the ledger lags behind)."""
    shop = Shop(tmp_path / "shop")
    shop.people(40)
    shop.campaign()
    victim: list[subprocess.Popen[bytes]] = []

    def hook(number: int) -> None:
        if number == 17 and instant.startswith("content"):
            victim[0].send_signal(signal.SIGKILL)
            victim[0].wait(10)
        elif number == 19 and instant.startswith("answered"):
            # the client has read the answer to 17 and written it into its journal before it sent 19
            victim[0].send_signal(signal.SIGKILL)
            victim[0].wait(10)

    with opened(Postbox(hook=hook)) as box:
        shop.config(channels=smtp(box.port))
        with sending(shop) as process:
            victim.append(process)
            if instant == "before all":
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.4)
                process.kill()
            process.wait(60)
        finish(shop)
        judge(shop, box, 40, doubts=1)
        if instant != "before all":
            assert shop.states()["unknown"] == 1
