"""The lint rules that keep the house's laws are switched on: each is shown a line that breaks it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BRANCHES = (
    "def f(x: int) -> int:\n" + "".join(f"    if x == {n}:\n        x += 1\n" for n in range(9)) + "    return x\n"
)


def codes(source: str, name: str = "mactl/engine/sample.py") -> set[str]:
    """Return the rules that ruff finds broken in ``source`` were it the file ``name``."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--output-format",
        "concise",
        "--stdin-filename",
        name,
        "-",
    ]
    done = subprocess.run(command, input=source, cwd=ROOT, capture_output=True, text=True, check=False)
    return {line.split()[1].rstrip(":") for line in done.stdout.splitlines() if line.startswith(name)}


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("TID251", "import time\n\nx = time.time()\n"),
        ("TID251", "from time import monotonic\n"),
        ("TID251", "import datetime\n\nx = datetime.datetime.now(datetime.UTC)\n"),
        ("TID251", "import random\n"),
        ("TID251", "from uuid import uuid4\n"),
        ("TID251", "import urllib.request\n"),
        ("TID252", "from . import other\n"),
        ("T201", "print('x')\n"),
        ("BLE001", "try:\n    x = 1\nexcept Exception:\n    x = 2\n"),
        ("D100", "x = 1\n"),
        ("D103", "def f() -> None:\n    pass\n"),
        ("DTZ005", "import datetime\n\nx = datetime.datetime.now()\n"),
        ("INT001", 'x = _(f"Hello {x}")\n'),
        ("PLR0912", BRANCHES),
        ("S608", 'x = f"SELECT * FROM t WHERE a = {x}"\n'),
    ],
)
def test_the_rule_is_on(rule: str, source: str) -> None:
    assert rule in codes(source)


def test_the_clock_itself_may_ask_the_time() -> None:
    assert "TID251" not in codes("import time\n\nx = time.time()\n", "mactl/clock.py")
