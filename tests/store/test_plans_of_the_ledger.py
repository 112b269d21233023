"""What dispatch and an idle tick ask of the database is answered through indexes, however many people wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.store import idle, outbox, rivals, slots
from mactl.store.database import Database
from tests.support.counting import plans, steps

NOW = 1_772_420_000_000
PEOPLE = 3_000


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A launch with messages that wait, one in ten of them due, their people with address and consent."""
    with Database(tmp_path_factory.mktemp("ledger") / "mactl.db") as database:
        with database.transaction() as sql:
            for statement in _people():
                sql.execute(statement, {"now": NOW, "people": PEOPLE})
        yield database


def _people() -> list[str]:
    count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)"
    return [
        f"{count} INSERT INTO customers (id, customer_id, created_at, updated_at) SELECT i, i, :now, :now FROM n",
        f"{count} INSERT INTO addresses (kind, value, customer, since) SELECT 'email', i || '@x.com', i, :now FROM n",
        f"{count} INSERT INTO consents (customer, channel, status, at) SELECT i, 'email', 'granted', :now FROM n",
        (
            "INSERT INTO origins (id, mode, kind, name, occurrence, version, definition, state, at, planned)"
            " VALUES (1, 'live', 'campaign', 'x', '1', '', '{}', 'running', :now, :now)"
        ),
        (
            f"{count} INSERT INTO messages (origin, customer, channel, due, first_due, slot_at, changed_at)"
            " SELECT 1, i, 'email', :now + iif(i % 10, 60000, 0), :now, iif(i % 3, NULL, :now), :now FROM n"
        ),
    ]


def due(database: Database, limit: int = 50) -> list[outbox.Due]:
    return outbox.due(database, origin=1, channel="email", kind="email", topic="promo", now=NOW, limit=limit, only=None)


def test_a_batch_is_read_through_indexes_in_their_order(ledger: Database) -> None:
    found = plans(ledger, lambda: due(ledger))
    assert "SEARCH m USING INDEX messages_due (origin=? AND channel=? AND due<?)" in found
    assert not [step for step in found if step.startswith("SCAN") or "TEMP B-TREE" in step]


def test_whose_turn_it_is_is_looked_up_by_person(ledger: Database) -> None:
    found = plans(
        ledger,
        lambda: outbox.due(
            ledger, origin=1, channel="email", kind="email", topic="", now=NOW, limit=50, only=None, rivals="[1, 2]"
        ),
    )
    assert "SEARCH o USING INDEX sqlite_autoindex_messages_1 (origin=? AND customer=? AND channel=?)" in found
    assert "SEARCH m USING INDEX messages_due (origin=? AND channel=? AND due<?)" in found


def test_what_waits_on_other_channels_is_looked_up_by_person(ledger: Database) -> None:
    found = plans(ledger, lambda: rivals.elsewhere(ledger, [1, 2, 3], [1, 2], "sms", NOW))
    assert "SEARCH m USING INDEX sqlite_autoindex_messages_1 (origin=? AND customer=?)" in found
    found = plans(
        ledger,
        lambda: outbox.due(
            ledger,
            origin=1,
            channel="email",
            kind="email",
            topic="",
            now=NOW,
            limit=-1,
            only=None,
            messages="[10, 20]",
        ),
    )
    assert "SEARCH m USING INTEGER PRIMARY KEY (rowid=?)" in found


def test_a_batch_costs_what_it_holds_and_not_what_waits(ledger: Database) -> None:
    assert len(due(ledger, 50)) == 50
    assert steps(ledger, lambda: due(ledger, 50)) < 50 * 200 / 1000


def test_the_next_due_message_is_the_first_of_the_index(ledger: Database) -> None:
    found = plans(ledger, lambda: outbox.next_due(ledger, 1, "email"))
    assert found == ["SEARCH messages USING INDEX messages_due (origin=? AND channel=?)"]


def test_the_slots_of_a_batch_are_looked_up_by_customer(ledger: Database) -> None:
    found = plans(ledger, lambda: slots.held(ledger, list(range(1, 201)), "live", NOW - 1))
    assert [step for step in found if "messages_slots (customer=? AND slot_at>?)" in step]
    assert not [step for step in found if step.startswith("SCAN")]


def test_claiming_and_settling_find_their_row_by_its_number(ledger: Database) -> None:
    def ask() -> None:
        outbox.claim(ledger, [outbox.Claim(id=10, address="10@x.com", slot_at=NOW, cost=0)], None, NOW)
        outbox.settle(ledger, [outbox.Outcome(id=10, state="sent", sent_at=NOW)], NOW)

    found = [step for step in plans(ledger, ask) if "facts" not in step]  # one fact a batch
    assert found == ["SEARCH messages USING INTEGER PRIMARY KEY (rowid=?)"] * 2


def test_an_idle_tick_looks_at_nobody_who_waits(ledger: Database) -> None:
    steps = [row[3] for row in ledger.sql.execute(f"EXPLAIN QUERY PLAN {idle._DUE}", {"now": NOW})]
    of_messages = [step for step in steps if step.split()[1] == "m"]
    assert of_messages == ["SEARCH m USING INDEX messages_due (origin=? AND channel=? AND due<?)"]
    assert [step for step in steps if step.startswith("SEARCH campaigns USING INDEX campaigns_due (next_due<?)")]


def test_the_idle_question_costs_the_same_however_many_wait(tmp_path: Path) -> None:
    def asked(people: int) -> int:
        with Database(tmp_path / f"{people}.db") as database:
            for statement in _people():
                database.sql.execute(statement, {"now": NOW, "people": people})
            database.sql.execute("UPDATE messages SET due = ?", (NOW + 60_000,))
            found: list[object] = []
            taken = steps(database, lambda: found.append(database.sql.execute(idle._DUE, {"now": NOW}).fetchone()), 1)
            assert found == [(0,)]
            return taken

    few, many = asked(100), asked(20_000)
    assert abs(many - few) <= 5


def test_the_module_that_answers_an_idle_tick_reads_any_database(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    sqlite3.connect(tmp_path / "data" / "mactl.db").close()
    assert not idle.is_idle(str(tmp_path), NOW), "a database without tables is the tick's to look at"
