"""The mirror gives the same numbers as the database, to the last digit, whatever happened to events and messages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR
from mactl.store.mirror.columns import Columns
from tests.store.ledger import START, Ledger, after
from tests.store.mirror.reflected import reflected, told

NOW = after(days=40)
KINDS = ("product_viewed", "cart_updated", "order_paid")
PERIODS = [(after(n), after(n + 5)) for n in range(0, 40, 5)]
AT = st.integers(0, 40 * 24).map(lambda hour: START + hour * HOUR)
WHEN = st.one_of(AT, st.integers(0, 3).map(lambda n: START + n))  # many at one instant
EVENT = st.tuples(st.integers(1, 6), st.sampled_from(KINDS), WHEN, st.sampled_from([None, 0.5, 1e9]))
PAYMENT = st.tuples(st.integers(1, 6), AT, st.sampled_from(["x", "y", None]))
SPAN = st.tuples(AT, AT).map(sorted)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(tmp_path)
    made.customers(range(1, 7))
    with made.database:
        yield made


def everything(columns: Columns, since: int, until: int, window: int) -> None:
    span = {"since": since, "until": until, "now": NOW}
    for steps in (KINDS, ("order_paid", "order_paid"), ("cart_updated",), ("never", "order_paid")):
        told(columns, "funnel", steps=steps, window=window, **span)
    told(columns, "cohorts", periods=PERIODS, event="order_paid", now=NOW)
    told(columns, "cohorts", periods=[], event="order_paid", now=NOW)
    told(columns, "repeated", event="order_paid", **span)
    for kind in (*KINDS, "never"):
        told(columns, "first_event", event=kind, now=NOW)
        told(columns, "goal_events", goal=kind, **span)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(EVENT, max_size=30), st.lists(PAYMENT, max_size=8), SPAN, st.integers(0, 9))
def test_events_give_the_same_answers(
    ledger: Ledger, rows: list[tuple[int, str, int, float | None]], paid: list[tuple[int, int, str | None]],
    span: tuple[int, int], days: int,
) -> None:  # fmt: skip
    ledger.database.sql.execute("DELETE FROM events")
    ledger.database.sql.execute("DELETE FROM order_repeats")
    ledger.database.sql.execute("DELETE FROM facts WHERE name = 'orders_upto'")
    ledger.events(rows)
    for customer, at, order in paid:
        ledger.event(customer, "order_paid", at, 2.0, **({} if order is None else {"order_id": order}))
    with reflected(ledger.database) as columns:
        everything(columns, -(2**62), NOW + 1, 7 * DAY)
        everything(columns, *span, days * DAY)


SENT = st.tuples(
    st.integers(0, 3), st.integers(1, 6), st.sampled_from(["email", "sms"]), WHEN,
    st.sampled_from(["sent", "sent", "clicked", "bounced", "delivered", "queued"]),
)  # fmt: skip


def launched(ledger: Ledger, mode: str) -> list[int]:
    sql = ledger.database.sql
    for table in ("messages", "origins", "events"):
        sql.execute(f"DELETE FROM {table}")
    return [ledger.launch(name, mode=mode, occurrence=str(n)) for n, name in enumerate(("春", "春", "summer", "a"))]


def message(ledger: Ledger, origin: int, customer: int, channel: str, at: int, state: str, number: int) -> None:
    instants = {} if state in {"sent", "queued"} else {f"{state}_at": at + HOUR}
    if state != "queued":
        instants["sent_at"] = at
    ledger.message(origin, customer, state, channel, enrolment=number + 1, **instants)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(SENT, max_size=25), st.lists(EVENT, max_size=25), SPAN, st.integers(0, 9),
    st.sampled_from(["live", "sandbox"]),
)  # fmt: skip
def test_messages_give_the_same_answers(
    ledger: Ledger, sent: list[tuple[int, int, str, int, str]], rows: list[tuple[int, str, int, float | None]],
    span: tuple[int, int], days: int, mode: str,
) -> None:  # fmt: skip
    origins = launched(ledger, mode)
    for number, (origin, customer, channel, at, state) in enumerate(sent):
        message(ledger, origins[origin], customer, channel, at, state, number)
    ledger.events(rows)
    goal = {"goal": "order_paid", "now": NOW}
    with reflected(ledger.database) as columns:
        for by in ("campaign", "channel"):
            for question in ("touches_ranked", "touches_aged", "touches_chain"):
                told(columns, question, by=by, since=-(2**62), until=NOW + 1, window=7 * DAY, **goal)
                told(columns, question, by=by, since=span[0], until=span[1], window=days * DAY, **goal)
