"""``flow activate --backfill`` given together with another time of the trigger, and given anew (rules E3, E4, F1).

What the rules promise each birthday: it lets its person in once, whatever the versions of the trigger make of it. What
was due before the edit entered then, and does not enter again. Of the others those enter whose new time is still to
come or, with a backfill, lies no further back than that; they enter as of that time. Times that lie too far back, and
without a backfill all that are over, are the next year's.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from tests.support.journeys import JourneyShop

HOME = zone("Asia/Shanghai")
FIRST, EDIT, LAST = date(2026, 3, 1), date(2026, 3, 15), date(2026, 4, 3)
DAYS = [EDIT + timedelta(days=each) for each in range(-11, 17)]
# Everybody's birthday as the profile has it, and the day on which it falls; two go by the moon.
PEOPLE = [
    *((f"1990-{day:%m-%d}", day) for day in DAYS),
    ("lunar:01-27", date(2026, 3, 15)),
    ("lunar:02-01", date(2026, 3, 19)),
]
OFFSETS = [(-3, -1), (-1, -3), (0, 2), (2, -3), (-14, 0), (0, -14)]
BACKS = (0, 7)
HELLO = {"id": "hello", "send": {"email": ""}}


def born(offset: int) -> dict[str, Any]:
    return {"date": "profile.birthday", "offset": f"{offset}d", "at": "09:00"}


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    for birthday, _day in PEOPLE:
        shop.person(birthday=birthday)
    return shop


def lived(shop: JourneyShop, start: date, stop: date) -> None:
    """Tick every other day, ``start`` and ``stop`` included."""
    for each in range(0, (stop - start).days + 1, 2):
        shop.at(f"{start + timedelta(days=each)}T10:00+08:00")
    assert shop.wakers() == []


def entries(shop: JourneyShop, name: str = "welcome") -> list[list[str]]:
    """Return as of when each person was let into a flow, person by person."""
    found: list[list[str]] = [[] for _each in PEOPLE]
    rows = shop.sql("SELECT n.customer, n.entered_at FROM enrolments n JOIN flows f ON f.number = n.flow"
                    " WHERE f.id = ? ORDER BY n.id", name)  # fmt: skip
    for customer, at in rows:
        found[customer - 1].append(iso(at, HOME)[:16])
    return found


def promised(old: int, new: int, back: int) -> list[list[str]]:
    """Return as of when each person's birthday lets them in: once, or not this year."""
    found = []
    for _birthday, day in PEOPLE:
        before, after = (f"{day + timedelta(days=each)}T09:00" for each in (old, new))
        if f"{FIRST}T08:00" <= before < f"{EDIT}T11:00":
            found.append([before])
        else:
            found.append([after] if after >= f"{EDIT - timedelta(days=back)}T11:00" else [])
    return found


@pytest.mark.slow
def test_another_offset_lets_everybody_in_once(shop: JourneyShop) -> None:
    edits = {f"{old} to {new} with {back}": (old, new, back) for (old, new), back in product(OFFSETS, BACKS)}
    for name, (old, _new, back) in edits.items():
        shop.flow(name, trigger=born(old), steps=[HELLO], reentry="always" if back else "after_exit")
        shop.activate(name, now=f"{FIRST}T08:00+08:00")
    lived(shop, FIRST, EDIT)
    for name, (_old, new, back) in edits.items():
        shop.flow(name, trigger=born(new), steps=[HELLO], reentry="always" if back else "after_exit")
        shop.activate(name, now=f"{EDIT}T11:00+08:00", backfill=f"{back}d" if back else "")
    lived(shop, EDIT + timedelta(days=1), LAST)
    assert {name: entries(shop, name) for name in edits} == {name: promised(*edit) for name, edit in edits.items()}


def test_a_backfill_that_was_forgotten_is_made_up_for(shop: JourneyShop) -> None:
    """The file says the same as before: it is the backfill that is asked for, twice even."""
    shop.flow(trigger=born(-1), steps=[HELLO])
    shop.activate(now=f"{FIRST}T08:00+08:00")
    lived(shop, FIRST, EDIT)
    shop.flow(trigger=born(-3), steps=[HELLO])
    shop.activate(now=f"{EDIT}T11:00+08:00")
    shop.at(f"{EDIT}T11:30+08:00")
    assert entries(shop) == [[at for at in each if at < f"{EDIT}T11:00"] for each in promised(-1, -3, 0)]
    for hour in (12, 14):
        shop.activate(now=f"{EDIT}T{hour}:00+08:00", backfill="7d")
        shop.at(f"{EDIT}T{hour + 1}:00+08:00")
    lived(shop, EDIT + timedelta(days=1), LAST)
    assert entries(shop) == promised(-1, -3, 7)
    standing = shop.standing()
    told = [standing[f"c{DAYS.index(date(2026, 3, day)) + 1}"] for day in (17, 18)]
    assert told == ["skipped:late", "sent"], "28 hours behind its time, and 4"


def test_the_inactive_of_the_days_before_are_let_in_by_a_backfill_once(shop: JourneyShop) -> None:
    for person, day in (("c1", 2), ("c2", 9), ("c3", 12)):
        shop.track("login", person, f"2026-03-{day:02}T12:00+08:00")
    shop.flow(trigger={"inactive": "3d"}, steps=[HELLO])
    shop.activate(now="2026-03-13T12:00+08:00")
    for hour in (14, 16):
        shop.activate(now=f"2026-03-13T{hour}:00+08:00", backfill="7d")
        shop.at(f"2026-03-13T{hour + 1}:00+08:00")
    shop.at("2026-03-16T12:00+08:00")
    assert entries(shop)[:3] == [[], ["2026-03-12T12:00"], ["2026-03-15T12:00"]]


def test_a_backfill_takes_away_no_time_that_has_come_and_no_tick_has_seen(shop: JourneyShop) -> None:
    shop.flow(trigger={"cron": "0 10 * * *", "segment": "all"}, steps=[HELLO])
    shop.activate(now="2026-03-13T09:00+08:00")
    shop.activate(now="2026-03-13T10:30+08:00", backfill="7d")
    shop.at("2026-03-13T11:00+08:00")
    assert entries(shop) == [["2026-03-13T10:00"]] * len(PEOPLE)
