"""A workspace's surroundings for intakes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mactl.engine.intake import Surroundings
from mactl.store.database import Database

NOW = 1_772_420_000_000  # 2026-03-02T10:53:20+08:00


@pytest.fixture
def around(tmp_path: Path) -> Iterator[Surroundings]:
    (tmp_path / "data").mkdir()
    with Database(tmp_path / "data" / "mactl.db") as database:
        yield Surroundings(database=database, now=NOW, who="mei", zone=ZoneInfo("Asia/Shanghai"))
