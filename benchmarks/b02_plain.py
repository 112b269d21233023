"""B2: the same campaign against a plain sender (plain_sender.py), each a whole process with its start-up.

The plain sender has no ledger, no gates and no durability; it makes each letter as the standard library's examples do.
The ratio is of letters per second, the plain one's number being smaller so that a pair lasts no longer than needed.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from benchmarks import sending, shop, tools
from benchmarks.harness import Result, Scale, disk, in_turn, seconds


def run(scale: Scale) -> Result:
    """Send to everybody by mactl, to a tenth of them by the plain sender."""
    folder = disk(scale.folder)
    people = scale.size(50_000, 300)
    few = people // 10
    template, rows = folder / "letter.html", folder / "people.csv"
    template.write_text(shop.letter(), "utf-8")
    _people(rows, few)
    with tools.sink() as port:
        base = shop.lay_out(folder / "plain", people, port)
        command = [sys.executable, "-m", "benchmarks.plain_sender", str(template), str(rows), str(port)]
        pairs = in_turn(
            lambda: people / sending.send(shop.copy(base, folder / "run"), people).seconds,
            lambda: few / seconds(lambda: subprocess.run(command, check=True)),
            scale.pairs,
        )
    return Result(
        code="B2",
        title="a campaign against a plain sender",
        ours="mactl send",
        theirs="plain_sender.py",
        unit="letters/s",
        goal=8,
        pairs=pairs,
        notes=[f"{people:,} letters by mactl, {few:,} by the plain sender, to the same smtp-sink"],
    )


def _people(path: Path, people: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "name", "city", "member_level", "email"])
        for n in range(1, people + 1):
            rows.writerow(
                [f"c{n}", f"客户{n}", "上海", "金卡" if n % 5 == 0 else "银卡", f"customer{n:07}@example.com"]
            )
