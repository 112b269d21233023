"""`mactl send` as a process of its own, and the size of the letter that it sends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import shop, tools
from benchmarks.tools import MissingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one `mactl` process took: wall seconds, processor seconds, and its peak memory in bytes."""

    seconds: float
    processor: float
    peak: int


def send(workspace: Path, people: int) -> Run:
    """Send the campaign to ``people``, start-up included; what was not sent is a fault of the benchmark.

    Python may keep what it compiled, as it does wherever mactl is installed.
    """
    words = ["-C", str(workspace), "send", "--campaign", shop.CAMPAIGN, "--yes", "--format", "json"]
    start = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen([sys.executable, "-m", "mactl", *words], stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    said = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    sent = json.loads(said)["sent"] if process.returncode == 0 else 0
    if sent != people:
        raise MissingError(f"{sent} of {people} were sent, exit code {process.returncode}")
    return Run(seconds=took, processor=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024)


def letter_size(folder: Path) -> int:
    """Return the bytes of the letter that the campaign sends, as a server receives it."""
    with tools.ear() as (port, letters):
        send(shop.lay_out(folder / "one", 1, port), 1)
    return len(letters[0])
