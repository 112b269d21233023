"""Faults of festivals: each named once, at its place."""

from __future__ import annotations

import pytest

from mactl.authored.festivals import check_festival
from mactl.core.model.festival import Festival, FestivalDate, WorkdayYear

GOOD = [
    Festival(id="spring", name="春节", lunar="01-01", before=1, lasts=8),
    Festival(id="members", name="会员日", monthly=31),
    Festival(id="leap", name="闰日", day="02-29"),
    Festival(id="qingming", name="清明", dates=(FestivalDate(year=2026, day="2026-04-05"),), blackout=True),
]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        (Festival(name="x"), ()),
        (Festival(name="x", day="06-18", lunar="01-01"), ()),
        (Festival(name="x", day="02-30"), ("day",)),
        (Festival(name="x", lunar="13-01"), ("lunar",)),
        (Festival(name="x", monthly=32), ("monthly",)),
        (Festival(name="x", day="06-18", lasts=0), ()),
        (Festival(name="x", dates=(FestivalDate(year=2026, day="2026-2-1"),)), ("dates", 0)),
        (Festival(name="x", dates=(FestivalDate(year=2026, day="2027-02-01"),)), ("dates", 0)),
        (Festival(name="x", dates=(FestivalDate(year=2026, day="2026-02-01", start="2026-02-02"),)), ("dates", 0)),
        (Festival(name="x", dates=tuple(FestivalDate(year=y, day=f"{y}-02-01") for y in (2026, 2028))), ("dates",)),
        (Festival(name="x", workdays=(WorkdayYear(year=2026, off=("02-16",)),)), ("workdays", 0)),
    ],
)
def test_every_fault_has_its_place(wrong: Festival, path: tuple[object, ...]) -> None:
    assert [each[0] for each in check_festival(wrong)] == [path]


@pytest.mark.parametrize("good", GOOD)
def test_good_festivals_have_no_check_festival(good: Festival) -> None:
    assert not list(check_festival(good))
