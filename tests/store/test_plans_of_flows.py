"""What a tick asks about flows is answered through indexes, however many people wait (rule E5, B5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mactl.store import arrivals, awaits, clocks, enrolments, flow_messages, upcoming
from mactl.store.database import Database
from tests.support.counting import plans

NOW = 1_772_420_000_000
PEOPLE = 3_000
COUNT = f"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PEOPLE})"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """People who wait at a step, one in a hundred of them due, each with a goal and a message sent."""
    with Database(tmp_path_factory.mktemp("crowd") / "mactl.db") as database:
        for statement in (
            f"{COUNT} INSERT INTO customers (id, customer_id, created_at, updated_at) SELECT i, i, 0, 0 FROM n",
            (
                f"{COUNT} INSERT INTO enrolments (id, flow, version, customer, key, entered_at, anchor, step, phase,"
                f" visit, since, due) SELECT i, 1, 1, i, '', 0, 0, 'a', 'waiting', 1, 0,"
                f" {NOW} + iif(i % 100, 60000, 0) FROM n"
            ),
            f"{COUNT} INSERT INTO awaits SELECT i, 'order_paid', i, 'goal' FROM n",
            f"{COUNT} INSERT INTO clocks SELECT 1, i, '', {NOW} + i, {NOW}, NULL FROM n",
            f"{COUNT} INSERT INTO events (customer, type, at, source, source_id) SELECT i, 'login', 1, 1, i FROM n",
            (
                f"{COUNT} INSERT INTO messages (origin, customer, enrolment, visit, channel, due, first_due,"
                f" changed_at) SELECT 1, i, i, 1, 'email', {NOW}, {NOW}, 0 FROM n"
            ),
            "INSERT INTO interests VALUES ('login', 1)",
        ):
            database.sql.execute(statement)
        yield database


ASKED: dict[str, Callable[[Database], object]] = {
    "due": lambda database: enrolments.due(database, NOW, 1000),
    "due but blocked": lambda database: enrolments.due(database, NOW, 1000, [2]),
    "by number": lambda database: enrolments.load(database, [1, 2, 3]),
    "earlier": lambda database: enrolments.passages(database, 1, [1, 2, 3]),
    "settled": lambda database: enrolments.wake_settled(database, [1, 2, 3]),
    "fates": lambda database: flow_messages.fates(database, [1, 2, 3]),
    "taken back": lambda database: flow_messages.take_back(database, [(1, "goal")], NOW),
    "let go": lambda database: flow_messages.release(database, [1, 2], NOW),
    "met": lambda database: awaits.met(database, PEOPLE - 2),
    "awaits cleared": lambda database: awaits.clear(database, [1]),
    "clocks": lambda database: clocks.due(database, NOW, 1000),
    "arrives": lambda database: arrivals.add(database, PEOPLE - 2),
    "arrived": lambda database: arrivals.take(database, 1000),
    "events by number": lambda database: arrivals.by_id(database, [1, 2]),
    "next": lambda database: upcoming.after(database, NOW),
}


# What may be read whole: lists handed in, what arrived (a), interests, origins; of awaits and grants only
# whether there are any, of the messages that settled (m) those that were.
SMALL = {"json_each", "w", "a", "i", "interests", "o", "origins", "CONSTANT", "m", "awaits", "grants", "(subquery"}


@pytest.mark.parametrize("name", ASKED)
def test_nobody_who_waits_is_looked_at(crowd: Database, name: str) -> None:
    plan = plans(crowd, lambda: ASKED[name](crowd))
    assert [step for step in plan if step.startswith("SCAN ") and step.split()[1] not in SMALL] == [], plan
