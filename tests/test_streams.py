"""The process itself, with standard streams as shells, cron and services hand them over."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams are closed by a POSIX shell")


def shell(line: str, shop: Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell line with mactl in ``shop``."""
    program = f"{sys.executable} -m mactl"
    found = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "MACTL_LANG": "en", **environ}
    return subprocess.run(
        line.replace("mactl", program, 1), shell=True, cwd=shop, env=found, capture_output=True, check=False
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace that is only read."""
    folder = tmp_path_factory.mktemp("shop")
    assert shell("mactl init .", folder).returncode == 0
    return folder


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_no_mistake(shop: Path, closed: str) -> None:
    done = shell(f"mactl campaign list {closed}", shop)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_is_told(shop: Path) -> None:
    done = shell("mactl campaign list > /dev/full", shop)
    assert done.returncode == 1
    assert done.stderr.startswith(b"error: No space left on device\nhint: ")


def test_a_terminal_without_chinese_gets_it_escaped(shop: Path) -> None:
    done = shell("mactl campaign list", shop, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert rb"\u65b0\u54c1\u63a8\u5e7f" in done.stdout


def test_a_reader_who_has_seen_enough_is_no_mistake(shop: Path) -> None:
    done = shell("mactl campaign list --format json | head -c 10", shop)
    assert (done.returncode, done.stderr) == (0, b"")
