"""The mirror keeps up with what is added, changed and removed, and is made anew rather than wrong."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl import clock
from mactl.clock import DAY
from mactl.store import database as store
from mactl.store import mirror, outbox, results, stale
from mactl.store.database import Database
from mactl.store.mirror import file, filling
from tests.store.ledger import Ledger, after
from tests.store.mirror.reflected import made, reflected, told

NOW = after(days=40)
GOAL = {"goal": "order_paid", "window": 7 * DAY, "since": 0, "until": NOW, "now": NOW}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    made.customers(range(1, 7))
    with made.database:
        yield made


def shop(ledger: Ledger) -> None:
    spring = ledger.launch("spring")
    ledger.messages(spring, range(1, 5))
    ledger.message(spring, 5, "queued")
    ledger.events([(n, "product_viewed", after(hours=n), None) for n in range(1, 6)])
    ledger.events([(n, "order_paid", after(1, hours=n), 10.0) for n in range(1, 4)])


def same(ledger: Ledger) -> tuple[int, int]:
    """Return how many goal events and touches mirror and database agree on."""
    with reflected(ledger.database) as columns:
        told(columns, "funnel", steps=("product_viewed", "order_paid"), window=7 * DAY, since=0, until=NOW, now=NOW)
        told(columns, "touches_chain", by="campaign", **GOAL)
        ranked = told(columns, "touches_ranked", by="campaign", **GOAL)
        ((events, _people, _amount),) = told(columns, "goal_events", goal="order_paid", since=0, until=NOW, now=NOW)
    assert not stale.marks(ledger.database)
    return events, sum(row[3] for row in ranked)


def test_what_is_added_is_appended(ledger: Ledger, tmp_path: Path) -> None:
    shop(ledger)
    assert same(ledger) == (3, 3)
    first = made(tmp_path)
    ledger.events([(4, "order_paid", after(1), 5.0), (6, "a new type", after(1), None)])
    ledger.messages(ledger.launch("summer"), [4])
    assert same(ledger) == (4, 5)
    assert made(tmp_path) == first


def test_a_message_that_is_sent_later_is_a_touch(ledger: Ledger, tmp_path: Path) -> None:
    shop(ledger)
    ledger.event(5, "order_paid", after(2), 1.0)
    assert same(ledger) == (4, 3)
    first, waiting = made(tmp_path), ledger.database.number("SELECT id FROM messages WHERE customer = 5")
    with ledger.database.transaction():
        outbox.claim(ledger.database, [outbox.Claim(id=waiting, address="a@x.com", slot_at=None, cost=0)], None, NOW)
        outbox.settle(ledger.database, [outbox.Outcome(id=waiting, state="sent", sent_at=after(1))], NOW)
    assert same(ledger) == (4, 4)
    assert made(tmp_path) == first


def test_a_person_who_is_forgotten_is_in_neither(ledger: Ledger) -> None:
    """Rule G3: what was removed from the database is not kept beside it."""
    shop(ledger)
    same(ledger)
    ledger.database.sql.execute("DELETE FROM events WHERE customer = 2")
    ledger.database.sql.execute("DELETE FROM messages WHERE customer = 2")
    assert same(ledger) == (2, 2)
    with reflected(ledger.database) as columns:
        for table in ("events", "messages"):
            assert columns.rows(f"SELECT count(*) FROM {table} WHERE customer = 2") == [(0,)]


def test_who_forgets_somebody_need_not_wait_for_a_report(ledger: Ledger, tmp_path: Path) -> None:
    shop(ledger)
    mirror.catch_up(ledger.database, clock.system())
    assert not (tmp_path / "mirror").exists(), "where there is none, none is made"
    same(ledger)
    ledger.database.sql.execute("DELETE FROM events WHERE customer = 2")
    mirror.catch_up(ledger.database, clock.system())
    opened = file.connect(file.current(tmp_path / "mirror"))
    assert opened.execute("SELECT count(*) FROM events WHERE customer = 2").fetchall() == [(0,)]
    opened.close()


def test_a_row_id_that_is_used_again_is_another_event(ledger: Ledger) -> None:
    shop(ledger)
    same(ledger)
    last = ledger.database.number("SELECT max(id) FROM events")
    ledger.database.sql.execute("DELETE FROM events WHERE id = ?", (last,))
    ledger.event(6, "order_paid", after(9), 7.0)
    assert ledger.database.number("SELECT max(id) FROM events") == last
    assert same(ledger) == (3, 2)


def test_merged_people_are_one(ledger: Ledger) -> None:
    shop(ledger)
    same(ledger)
    for table in ("events", "messages"):
        ledger.database.sql.execute(f"UPDATE {table} SET customer = 6 WHERE customer = 3")
    assert same(ledger) == (3, 3)


DEEDS = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6), st.integers(0, 200)), min_size=1, max_size=25)


def act(ledger: Ledger, origin: int, deed: int, customer: int, number: int) -> None:
    sql, at = ledger.database.sql, after(hours=number)
    match deed:
        case 0:
            ledger.event(customer, "order_paid", at, 3.0)
        case 1:
            ledger.event(customer, "product_viewed", at)
        case 2:
            count = ledger.database.number("SELECT count(*) FROM messages") + 10_000 + number
            ledger.message(origin, customer, sent_at=at, enrolment=count)
        case 3:
            sql.execute("DELETE FROM events WHERE customer = ?", (customer,))
        case 4:
            sql.execute("UPDATE messages SET delivered_at = ?, state = 'delivered' WHERE customer = ?", (at, customer))
        case 5:
            sql.execute("UPDATE messages SET bounced_at = ?, state = 'bounced' WHERE customer = ?", (at, customer))
        case _:
            same(ledger)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(DEEDS)
def test_whatever_happens_both_agree(ledger: Ledger, deeds: list[tuple[int, int, int]]) -> None:
    origin = ledger.launch("spring", occurrence=str(ledger.database.number("SELECT count(*) FROM origins")))
    for deed in deeds:
        act(ledger, origin, *deed)
    same(ledger)


def test_a_restored_database_gets_a_mirror_of_its_own(ledger: Ledger, tmp_path: Path) -> None:
    shop(ledger)
    same(ledger)
    store.backup(ledger.database, tmp_path / "backup.db")
    ledger.events([(4, "order_paid", after(1), 5.0), (4, "order_paid", after(2), 5.0)])
    assert same(ledger)[0] == 5
    ledger.database.close()
    for name in ("mactl.db", "mactl.db-wal", "mactl.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.db", tmp_path / "mactl.db")
    with Database(tmp_path / "mactl.db") as ledger.database:
        ledger.events([(5, "order_paid", after(1), 5.0), (5, "a", after(2), None)])
        assert same(ledger)[0] == 4


@pytest.mark.parametrize("damage", ["gone", "cut", "rubbish", "empty", "version", "token"])
def test_a_mirror_that_is_not_right_is_made_anew(ledger: Ledger, tmp_path: Path, damage: str) -> None:
    shop(ledger)
    same(ledger)
    path = file.current(tmp_path / "mirror")
    whole = path.read_bytes()
    match damage:
        case "gone":
            path.unlink()
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "rubbish":
            path.write_bytes(whole[:8192] + os.urandom(len(whole) - 8192))
        case "empty":
            path.write_bytes(b"")
        case column:
            opened = file.connect(path)
            opened.execute(f"UPDATE state SET {column} = 'other'")
            opened.close()
    ledger.event(4, "order_paid", after(1), 5.0)
    with mirror.beside(ledger.database, clock.system()) as none:
        assert none == {}, "a small database has no mirror"
    assert same(ledger)[0] == 4


def asked(ledger: Ledger) -> list[tuple[int]]:
    """Return an answer as reports ask for it, whoever gives it."""
    span = {"since": 0, "until": NOW, "now": NOW}
    with mirror.beside(ledger.database, clock.system()) as answers, results.snapshot(ledger.database):
        return answers["funnel"](steps=("product_viewed", "order_paid"), window=7 * DAY, **span)


@pytest.fixture
def big(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A shop that is big enough for a mirror."""
    monkeypatch.setattr(mirror, "WORTH", 1)
    shop(ledger)
    return ledger


def test_the_mirror_is_the_owners_alone(big: Ledger, tmp_path: Path) -> None:
    assert asked(big) == [(5,), (3,)]
    assert (tmp_path / "mirror").stat().st_mode & 0o777 == 0o700
    assert file.current(tmp_path / "mirror").stat().st_mode & 0o777 == 0o600
    assert file.size(big.database.path) > 10_000
    assert sorted(each.name for each in (tmp_path / "mirror").iterdir()) == ["lock", "mirror.duckdb"]


def test_a_mirror_reaches_nothing_outside(big: Ledger, tmp_path: Path) -> None:
    asked(big)
    opened = file.connect(file.current(tmp_path / "mirror"))
    for forbidden in (
        "COPY state TO '/tmp/out.csv'", "SELECT * FROM read_csv('/etc/hosts')", "INSTALL httpfs", "LOAD httpfs",
        "SET enable_external_access = true", "ATTACH 'http://127.0.0.1/x.db'",
    ):  # fmt: skip
        with pytest.raises(file.faults()):
            opened.execute(forbidden)
    opened.close()


def test_a_folder_that_cannot_be_made_is_done_without(big: Ledger, tmp_path: Path) -> None:
    (tmp_path / "mirror").write_text("in the way")
    assert asked(big) == [(5,), (3,)]


def test_without_duckdb_the_database_answers(big: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    monkeypatch.setattr(file, "installed", lambda: True)
    assert asked(big) == [(5,), (3,)]
    assert not (tmp_path / "mirror").exists()


def test_while_another_report_has_it_the_database_answers(
    big: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "_PATIENCE", 0.1)
    lock = file.hold(tmp_path / "mirror", clock.system())
    assert lock is not None
    assert asked(big) == [(5,), (3,)]
    assert not file.current(tmp_path / "mirror").exists()
    lock.release()
    assert asked(big) == [(5,), (3,)]
    assert file.current(tmp_path / "mirror").exists()


def test_damage_found_while_answering_is_answered_from_the_database(big: Ledger, tmp_path: Path) -> None:
    asked(big)
    opened = file.connect(file.current(tmp_path / "mirror"))
    opened.execute("DROP TABLE events")
    opened.close()
    assert asked(big) == [(5,), (3,)]
    assert not file.current(tmp_path / "mirror").exists()
    assert asked(big) == [(5,), (3,)]
    assert file.current(tmp_path / "mirror").exists()


def test_how_far_it_is_is_told_while_it_is_made(ledger: Ledger, tmp_path: Path) -> None:
    shop(ledger)
    told: list[tuple[int, int]] = []
    (home := file.folder(ledger.database.path)).mkdir()
    with results.snapshot(ledger.database):
        filling.fill(ledger.database, home, lambda done, total: told.append((done, total))).opened.close()
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert told[-1][0] == told[-1][1] > 0
    assert len({total for _done, total in told}) == 1


def test_who_stops_it_leaves_what_was_there_and_nothing_beside_it(ledger: Ledger, tmp_path: Path) -> None:
    shop(ledger)
    same(ledger)
    home = file.folder(ledger.database.path)
    before = file.current(home).read_bytes()

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with results.snapshot(ledger.database), pytest.raises(KeyboardInterrupt):
        filling.make(ledger.database, home, stop)
    assert file.current(home).read_bytes() == before
    assert [path for path in file.scratch(home) if path.exists()] == []
    assert same(ledger) == (3, 3)


_STOPPED = """
import os, signal, sys, threading
from pathlib import Path
from mactl.store.mirror import file, stopping
opened = file.connect(Path(sys.argv[1]))
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    with stopping.stoppable():
        opened.execute("SELECT sum(hash(a.range) % 7) FROM range(1000000) AS a, range(1000000) AS b").fetchall()
except KeyboardInterrupt:
    print("stopped")
"""


def test_ctrl_c_is_heard_while_duckdb_is_at_work(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _STOPPED, str(tmp_path / "x.duckdb")]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.stdout == b"stopped\n", done.stderr.decode()


_KILLED = """
import os, signal, sys
from pathlib import Path
from mactl.store import results
from mactl.store.database import Database
from mactl.store.mirror import file, filling
database = Database(Path(sys.argv[1]))
after = sys.argv[2]
learn, load = filling._learn, filling._load
def dying(*given):
    load(*given)
    if given[2].table == after:
        os.kill(os.getpid(), signal.SIGKILL)
filling._load = dying
with results.snapshot(database):
    filled = filling.fill(database, file.folder(database.path))
    filled.opened.close()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("place", "known"), [("events", False), ("messages", True), ("acknowledged", True)])
def test_a_report_that_is_killed_leaves_what_can_be_used(ledger: Ledger, place: str, known: bool) -> None:
    shop(ledger)
    home = file.folder(ledger.database.path)
    home.mkdir()
    if known:
        same(ledger)
    ledger.events([(n, "order_paid", after(3, hours=n), 1.0) for n in range(1, 6)])
    ledger.messages(ledger.launch("summer"), range(1, 6), at=after(2))
    command = [sys.executable, "-c", _KILLED, str(ledger.database.path), place]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert same(ledger) == (8, 12)


def test_a_worn_mirror_is_put_in_order_again(ledger: Ledger, tmp_path: Path) -> None:
    ledger.event(1, "order_paid", after(0), 1.0)
    same(ledger)
    first = made(tmp_path)
    ledger.events([(2, "order_paid", after(0), 1.0)] * 2)
    same(ledger)
    assert made(tmp_path) == first
    same(ledger)
    assert made(tmp_path) != first
