"""Two things run in turn, their ratio, and the page that says what was measured, on what, and how it grows."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path

from benchmarks.tools import MissingError

HERE = Path(__file__).parent
PAIRS = 5
_RAW = HERE / "results.json"
_PAGE = HERE / "RESULTS.md"
_HEAD = """# What was measured

Every figure is a ratio of two things run in turn (A B A B ...) in one run, the median of its pairs; the spread is the
lowest and highest pair. `make bench` runs all of them, `make bench ONLY="B1 B3"` some; this page is written by it, from
`results.json` beside it. What each compares, and why, stands at the top of its file in `benchmarks/`.

| | benchmark | figure | goal | |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is run: the whole benchmark, or (``quick``) so little that it only shows that it runs."""

    folder: Path
    quick: bool = False

    @property
    def pairs(self) -> int:
        """Return how many pairs are run."""
        return 2 if self.quick else PAIRS

    def size(self, whole: int, quick: int) -> int:
        """Return ``whole``, or ``quick`` in a quick run."""
        return quick if self.quick else whole


@dataclass(slots=True, kw_only=True)
class Result:
    """One benchmark's figure: ``pairs`` of ours and theirs in ``unit``, or one ``value``; and how it grows.

    ``goal`` is the bound that ``figure`` must keep, at least or (``at_most``) at most. ``growth`` has a row a size: the
    size, ours in ``unit``, and the ratio.
    """

    code: str
    title: str
    ours: str
    theirs: str
    unit: str
    goal: float
    at_most: bool = False
    pairs: list[tuple[float, float]] = field(default_factory=list)
    inverse: bool = False  # the figure is theirs / ours: for seconds, where less is better
    value: float | None = None
    growth: list[tuple[int, float, float]] = field(default_factory=list)
    growth_unit: str = ""
    notes: list[str] = field(default_factory=list)
    about: str = ""

    @property
    def ratios(self) -> list[float]:
        """Return the ratio of every pair."""
        return [b / a if self.inverse else a / b for a, b in self.pairs]

    @property
    def figure(self) -> float:
        """Return what is compared with the goal."""
        return self.value if self.value is not None else statistics.median(self.ratios)

    @property
    def met(self) -> bool:
        """Return whether the goal is met."""
        return self.figure <= self.goal if self.at_most else self.figure >= self.goal


def in_turn(ours: Callable[[], float], theirs: Callable[[], float], pairs: int) -> list[tuple[float, float]]:
    """Return ``pairs`` of what ``ours`` and ``theirs`` give, run in turn; each is told on stderr."""
    found = []
    for number in range(pairs):
        a, b = ours(), theirs()
        found.append((a, b))
        print(f"  pair {number + 1}: {a:,.4g} against {b:,.4g}", file=sys.stderr)
    return found


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def disk(folder: Path) -> Path:
    """Return ``folder`` if it is on a disk; a memory file system cannot show what durability costs."""
    kinds = {}
    for line in Path("/proc/mounts").read_text("utf-8").splitlines() if Path("/proc/mounts").exists() else ():
        _device, place, kind, *_rest = line.split(" ")
        kinds[place] = kind
    place = max((each for each in kinds if str(folder.resolve()).startswith(each)), key=len, default="")
    if kinds.get(place) in {"tmpfs", "ramfs"}:
        raise MissingError(f"{folder} is in memory ({kinds[place]}): give a folder on a disk with --folder")
    return folder


def machine(folder: Path) -> str:
    """Return what this ran on: date, cores, versions, and what one fsync costs where the workspaces lie."""
    parts = [
        time.strftime("%Y-%m-%d"),
        f"{os.cpu_count()} cores {platform.machine()}",
        f"{platform.system()} {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"jinja2 {version('jinja2')}",
        f"fsync {_fsync(folder) * 1000:.2f} ms",
        f"load before {os.getloadavg()[0]:.1f}",
    ]
    return ", ".join(parts)


def _fsync(folder: Path) -> float:
    """Return the median seconds of appending a page and waiting for the disk."""
    path, times = folder / "fsync", []
    with path.open("wb", buffering=0) as file:
        for _ in range(50):
            start = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    path.unlink()
    return statistics.median(times)


def keep(results: Sequence[Result]) -> None:
    """Write the results into the page; those of benchmarks not run this time stay."""
    known = json.loads(_RAW.read_text("utf-8")) if _RAW.exists() else {}
    known |= {result.code: asdict(result) for result in results}
    ordered = dict(sorted(known.items(), key=lambda item: int(item[0][1:])))
    _RAW.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", "utf-8")
    shown = [Result(**each) for each in ordered.values()]
    rows = "".join(_row(each) for each in shown)
    _PAGE.write_text(_HEAD + rows + "".join(section(each) for each in shown), "utf-8")


def _row(result: Result) -> str:
    bound = f"{'≤' if result.at_most else '≥'} {result.goal:g}"
    return f"| {result.code} | {result.title} | {result.figure:.2f} | {bound} | {'met' if result.met else 'MISSED'} |\n"


def section(result: Result) -> str:
    """Return a result as a section of the page."""
    lines = [f"\n## {result.code}: {result.title}\n"]
    if result.pairs:
        low, high = min(result.ratios), max(result.ratios)
        lines.append(f"Median {result.figure:.2f} of {len(result.pairs)} pairs, {low:.2f} to {high:.2f}.\n")
        lines += [f"| {result.ours} ({result.unit}) | {result.theirs} ({result.unit}) | ratio |", "|---:|---:|---:|"]
        rows = zip(result.pairs, result.ratios, strict=True)
        lines += [f"| {a:,.4g} | {b:,.4g} | {ratio:.2f} |" for (a, b), ratio in rows]
        lines.append("")
    if result.growth:
        most = max(ours for _, ours, _ in result.growth)
        lines += [f"| size | {result.growth_unit or result.unit} | | ratio |", "|---:|---:|:---|---:|"]
        lines += [
            f"| {size:,} | {ours:,.4g} | {'█' * max(1, round(20 * ours / most))} | {ratio:.2f} |"
            for size, ours, ratio in result.growth
        ]
        lines.append("")
    lines += [f"- {note}" for note in result.notes]
    lines.append(f"- {result.about}")
    return "\n".join(lines) + "\n"
