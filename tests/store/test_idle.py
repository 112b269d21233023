"""The look at the database by which an idle tick ends: sure of it, or not idle."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.store.idle import is_idle
from tests.support.shop import NOON, Shop


@pytest.mark.parametrize("more", [-1, 1])
def test_a_database_of_another_version_is_never_idle(tmp_path: Path, more: int) -> None:
    """An older one is to be brought forward; of a newer one this program does not know what is due in it."""
    shop, now = Shop(tmp_path / "shop"), parse_instant(NOON, zone("Asia/Shanghai"))
    shop.tick()
    assert is_idle(str(shop.folder), now)
    (version,) = shop.sql("PRAGMA user_version")[0]
    shop.sql(f"PRAGMA user_version = {version + more}")
    assert not is_idle(str(shop.folder), now)
