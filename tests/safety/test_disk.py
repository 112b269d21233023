"""What the machine does to an import (R4): no space, no right to write, files that change or lie, other versions.

Each time: one clear error and its exit code, nothing lost, and the next run goes on.
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROWS = 12_000
ROOT = Path(__file__).resolve().parents[2]


def mactl(shop: Path, *words: str, most: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in ``shop``; ``most`` is how many bytes it may make a file long."""

    def limit() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(
        [sys.executable, "-m", "mactl", "-C", str(shop), *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        preexec_fn=limit,
        timeout=120,
    )


def mount(place: Path, *options: str) -> None:
    """Mount something at ``place``, or skip where that is not allowed."""
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mount is not permitted here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder on a disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount(place, "-t", "tmpfs", "-o", "size=3m", "tmpfs")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def members(path: Path) -> Path:
    rows = [{"id": f"c{n}", "email": f"u{n}@x.com", "tags": ["t"]} for n in range(ROWS)]
    path.write_text(json.dumps(rows), "utf-8")
    return path


def shop_in(folder: Path) -> Path:
    assert mactl(folder, "init", str(folder / "shop")).returncode == 0
    return folder / "shop"


def told(done: subprocess.CompletedProcess[str], words: str) -> None:
    """See that a command failed with one clear error."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def whole(shop: Path) -> None:
    """See that the database is whole, and that every customer has what the rows said."""
    with sqlite3.connect(shop / "data" / "mactl.db") as sql:
        assert sql.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        counts = {sql.execute(f"SELECT count(*) FROM {table} WHERE {their}").fetchone()[0]
                  for table, their in (("customers", "customer_id LIKE 'c%'"), ("addresses", "value LIKE 'u%@x.com'"),
                                       ("tags", "tag = 't'"))}  # fmt: skip
    sql.close()
    assert counts == {ROWS}


def test_an_import_that_fills_the_disk_goes_on_when_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    shop, file = shop_in(small_disk), members(tmp_path / "c.json")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_200_000))
    told(mactl(shop, "customers", "import", str(file)), "the disk is full")
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    done = mactl(shop, "customers", "import", str(file))
    assert done.returncode == 0, done.stderr
    whole(shop)


def test_on_a_disk_without_any_room_every_command_names_the_file_and_leaves_no_half_of_one(small_disk: Path) -> None:
    """A tick, a template, a flow: each says which file it is, and when there is room all of them go on."""
    shop = shop_in(small_disk)
    told(mactl(shop, "flow", "show", "--flow", "nobody"), "No flow named")
    with (small_disk / "ballast").open("wb") as file, suppress(OSError):
        file.write(bytes(4_000_000))
    before = {path for path in shop.rglob("*") if not path.name.startswith(("mactl.db", "tick.lock"))}
    for words in (
        ("tick",),
        ("template", "new", "neu", "--channel", "email"),
        ("flow", "activate", "--flow", "欢迎流程"),
    ):
        done = mactl(shop, *words)
        told(done, str(shop))
        assert "free some space" in done.stderr or "mend this" in done.stderr
    assert "[Errno" not in mactl(shop, "doctor").stdout
    assert {path for path in shop.rglob("*") if not path.name.startswith(("mactl.db", "tick.lock"))} == before
    (small_disk / "ballast").unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    for words in (
        ("tick",),
        ("template", "new", "neu", "--channel", "email"),
        ("flow", "activate", "--flow", "欢迎流程"),
    ):
        assert mactl(shop, *words).returncode == 0


def test_an_import_that_meets_a_quota_goes_on_without_it(tmp_path: Path) -> None:
    shop, file = shop_in(tmp_path), members(tmp_path / "c.json")
    told(mactl(shop, "customers", "import", str(file), most=700_000), "mactl.db")
    assert mactl(shop, "customers", "import", str(file)).returncode == 0
    whole(shop)


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    shop, file = shop_in(tmp_path), members(tmp_path / "c.json")
    assert mactl(shop, "customers", "list").returncode == 0
    if os.geteuid():
        (shop / "data").chmod(0o555)
        (shop / "data" / "mactl.db").chmod(0o444)
    else:
        mount(shop, "--bind", str(shop))
        mount(shop, "-o", "remount,ro,bind")
    try:
        told(mactl(shop, "customers", "import", str(file)), "cannot be written")
        told(mactl(shop, "tick"), "you may write")
    finally:
        if os.geteuid():
            (shop / "data").chmod(0o755)
            (shop / "data" / "mactl.db").chmod(0o644)
        else:
            subprocess.run(["umount", "-l", str(shop)], check=True)
    assert mactl(shop, "customers", "import", str(file)).returncode == 0
    whole(shop)


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    shop, file = shop_in(tmp_path), members(tmp_path / "c.json")
    path = shop / "data" / "mactl.db"
    assert mactl(shop, "customers", "list").returncode == 0
    sql = sqlite3.connect(path, isolation_level=None)
    sql.execute("PRAGMA user_version = 9999")
    for words in (("customers", "import", str(file)), ("tick",), ("report",)):
        told(mactl(shop, *words), "newer mactl")
    assert sql.execute("SELECT count(*) FROM batches").fetchone() == (0,)
    sql.close()
