"""Points: booked once, spent soonest-to-expire first, gone when they expire."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mactl.store import points
from mactl.store.database import MEMORY, Database
from mactl.store.points import Booking


def test_the_same_booking_counts_once(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        booking = Booking(1, 100, "order 7")
        assert [points.earn(database, [booking], 0), points.earn(database, [booking], 5)] == [1, 0]
        assert points.spend(database, Booking(1, -30, "gift"), 10) == 30
        assert points.spend(database, Booking(1, -30, "gift"), 10) == 0
        assert points.balances(database, [1, 2], 10) == {1: 70}


def test_what_expires_soonest_is_spent_first(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        lots = [Booking(1, 50, "for ever"), Booking(1, 50, "late", 900), Booking(1, 50, "soon", 100)]
        points.earn(database, lots, 0)
        assert points.spend(database, Booking(1, -70, "gift"), 50) == 70
        assert [points.balances(database, [1], at)[1] for at in (99, 100, 900)] == [80, 80, 50]


def test_no_more_is_spent_than_there_is(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        points.earn(database, [Booking(1, 50, "a", 100)], 0)
        assert points.spend(database, Booking(1, -80, "gift"), 50) == 50
        assert points.balances(database, [1], 50) == {}
        assert points.spend(database, Booking(1, -1, "more"), 50) == 0


def test_what_was_booked_wrongly_is_taken_back_as_far_as_it_is_left(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        points.earn(database, [Booking(n, 50, "double points") for n in (1, 2)], 0)
        points.spend(database, Booking(1, -20, "gift"), 5)
        assert [points.take_back(database, n, "double points", 9) for n in (1, 2)] == [30, 50]
        assert points.balances(database, [1, 2], 9) == {}
        assert points.take_back(database, 1, "double points", 9) == 0


_MOVES = st.lists(st.tuples(st.integers(-60, 60).filter(bool), st.integers(1, 40)), max_size=25)


@given(_MOVES)
def test_the_balance_is_what_was_earned_less_what_was_spent(moves: list[tuple[int, int]]) -> None:
    """Against a plain list of lots: every point leaves once, none is created, the balance never is below zero."""
    with Database(MEMORY) as database:
        lots: list[list[int]] = []
        for at, (amount, lasts) in enumerate(moves):
            alive = sorted((lot for lot in lots if lot[1] > at), key=lambda lot: lot[1])
            if amount > 0:
                points.earn(database, [Booking(1, amount, str(at), at + lasts)], at)
                lots.append([amount, at + lasts])
            else:
                spent = points.spend(database, Booking(1, amount, str(at)), at)
                assert spent == min(-amount, sum(lot[0] for lot in alive))
                for lot in alive:
                    taken = min(lot[0], spent)
                    lot[0] -= taken
                    spent -= taken
            balance = sum(lot[0] for lot in lots if lot[1] > at)
            assert points.balances(database, [1], at).get(1, 0) == balance


def test_what_was_taken_back_can_be_booked_again(tmp_path: Path) -> None:
    """A message that did not go gives its points back; when it goes after all, they are booked anew."""
    with Database(tmp_path / "mactl.db") as database:
        for at in (0, 20, 40):
            assert points.earn(database, [Booking(1, 50, "grant 7")], at) == 1
            assert points.balances(database, [1], at) == {1: 50}
            assert points.take_back(database, 1, "grant 7", at + 10) == 50
            assert points.balances(database, [1], at + 10) == {}


def test_what_was_spent_before_is_not_booked_twice(tmp_path: Path) -> None:
    """A grant is worth what it says, however often its message fails: what was spent of it counts."""
    with Database(tmp_path / "mactl.db") as database:
        points.earn(database, [Booking(1, 50, "grant 7"), Booking(1, 5, "grant 70"), Booking(2, 9, "grant 7")], 0)
        assert points.spend(database, Booking(1, -20, "gift"), 5) == 20
        assert points.take_back(database, 1, "grant 7", 10) == 30
        assert points.kept(database, 1, "grant 7") == 20
        points.earn(database, [Booking(1, 30, "grant 7")], 20)
        assert points.spend(database, Booking(1, -10, "another"), 25) == 10
        assert points.take_back(database, 1, "grant 7", 30) == 25  # "grant 70" was there before: its 5 went first
        assert points.kept(database, 1, "grant 7") == 25
        assert points.balances(database, [1, 2], 40) == {2: 9}
        plan = " ".join(str(row[3]) for row in database.rows(
            "EXPLAIN QUERY PLAN SELECT id FROM points WHERE customer = ? AND source = ?", (1, "grant 7")))  # fmt: skip
        assert "SEARCH" in plan


def test_the_balance_of_one_is_none_where_nothing_was_ever_booked(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        points.earn(database, [Booking(1, 50, "a", 100)], 0)
        assert [points.balance(database, 1, at) for at in (50, 100)] == [50, 0]
        assert points.balance(database, 2, 50) is None
