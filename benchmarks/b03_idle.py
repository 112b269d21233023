"""B3: `mactl tick` with nothing due while people wait in the ledger, against `python -c pass`.

A cron line runs a tick every minute: where nothing is due it must cost next to nothing, however many wait. The ratio is
of wall seconds; each side of a pair is the median of some runs, for a process of ten milliseconds wobbles. mactl runs
from byte code, as the interpreter's own library does and as it does once installed: the first run writes it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks import shop
from benchmarks.harness import Result, Scale, disk, seconds
from mactl import clock
from mactl.store.database import Database

DAY = 86_400_000


def run(scale: Scale) -> Result:
    """Measure with three numbers of people waiting; the largest has the figure."""
    folder = disk(scale.folder)
    sizes = [scale.size(10_000, 100), scale.size(100_000, 200), scale.size(1_000_000, 300)]
    result = Result(
        code="B3",
        title="an idle tick, 1,000,000 waiting, against python -c pass",
        ours="mactl tick",
        theirs="python -c pass",
        unit="ms",
        goal=2.0,
        at_most=True,
        growth_unit="ms",
    )
    for people in sizes:
        workspace = waiting(folder / "idle", people)
        pairs = [pair(workspace, _rounds(scale)) for _ in range(scale.pairs)]
        ours = statistics.median(a for a, _ in pairs)
        result.growth.append((people, ours, statistics.median(a / b for a, b in pairs)))
        result.pairs = pairs
    way = "the console script" if _command()[1:] == ["tick"] else "python -m mactl tick"
    result.notes.append(f"{way}; each number is the median of {_rounds(scale)} processes, the two sides in turn")
    return result


def waiting(folder: Path, people: int) -> Path:
    """Return a workspace in which as many messages are due tomorrow."""
    shop.lay_out(folder, people, 25)
    now = clock.wall()
    with Database(folder / "data" / "mactl.db") as database:
        with database.transaction() as sql:
            sql.execute(
                "INSERT INTO origins (id, mode, kind, name, occurrence, channels, version, definition, state, at,"
                " planned) VALUES (1, 'live', 'campaign', ?, '1', 'email', '', '{}', 'running', ?, ?)",
                (shop.CAMPAIGN, now, now),
            )
            sql.execute(
                "INSERT INTO messages (origin, customer, channel, due, first_due, changed_at)"
                " SELECT 1, id, 'email', ?, ?, ? FROM customers",
                (now + DAY, now + DAY, now),
            )
        database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def pair(workspace: Path, rounds: int) -> tuple[float, float]:
    """Return the milliseconds of an idle tick and of the interpreter doing nothing, run in turn."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["MACTL_WORKSPACE"] = str(workspace)
    ticks, bare = [], []
    for _ in range(rounds):
        ticks.append(seconds(lambda: subprocess.run(_command(), check=True, env=environ)))
        bare.append(seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True, env=environ)))
    return 1000 * statistics.median(ticks), 1000 * statistics.median(bare)


def _rounds(scale: Scale) -> int:
    return scale.size(31, 3)


def _command() -> list[str]:
    """Return the installed console script if it is this interpreter's, else the module."""
    script = shutil.which("mactl", path=str(Path(sys.executable).parent))
    return [script, "tick"] if script else [sys.executable, "-m", "mactl", "tick"]
