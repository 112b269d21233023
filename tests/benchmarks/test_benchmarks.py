"""Every benchmark runs without an error on tiny sizes; what it measures there means nothing and is not judged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness import Result, section

ROOT = Path(__file__).resolve().parents[2]
CODES = sorted(f"B{int(path.name[1:3])}" for path in (ROOT / "benchmarks").glob("b[0-9][0-9]_*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_each_runs(code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", code, "--quick", "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "SKIPPED" in done.stderr:
        pytest.skip(done.stderr.partition("SKIPPED")[2].strip())
    assert done.returncode == 0, done.stderr
    assert f"## {code}: " in done.stdout


def test_a_name_that_is_none_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "B99"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "no benchmark B99" in done.stderr


def test_the_page_shows_the_median_and_the_spread() -> None:
    result = Result(
        code="B1", title="a", ours="x", theirs="y", unit="s", goal=2, at_most=True, pairs=[(1, 1), (9, 3), (2, 1)],
        growth=[(10, 2.0, 1.0), (100, 4.0, 2.0)], about="here",
    )  # fmt: skip
    page = section(result)
    assert "Median 2.00 of 3 pairs, 1.00 to 3.00." in page
    assert "| 10 | 2 | ██████████ | 1.00 |" in page
    assert result.met
