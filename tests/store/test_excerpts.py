"""An excerpt of a database: everything of those who are chosen, nothing of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.store.database import Database
from mactl.store.excerpts import LEFT_OUT, excerpt
from tests.support.journeys import JourneyShop


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return the database of a shop with a flow at work, messages sent and waiting, tags and clocks."""
    shop = JourneyShop(tmp_path / "shop", caps=[{"scope": "all", "n": 5, "per": "day"}])
    shop.people(6)
    steps = [{"id": "a", "send": {"email": ""}}, {"id": "b", "at": "3d", "send": {"sms": ""}}]
    shop.flow("welcome", steps=steps, goal={"event": "order_paid"})
    shop.flow("late", trigger={"inactive": "3d", "of": ["login"]}, steps=[{"id": "a", "send": {"email": ""}}])
    shop.activate("welcome")
    shop.activate("late")
    for number in range(1, 7):
        shop.track("user_signup", f"c{number}", "2026-03-01T10:00+08:00")
        shop.track("login", f"c{number}", "2026-03-01T11:00+08:00")
    shop.at("2026-03-01T12:00+08:00")
    shop.campaign("spring", quiet="10:00-18:00")
    shop.send("spring", now="2026-03-02T12:00+08:00")
    return shop.database()


def tables(database: Database) -> dict[str, list[tuple[object, ...]]]:
    names = [str(name) for (name,) in database.rows("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    kept = [name for name in names if not name.startswith("sqlite_") and name not in LEFT_OUT]
    return {name: sorted(database.rows(f"SELECT * FROM main.{name}"), key=repr) for name in kept}


def test_everybody_is_everything(database: Database) -> None:
    everybody = [int(row[0]) for row in database.rows("SELECT id FROM customers")]
    with database, excerpt(database, everybody) as made:
        assert tables(made) == tables(database)
        assert {"messages", "clocks", "enrolments", "awaits"} <= {name for name, rows in tables(made).items() if rows}


def test_the_others_are_not_in_it(database: Database) -> None:
    with database, excerpt(database, [2, 5, 99]) as made:
        assert [row[0] for row in made.rows("SELECT id FROM customers")] == [2, 5]
        for name in ("addresses", "consents", "events", "rollups", "enrolments", "messages", "awaits"):
            assert {row[0] for row in made.rows(f"SELECT DISTINCT customer FROM {name}")} == {2, 5}, name
        assert {row[0] for row in made.rows("SELECT DISTINCT person FROM clocks")} <= {0, 2, 5}
        assert made.number("SELECT COUNT(*) FROM flows") == 2
