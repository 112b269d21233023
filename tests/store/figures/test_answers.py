"""What reports ask of the store, each on a small case counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mactl.clock import DAY, HOUR
from mactl.store import figures
from mactl.store.database import Row
from tests.store.ledger import START, Ledger, after

NOW = after(days=90)
WHOLE = {"since": 0, "until": NOW}
GOAL = {"goal": "order_paid", "window": 7 * DAY, "now": NOW, **WHOLE}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    made.customers(range(1, 21))
    with made.database:
        yield made


def ask(ledger: Ledger, question: str, **what: object) -> list[Row]:
    return figures.answer(ledger.database, question, **what)


def test_messages_part_by_part_count_people_once_in_each(ledger: Ledger) -> None:
    spring, summer = ledger.launch("spring"), ledger.launch("summer", at=after(10))
    ledger.message(spring, 1, "clicked", clicked_at=after(0.1), opened_at=after(0.1), address="a@qq.com")
    ledger.message(spring, 1, channel="sms")
    ledger.message(spring, 2, "bounced", bounced_at=after(0.1), address="b@QQ.com")
    ledger.message(spring, 3, "bounced", bounced_at=after(0.1), reason="blocked", address="c@163.com")
    ledger.message(summer, 1, sent_at=after(10), address="a@qq.com")
    ledger.events([(1, "order_paid", after(1), 100.0), (1, "order_paid", after(11), 50.0)])
    by_channel = {row[0]: (row[1].sent, row[1].delivered, row[2].people, row[2].events, row[2].revenue)
                  for row in ask(ledger, "messages", by=("channel",), **GOAL)}  # fmt: skip
    assert by_channel == {"email": (3, 1, 1, 2, 1_500_000), "sms": (1, 1, 1, 1, 1_000_000)}
    by_campaign = {row[0]: (row[1].sent, row[2].events) for row in ask(ledger, "messages", by=("campaign",), **GOAL)}
    assert by_campaign == {"spring": (3, 1), "summer": (1, 1)}
    domains = {row[0]: (row[1].sent, row[1].bounced, row[1].blocked, row[1].negative)
               for row in ask(ledger, "messages", by=("domain",), **GOAL)}  # fmt: skip
    assert domains == {"": (1, 0, 0, 0), "qq.com": (2, 1, 0, 0), "163.com": (1, 1, 1, 1)}
    (whole,) = ask(ledger, "messages", **GOAL)
    assert (whole[-2].sent, whole[-1].people, whole[-1].events) == (3, 1, 2)
    early = ask(ledger, "messages", **{**GOAL, "until": after(5)})[0]
    assert (early[-2].sent, early[-1].events) == (3, 1)


def test_a_sandbox_counts_only_where_nothing_is_live(ledger: Ledger) -> None:
    ledger.messages(ledger.launch("try", mode="sandbox"), [1, 2])
    assert ask(ledger, "mode") == [("sandbox",)]
    assert ask(ledger, "messages", **GOAL)[0][-2].sent == 2
    ledger.messages(ledger.launch("real"), [3])
    assert ask(ledger, "mode") == [("live",)]
    assert ask(ledger, "messages", **GOAL)[0][-2].sent == 1


def touched(ledger: Ledger) -> None:
    """Customer 1: a, b, a, then an order of 90; customer 2: b, then nothing; customer 3: an order untouched."""
    a, b = ledger.launch("a"), ledger.launch("b")
    ledger.message(a, 1, sent_at=after(0))
    ledger.message(b, 1, sent_at=after(1))
    ledger.message(ledger.launch("a", occurrence="2"), 1, sent_at=after(2))
    ledger.message(b, 2, sent_at=after(1))
    ledger.events([(1, "order_paid", after(3), 90.0), (3, "order_paid", after(3), 10.0)])


def test_touches_are_numbered_from_the_first(ledger: Ledger) -> None:
    touched(ledger)
    found = ask(ledger, "touches_ranked", by="campaign", **GOAL)
    assert found == [("a", 1, 3, 1, 900_000), ("a", 3, 3, 1, 900_000), ("b", 2, 3, 1, 900_000)]


def test_touches_carry_their_ages(ledger: Ledger) -> None:
    touched(ledger)
    ((names, *columns),) = ask(ledger, "touches_aged", by="campaign", **GOAL)
    assert names == ["a", "b"]
    assert [column.tolist() for column in columns] == [
        [0, 1, 0], [3 * DAY, 2 * DAY, DAY], [1, 2, 3], [900_000, 900_000, 900_000],
    ]  # fmt: skip


def test_ways_are_those_of_goal_events_and_of_people_without_one(ledger: Ledger) -> None:
    touched(ledger)
    assert ask(ledger, "touches_chain", by="campaign", **GOAL) == [
        (None, "a", 1, 1, 0), (None, "b", 0, 1, 0), ("a", None, 1, 1, 900_000), ("a", "b", 1, 1, 0),
        ("b", None, 0, 1, 0), ("b", "a", 1, 1, 0),
    ]  # fmt: skip


def test_time_to_convert_is_from_the_last_message_to_the_first_goal(ledger: Ledger) -> None:
    touched(ledger)
    ledger.event(1, "order_paid", after(4), 5.0)
    ledger.event(2, "order_paid", after(days=1, hours=2), 5.0)
    assert ask(ledger, "time_to_convert", **GOAL) == [(120, 1), (1440, 1)]


def test_cohorts_are_by_first_order(ledger: Ledger) -> None:
    ledger.events([(1, "order_paid", after(0), 10.0), (1, "order_paid", after(12), 20.0)])
    ledger.events([(2, "order_paid", after(5), 10.0), (3, "order_paid", after(11), 30.0)])
    ledger.events([(3, "order_paid", after(12), 30.0), (3, "order_paid", after(25), 40.0)])
    periods = [(START, after(10)), (after(10), after(20)), (after(20), after(30))]
    assert ask(ledger, "cohorts", periods=periods, event="order_paid", now=NOW) == [
        (0, 0, 2, 200_000), (0, 1, 1, 200_000), (1, 0, 1, 600_000), (1, 1, 1, 400_000),
    ]  # fmt: skip


def test_activation_judges_those_whose_time_is_over(ledger: Ledger) -> None:
    sign = "UPDATE customers SET signup_at = ? WHERE id = ?"
    for customer, day in ((1, 0), (2, 0), (3, 86)):
        ledger.database.sql.execute(sign, (after(day), customer))
    ledger.events([(4, "user_signup", after(1), None), (4, "order_paid", after(2), 1.0)])
    ledger.events([(1, "order_paid", after(7), 1.0), (2, "order_paid", after(7.1), 1.0)])
    ledger.event(3, "order_paid", after(87), 1.0)
    assert ask(ledger, "activation", event="order_paid", window=7 * DAY, now=NOW, **WHOLE) == [(3, 2)]


def test_who_is_active_again_did_something_himself(ledger: Ledger) -> None:
    ledger.events([(1, "page_view", after(0), None), (2, "page_view", after(0), None)])
    ledger.events([(3, "message_opened", after(0), None), (1, "login", after(31), None)])
    ledger.event(2, "message_delivered", after(31))
    span = {"since": START, "until": after(30), "again_since": after(30), "again_until": after(60)}
    assert ask(ledger, "kept", now=NOW, **span) == [(2, 1)]


def test_a_second_order_is_another_order(ledger: Ledger) -> None:
    ledger.event(1, "order_paid", after(0), 1.0, order_id="x")
    ledger.event(1, "order_paid", after(1), 1.0, order_id="x")
    ledger.event(2, "order_paid", after(0), 1.0, order_id="y")
    ledger.event(2, "order_paid", after(1), 1.0, order_id="z")
    ledger.events([(3, "order_paid", after(0), 1.0), (3, "order_paid", after(0), 1.0)])
    assert ask(ledger, "repeated", event="order_paid", now=NOW, **WHOLE) == [(3, 2)]


def test_both_sides_of_every_holdout(ledger: Ledger) -> None:
    held = ledger.launch("with")
    ledger.messages(held, range(1, 5))
    ledger.message(held, 5, "held_out", reason="held_out")
    ledger.messages(ledger.launch("without"), [1])
    ledger.events([(1, "order_paid", after(1), 10.0), (5, "order_paid", after(1), 4.0)])
    ((name, treated, kept),) = ask(ledger, "arms", **GOAL)
    assert (name, treated.people, treated.converted, kept.people, kept.revenue) == ("with", 4, 1, 1, 4.0)


def test_coupons_are_counted_by_campaign(ledger: Ledger) -> None:
    ledger.messages(ledger.launch("a"), [1, 2])
    ledger.event(1, "order_paid", after(1), 10.0, coupon="NEW20")
    ledger.event(2, "order_paid", after(1), 10.0)
    assert ask(ledger, "redeemed", **GOAL) == [("", "NEW20", 1)]
    assert ask(ledger, "redeemed", by=("campaign",), **GOAL) == [("a", "NEW20", 1)]


def test_the_hours_of_opens_clicks_and_orders(ledger: Ledger) -> None:
    ledger.database.sql.execute("UPDATE customers SET time_zone = 'Europe/Berlin' WHERE id = 2")
    origin = ledger.launch("a")
    ledger.message(origin, 1, opened_at=START + HOUR, clicked_at=START + HOUR)
    ledger.message(origin, 2, opened_at=START + HOUR)
    ledger.event(1, "order_paid", START + HOUR, 1.0)
    quarter = (START + HOUR) // (HOUR // 4)
    assert ask(ledger, "rhythm", goal="order_paid", now=NOW, **WHOLE) == [
        ("opened", None, quarter, 1), ("opened", "Europe/Berlin", quarter, 1), ("clicked", None, quarter, 1),
        ("ordered", None, quarter, 1),
    ]  # fmt: skip


def test_why_messages_failed_and_bounced(ledger: Ledger) -> None:
    origin = ledger.launch("a")
    ledger.message(origin, 1, "failed", reason="suppress", code="5.1.1", detail="no such user")
    ledger.message(origin, 2, "failed", reason="suppress", code="5.1.1", detail="no such user")
    ledger.message(origin, 3, "bounced", bounced_at=after(1), reason="soft")
    ledger.message(origin, 4)
    assert ask(ledger, "refusals", **WHOLE) == [
        ("email", "failed", "suppress", "5.1.1", 2, "no such user"),
        ("email", "bounced", "soft", None, 1, None),
    ]


def test_the_suppression_list_by_reason_and_time(ledger: Ledger) -> None:
    for address, reason in (("a@x.cn", "complained"), ("b@x.cn", "complained"), ("c@x.cn", "manual")):
        ledger.database.sql.execute(
            "INSERT INTO suppressions (address, reason, at) VALUES (?, ?, ?)", (address, reason, START)
        )
    quarter = START // (HOUR // 4)
    found = ask(ledger, "suppressed", until=NOW)
    assert sorted(found) == [("complained", "", quarter, 2), ("manual", "", quarter, 1)]


def test_what_was_paid_beside_messages(ledger: Ledger) -> None:
    ledger.launch("a", cost={"fixed": "12.5"})
    ledger.launch("b", at=after(40))
    found = ask(ledger, "launches", since=0, until=after(30))
    assert found == [("campaign", "b", "b", "0", 0), ("campaign", "a", "a", "12.5", 1)]


def test_goal_events_of_a_time(ledger: Ledger) -> None:
    ledger.events(
        [(1, "order_paid", after(0), 1.5), (1, "order_paid", after(1), 2.0), (2, "order_paid", after(99), 9.0)]
    )
    assert ask(ledger, "goal_events", goal="order_paid", now=NOW, **WHOLE) == [(2, 1, 35_000)]
    assert ask(ledger, "first_event", event="order_paid", now=NOW) == [(START, after(1))]
