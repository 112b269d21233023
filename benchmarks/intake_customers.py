"""B9: how fast and how small an import of customers is, against `json.load` of the same file.

Run `python -m benchmarks.intake_customers [CUSTOMERS]` (100,000 without one; 1,000,000 is the measure's size). Both
sides take turns (A B A B ...), each in a process of its own; a figure is the median ratio of five pairs, above 1 the
import is faster. Measured are a first import, the same file again (no row changed), and both for the customers as
CSV; and the peak memory of each process.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

PAIRS = 5
SIDES = ("json.load", "json", "json again", "csv", "csv again")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        write(place, count)
        size = (place / "customers.json").stat().st_size
        print(f"{count:,} customers, {size / 1e6:.0f} MB of JSON; rows a second (peak MB), ratio to json.load")
        ratios: dict[str, list[float]] = {side: [] for side in SIDES[1:]}
        for _pair in range(PAIRS):
            forget(place)
            for side in SIDES[1:]:
                plain, plain_peak = measured(place, "json.load")
                seconds, peak = measured(place, side)
                ratios[side].append(plain / seconds)
                print(f"  {side:12} {count / seconds:9,.0f} ({peak:4.0f})   json.load {count / plain:9,.0f} "
                      f"({plain_peak:4.0f})   {plain / seconds:5.2f}")  # fmt: skip
        for side, found in ratios.items():
            print(f"median ratio, {side}: {statistics.median(found):.2f}")


def forget(place: Path, form: str = "*") -> None:
    """Remove databases of earlier runs, and wait until the disk has done so: no run pays for the one before it."""
    for file in place.glob(f"{form}.db*"):
        file.unlink()
    os.sync()


def measured(place: Path, side: str) -> tuple[float, float]:
    """Return the seconds that one side takes in a process of its own, and its peak memory in megabytes."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.intake_customers", "--side", side, str(place)],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, peak = ran.stdout.split()
    return float(seconds), float(peak)


def side(name: str, place: Path) -> None:
    start = time.perf_counter()
    if name == "json.load":
        with (place / "customers.json").open(encoding="utf-8") as file:
            json.load(file)
    else:
        take(place, name.split(maxsplit=1)[0])
    seconds = time.perf_counter() - start
    print(seconds, _peak())


def _peak() -> float:
    """Return the peak memory of this process in megabytes, with that of the one that it started, if it did.

    The system counts what a parent held at its fork, too; /proc counts from this program's start.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    status = Path("/proc/self/status")
    if not status.exists():
        return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + children) / 1024
    own = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:"))
    return (int(own.split()[1]) + children) / 1024


def take(place: Path, form: str) -> None:
    from zoneinfo import ZoneInfo

    from mactl import clock
    from mactl.engine.customer_options import CustomerOptions
    from mactl.engine.import_customers import import_customers
    from mactl.engine.intake import Surroundings
    from mactl.store.database import Database

    with Database(place / f"{form}.db") as database:
        around = Surroundings(database=database, now=clock.wall(), zone=ZoneInfo("Asia/Shanghai"))
        done = import_customers(around, place / f"customers.{form}", CustomerOptions())
        assert not done.rejects, done.taken.rejected[:3]


def write(place: Path, count: int) -> None:
    """Write the same customers as JSON and as CSV."""
    dice = Random(7)
    with (
        (place / "customers.json").open("w", encoding="utf-8") as whole,
        (place / "customers.csv").open("w", encoding="utf-8", newline="") as table,
    ):
        rows = csv.writer(table)
        rows.writerow(["id", "name", "email", "phone", "city", "time_zone", "tags", "consents", "level", "points"])
        for number in range(count):
            one = customer(number, dice)
            whole.write(("[\n" if not number else ",\n") + json.dumps(one, ensure_ascii=False))
            held = one["attributes"]
            rows.writerow([one["id"], one["name"], one["email"], one["phone"], one["city"], one["time_zone"],
                           ";".join(one["tags"]), json.dumps(one["consents"], ensure_ascii=False), held["level"],
                           held["points"]])  # fmt: skip
        whole.write("\n]\n")


def customer(number: int, dice: Random) -> dict:
    return {
        "id": f"C{number:07}",
        "name": dice.choice("赵钱孙李周吴郑王") + dice.choice("伟芳娜敏静丽") + dice.choice("强磊军洋勇艳"),
        "email": f"user{number}@example.com",
        "phone": f"+86138{number:08}",
        "city": dice.choice(["上海", "杭州", "北京", "广州", "深圳", "成都"]),
        "time_zone": "Asia/Shanghai",
        "tags": dice.sample(["母婴", "美妆", "新客", "老客", "数码"], 2),
        "consents": {"email": True, "sms": {"status": "granted", "at": "2025-03-01T10:00:00+08:00", "source": "会员"}},
        "attributes": {"level": dice.choice(["gold", "silver"]), "points": dice.randrange(10_000)},
    }


if __name__ == "__main__":
    if "--side" in sys.argv:
        side(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
