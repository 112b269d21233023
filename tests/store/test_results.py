"""Figures of campaigns: people once each, goals inside their window, both sides of a holdout."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.clock import DAY
from mactl.core.model.results import Arm, Conversions, Day, Reach
from mactl.core.segments.sql import TRUE, Sql
from mactl.store import activity, results
from mactl.store.results import Goal, Scope
from tests.store.ledger import START, Ledger, after

NOW = after(days=30)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    with made.database:
        yield made


def paid(window: int = 7 * DAY, now: int = NOW, test: Sql = TRUE, event: str = "order_paid") -> Goal:
    return Goal(event=event, test=test, window=window, now=now)


def conversions(ledger: Ledger, *origins: int, goal: Goal | None = None) -> Conversions:
    meant, _channels = results.scope(ledger.database, origins)
    return results.conversions(ledger.database, meant, goal or paid())


def test_people_are_counted_once_by_what_became_of_their_messages(ledger: Ledger) -> None:
    origin = ledger.launch("春季上新")
    ledger.message(origin, 1, "clicked", opened_at=START + 1, clicked_at=START + 1)
    ledger.message(origin, 1, "sent", channel="sms")
    ledger.message(origin, 2, "bounced", bounced_at=START + 5)
    ledger.message(origin, 3, "bounced", bounced_at=START + 5, reason="soft")
    ledger.message(origin, 4, "skipped", reason="no_consent")
    ledger.message(origin, 5, "sent", machine_opened_at=START + 2)
    ledger.message(origin, 6, "opened", opened_at=START + 3, machine_opened_at=START + 2, unsubscribed_at=START + 9)
    ledger.message(origin, 7, "complained", complained_at=START + 3)
    ledger.message(origin, 8, "unknown")
    meant, channels = results.scope(ledger.database, (origin,))
    assert channels == ("email", "sms")
    assert results.reach(ledger.database, meant) == Reach(
        audience=8, sent=6, delivered=4, bounced_hard=1, bounced_soft=1, opened=2, machine_opened=1, clicked=1,
        unsubscribed=1, complained=1, negative=2, cost=700, derived=True, delivered_reported=False,
    )  # fmt: skip


def test_where_a_provider_reports_deliveries_only_those_count(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.message(origin, 1, "delivered", channel="sms", delivered_at=START + 1)
    ledger.message(origin, 2, "sent", channel="sms")
    ledger.message(origin, 3, "clicked", channel="sms", clicked_at=START + 9)
    ledger.message(origin, 2, "sent", channel="email")
    meant, _channels = results.scope(ledger.database, (origin,))
    assert meant.reporting == ("sms",)
    whole = results.reach(ledger.database, meant)
    assert (whole.sent, whole.delivered, whole.derived, whole.delivered_reported) == (3, 3, True, True)
    sms = results.reach(ledger.database, Scope(origins=(origin,), channel="sms", reporting=("sms",)))
    assert (sms.sent, sms.delivered, sms.derived, sms.delivered_reported) == (3, 2, False, True)


def test_nobody_gives_zeros(ledger: Ledger) -> None:
    assert results.reach(ledger.database, Scope(origins=())) == Reach()
    assert conversions(ledger) == Conversions()


def test_a_goal_counts_from_delivery_to_the_end_of_its_window(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.messages(origin, range(1, 9))
    ledger.message(origin, 9, "bounced", bounced_at=START)
    ledger.events(
        [
            (1, "order_paid", START - 1, 1.0),  # before
            (2, "order_paid", START, 2.0),  # at the very instant
            (3, "order_paid", after(days=7), 4.0),  # at the very end
            (4, "order_paid", after(days=7) + 1, 8.0),  # after it
            (5, "order_paid", after(days=1), 16.5),
            (5, "order_paid", after(days=2), 32.0),  # twice: one person, two events
            (6, "page_view", after(days=1), None),
            (9, "order_paid", after(days=1), 64.0),  # never got it
            (77, "order_paid", after(days=1), 128.0),  # was not meant
        ]
    )
    assert conversions(ledger, origin) == Conversions(people=3, events=4, revenue=545_000, last=START)
    assert conversions(ledger, origin, goal=paid(now=after(days=1.5))) == Conversions(
        people=2, events=2, revenue=185_000, last=START
    )


def test_the_window_starts_at_the_delivery_where_it_is_known(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.message(origin, 1, "delivered", delivered_at=after(hours=5))
    ledger.event(1, "order_paid", after(hours=4), 10)
    assert conversions(ledger, origin).people == 0
    ledger.event(1, "order_paid", after(hours=6), 10)
    assert conversions(ledger, origin).people == 1


def test_an_event_after_two_occurrences_counts_once(ledger: Ledger) -> None:
    first, second = ledger.launch("a"), ledger.launch("a", occurrence="2", at=after(days=1))
    ledger.messages(first, [1, 2])
    ledger.messages(second, [1, 2], at=after(days=1))
    ledger.events([(1, "order_paid", after(days=2), 5.0), (2, "order_paid", after(hours=2), 7.0)])
    assert conversions(ledger, first, second) == Conversions(people=2, events=2, revenue=120_000, last=after(days=1))


def test_many_events_of_few_people_are_read_by_person_and_give_the_same(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.messages(origin, [1, 2])
    ledger.events([(n % 50, "page_view", after(hours=n / 10), 1.0) for n in range(1000)])
    found = conversions(ledger, origin, goal=paid(event="page_view", window=DAY))
    assert found == Conversions(people=2, events=10, revenue=100_000, last=START)


def test_the_properties_of_a_goal_narrow_it(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.messages(origin, [1, 2])
    ledger.events([(1, "order_paid", after(hours=1), 300.0), (2, "order_paid", after(hours=1), 20.0)])
    assert conversions(ledger, origin, goal=paid(test=Sql("e.amount > ?", (1_000_000,)))).people == 1


def test_both_sides_of_a_holdout_count_all_who_were_drawn(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.messages(origin, [1, 2, 3])
    ledger.message(origin, 4, "skipped", reason="no_address")  # after the draw: counts
    ledger.message(origin, 5, "skipped", reason="no_consent")  # before it: does not
    ledger.message(origin, 6, "held_out", reason="held_out")
    ledger.message(origin, 7, "held_out", reason="held_out")
    ledger.message(origin, 8, "queued")
    ledger.events([(n, "order_paid", after(days=1), 10.0 * n) for n in (1, 3, 3, 5, 6, 8)])
    meant, _channels = results.scope(ledger.database, (origin,))
    assert results.held_out(ledger.database, meant)
    assert results.arms(ledger.database, meant, paid()) == (
        Arm(people=4, converted=2, revenue=70.0, squares=10.0**2 + 60.0**2),
        Arm(people=2, converted=1, revenue=60.0, squares=3600.0),
    )


def test_days_count_what_happened_on_them(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.message(origin, 1, "clicked", opened_at=after(days=1), clicked_at=after(days=1))
    ledger.messages(origin, [2])
    ledger.event(2, "order_paid", after(days=2), 9.9)
    meant, _channels = results.scope(ledger.database, (origin,))
    assert activity.days(ledger.database, meant, paid(), lambda at: f"day {(at - START) // DAY}") == [
        Day(date="day 0", sent=2),
        Day(date="day 1", opened=1, clicked=1),
        Day(date="day 2", conversions=1, revenue=99_000),
    ]


def test_a_snapshot_does_not_change_while_others_write(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    other = Ledger.__new__(Ledger)
    other.database = type(ledger.database)(ledger.database.path)
    with other.database, results.snapshot(ledger.database):
        meant = Scope(origins=(origin,))
        assert results.reach(ledger.database, meant).audience == 0
        other.message(origin, 1)
        assert results.reach(ledger.database, meant).audience == 0
    assert results.reach(ledger.database, meant).audience == 1


@pytest.fixture(scope="module")
def hillstrom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """64,000 customers, two arms sent by e-mail, what they did within two weeks as events."""
    made = Ledger(tmp_path_factory.mktemp("hillstrom"))
    with gzip.open(Path(__file__).parent.parent / "data" / "hillstrom.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(enumerate(csv.DictReader(file), 1))
    with made.database.transaction():
        for arm in ("Mens E-Mail", "Womens E-Mail"):
            made.messages(made.launch(arm), (n for n, row in rows if row["treatment"] == arm))
        made.events((n, "site_visit", after(n % 14, n % 24), None) for n, row in rows if row["visit"] == "1")
        spent = ((n, row) for n, row in rows if row["conversion"] == "1")
        made.events((n, "order_paid", after(n % 14, n % 24), float(row["spend"])) for n, row in spent)
    yield made
    made.database.close()


@pytest.mark.parametrize(
    ("origin", "sent", "visits", "orders", "revenue"),
    [(1, 21_307, 3_894, 267, 303_116_900), (2, 21_387, 3_238, 189, 230_381_100)],
)
def test_hillstroms_arms_give_the_published_counts(
    hillstrom: Ledger, origin: int, sent: int, visits: int, orders: int, revenue: int
) -> None:
    meant, _channels = results.scope(hillstrom.database, (origin,))
    assert results.reach(hillstrom.database, meant).sent == sent
    visited = results.conversions(hillstrom.database, meant, paid(14 * DAY, event="site_visit"))
    assert (visited.people, visited.events) == (visits, visits)
    assert results.conversions(hillstrom.database, meant, paid(14 * DAY)) == Conversions(
        people=orders, events=orders, revenue=revenue, last=START
    )
