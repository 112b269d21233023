"""Everybody, slice by slice: the same answers as all at once, told how far they are, stopped within a moment."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.core.segments.condition import Slice
from mactl.errors import MactlError
from mactl.store import slices
from mactl.store.database import Database

PEOPLE = 25
ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(slices, "SIZE", 4)
    with Database(tmp_path / "mactl.db") as database:
        for number in range(PEOPLE):
            database.sql.execute(
                "INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (?, ?, 0, 0)",
                (3 + number * number, number),
            )
        yield database


def within(hand: Database, one: Slice | None) -> list[str]:
    first, last = (one.first, one.last) if one else (0, 9_999)
    return [row[0] for row in hand.rows("SELECT customer_id FROM customers WHERE id BETWEEN ? AND ?", (first, last))]


def test_each_customer_is_in_one_slice_and_the_slices_stand_in_their_order(shop: Database) -> None:
    found = slices.ask(shop, within, splits=True)
    assert [name for part in found for name in part] == [str(number) for number in range(PEOPLE)]
    assert len(found) == 7
    assert slices.ask(shop, within, splits=False) == [[str(number) for number in range(PEOPLE)]]


def test_how_many_are_done_is_told_and_not_where_it_cannot_be(shop: Database) -> None:
    told: list[tuple[int, int]] = []
    slices.ask(shop, within, splits=True, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, PEOPLE)
    assert told[-1] == (PEOPLE, PEOPLE)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    told.clear()
    slices.ask(shop, within, splits=False, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 0), (PEOPLE, PEOPLE)]


def test_a_few_are_asked_about_on_the_same_connection(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SIZE", PEOPLE)
    shop.sql.execute("CREATE TEMP TABLE mine (x)")
    assert slices.ask(shop, lambda hand, _one: hand is shop, splits=True) == [True]
    shop.sql.execute("DELETE FROM customers")
    assert slices.ask(shop, lambda _hand, one: one, splits=True) == [Slice(0, 0)]


def test_what_is_wrong_with_one_slice_stops_the_others(shop: Database) -> None:
    def work(hand: Database, one: Slice | None) -> int:
        if one and one.first == 3:
            raise MactlError("no such thing")
        return hand.number(ENDLESS)

    with pytest.raises(MactlError, match="no such thing"):
        slices.ask(shop, work, splits=True)
    assert_nobody_works()


@pytest.mark.parametrize("splits", [True, False])
def test_ctrl_c_interrupts_what_runs(shop: Database, *, splits: bool) -> None:
    started = threading.Event()

    def work(hand: Database, _one: Slice | None) -> int:
        started.set()
        return hand.number(ENDLESS)

    def press(*_told: int) -> None:
        threading.Thread(target=lambda: (started.wait(), threading.Event().wait(0.1), _interrupt())).start()

    with pytest.raises(KeyboardInterrupt):
        slices.ask(shop, work, splits=splits, progress=press)
    assert_nobody_works()
    assert slices.ask(shop, within, splits=True)


def assert_nobody_works() -> None:
    left = [one for one in threading.enumerate() if one.name.startswith("slice")]
    for one in left:
        one.join(5)
    assert not [one for one in left if one.is_alive()]


def _interrupt() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
