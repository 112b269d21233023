"""B9: an import of customers, rows a second, against `json.load` of the same file; and its memory against json.load's.

What is measured, and how the customers are made, stands in intake_customers.py; each side is a process of its own. The
figure is of a first import of JSON; the notes have the other files and the peak memory of both.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks import intake_customers as intake
from benchmarks.harness import Result, Scale, disk, in_turn


def run(scale: Scale) -> Result:
    """Measure at three sizes; the largest has the figure."""
    folder = disk(scale.folder)
    sizes = [scale.size(30_000, 500), scale.size(200_000, 1_000), scale.size(1_000_000, 2_000)]
    result = Result(
        code="B9",
        title="import of 1,000,000 customers against json.load",
        ours="customers import",
        theirs="json.load",
        unit="rows/s",
        goal=1.0,
    )
    for count in sizes:
        place = folder / f"customers{count}"
        place.mkdir()
        intake.write(place, count)
        peaks: list[float] = []

        def ours(place=place, count=count, peaks=peaks) -> float:
            intake.forget(place)
            took, peak = intake.measured(place, "json")
            peaks.append(peak)
            return count / took

        pairs = in_turn(ours, lambda p=place, n=count: _plain(p, n), scale.pairs)
        result.growth.append(
            (count, statistics.median(a for a, _ in pairs), statistics.median(a / b for a, b in pairs))
        )
        result.pairs = pairs
        whole = intake.measured(place, "json.load")[1]
        result.notes.append(
            f"{count:,}: peak {max(peaks):.0f} MB, json.load's {whole:.0f} MB: {max(peaks) / whole:.2f} of it"
            f"{' (goal: at most 0.25)' if count == sizes[-1] else ''}"
        )
        if count == sizes[-1]:
            result.notes += _others(place, count, scale)
    return result


def _others(place: Path, count: int, scale: Scale) -> Iterator[str]:
    """Yield a note for each other side: the same file again, and both for CSV."""
    for side in ("json again", "csv", "csv again"):
        found = []
        for _pair in range(min(3, scale.pairs)):
            if side == "csv":
                intake.forget(place, "csv")
            found.append(count / intake.measured(place, side)[0] / _plain(place, count))
        yield f"{count:,}, {side}: {statistics.median(found):.2f} of json.load (median of {len(found)} pairs)"


def _plain(place: Path, count: int) -> float:
    """Return how many rows a second json.load reads."""
    return count / intake.measured(place, "json.load")[0]
