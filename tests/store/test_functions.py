"""The functions that SQL calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.core.schedule.arms import share
from mactl.store.database import Database
from mactl.store.functions import local_date, regexp

INSTANT = 1_772_383_500_000  # 2026-03-02T00:45+08:00


@pytest.mark.parametrize(
    ("value", "zone", "day"),
    [
        (INSTANT, None, "2026-03-02"),
        (INSTANT, "America/New_York", "2026-03-01"),
        (INSTANT, "Nowhere/Land", "2026-03-02"),
        (INSTANT // 1000, "", "2026-03-02"),
        ("2026-03-01T16:45:00Z", None, "2026-03-02"),
        ("2026-03-02T00:45", "America/New_York", "2026-03-01"),
        ("2026-03-02", "America/New_York", "2026-03-02"),
        ("--03-02", None, "--03-02"),
        ("nothing like a date", None, None),
        (None, None, None),
    ],
)
def test_a_local_day(value: object, zone: str | None, day: str | None) -> None:
    assert local_date(value, zone, "Asia/Shanghai") == day


def test_a_pattern_looks_at_the_beginning_of_long_text() -> None:
    assert regexp("^a", "abc")
    assert regexp("卡$", "金卡")
    assert not regexp("z", "a" * 5000 + "z")
    assert regexp("a", None) is None


def test_every_connection_has_them(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        found = database.row("SELECT 'abc' REGEXP '^a', share('k', 'c1'), local_date(0, NULL, 'Asia/Shanghai')")
    assert found == (1, share("k", "c1"), "1970-01-01")
