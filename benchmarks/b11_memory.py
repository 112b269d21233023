"""B11: the peak memory of `mactl send` for a campaign of a million, and how it grows.

The process is the one of B1, to smtp-sink; the figure is its peak resident memory in MB as the system counts it
(getrusage). A million takes minutes, so each size is run once: memory does not wobble as time does.
"""

from __future__ import annotations

from benchmarks import sending, shop, tools
from benchmarks.harness import Result, Scale, disk


def run(scale: Scale) -> Result:
    """Measure at three sizes; the largest has the figure."""
    folder = disk(scale.folder)
    sizes = [scale.size(10_000, 100), scale.size(100_000, 200), scale.size(1_000_000, 300)]
    result = Result(
        code="B11",
        title="peak memory of a campaign of 1,000,000, in MB",
        ours="mactl send",
        theirs="",
        unit="MB",
        goal=150,
        at_most=True,
    )
    with tools.sink() as port:
        for people in sizes:
            took = sending.send(shop.lay_out(folder / "many", people, port), people)
            result.value = took.peak / 1e6
            result.growth.append((people, result.value, result.value / result.goal))
            result.notes.append(f"{people:,}: {took.seconds:.0f} s, of which {took.processor:.0f} s of processor")
    return result
