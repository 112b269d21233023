"""B10: events taken in in bulk, rows a second, against a bare `executemany` into a table without an index.

What each side does stands in intake_events.py: ours finds each customer, refuses doubles, keeps rollups and marks, and
commits by chunks, as an import does.
"""

from __future__ import annotations

import statistics

from benchmarks import intake_events as intake
from benchmarks.harness import Result, Scale, disk, in_turn


def run(scale: Scale) -> Result:
    """Measure at three sizes; the largest has the figure."""
    folder = disk(scale.folder)
    result = Result(
        code="B10",
        title="events in bulk against a bare executemany",
        ours="intake",
        theirs="executemany",
        unit="rows/s",
        goal=0.25,
    )
    for count in (scale.size(20_000, 500), scale.size(100_000, 1_000), scale.size(500_000, 2_000)):
        events = intake.made(count)
        pairs = in_turn(
            lambda e=events: len(e) / _fresh(folder, intake.intake, e),
            lambda e=events: len(e) / _fresh(folder, intake.plain, e),
            scale.pairs,
        )
        ours = statistics.median(a for a, _ in pairs)
        result.growth.append((count, ours, statistics.median(a / b for a, b in pairs)))
        result.pairs = pairs
    return result


def _fresh(folder, side, events) -> float:
    """Run a side in a folder without a database."""
    for file in folder.glob("*.db*"):
        file.unlink()
    return side(folder, events)
