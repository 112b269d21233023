"""B13: `mactl report` alone on the demo shop, against the start-up of `mactl --help`.

The overview is what one looks at every morning: it must answer as fast as the command line starts. The ratio is of wall
seconds, each side a process of its own, after the shop's files were taken in once.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.harness import Result, Scale, seconds


def run(scale: Scale) -> Result:
    """Measure on a fresh demo shop of 2,000 customers and a year of events."""
    shop = scale.folder / "overview"
    _mactl(shop, "init", str(shop), "--demo")
    _mactl(shop, "report")
    result = Result(
        code="B13",
        title="mactl report on the demo shop, against mactl --help",
        ours="mactl report",
        theirs="mactl --help",
        unit="ms",
        goal=2.0,
        at_most=True,
    )
    result.pairs = [_pair(shop, scale.size(7, 1)) for _ in range(scale.pairs)]
    result.notes.append("each number is the median of some processes, the two sides in turn")
    return result


def _pair(shop: Path, rounds: int) -> tuple[float, float]:
    reports, helps = [], []
    for _ in range(rounds):
        reports.append(seconds(lambda: _mactl(shop, "report")))
        helps.append(seconds(lambda: _mactl(shop, "--help")))
    return 1000 * statistics.median(reports), 1000 * statistics.median(helps)


def _mactl(shop: Path, *words: str) -> None:
    environ = {**os.environ, "MACTL_WORKSPACE": str(shop)}
    subprocess.run([sys.executable, "-m", "mactl", *words], check=True, env=environ, capture_output=True)
