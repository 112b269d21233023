"""What the rollups and the index say of a customer's events is what the events themselves say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.model.event import AHEAD
from mactl.core.segments.condition import Context
from mactl.core.segments.events import Happening
from mactl.core.segments.operators import Comparison
from mactl.core.segments.parse import parse
from mactl.core.segments.sql import NEVER, Sql, fill
from mactl.core.segments.tallies import enough, is_timed, joined, tally, turn
from mactl.core.segments.windows import Window
from mactl.store.database import MEMORY, Database

NOW = 1_772_420_000_000
DAY = 86_400_000
# At the edges of a window of three days, of now, and of what is taken a little ahead of its time.
TIMES = [NOW - 3 * DAY + shift for shift in (-DAY, 0, 1)] + [NOW + shift for shift in (-1, 0, 1, AHEAD, AHEAD + 1)]
FIGURES = {
    "any": lambda inside: int(bool(inside)),
    "count": len,
    "sum": lambda inside: sum(amount or 0 for _at, amount in inside),
    "first": lambda inside: min((at for at, _amount in inside), default=None),
    "last": lambda inside: max((at for at, _amount in inside), default=None),
}


@pytest.fixture(scope="module")
def shop() -> Iterator[Database]:
    with Database(MEMORY) as database:
        yield database


def store(database: Database, events: list[tuple[int, int | None]]) -> None:
    for table in ("customers", "events", "rollups"):
        database.sql.execute(f"DELETE FROM {table}")
    database.sql.execute("INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (1, 'c1', 0, 0)")
    database.sql.executemany(
        "INSERT INTO events (customer, type, at, source, source_id, amount) VALUES (1, ?, ?, 1, ?, ?)",
        [("order_paid", at, place, amount) for place, (at, amount) in enumerate(events)] + [("login", NOW, "x", 7)],
    )
    database.sql.execute(
        "INSERT INTO rollups SELECT customer, type, count(*), coalesce(sum(amount), 0), min(at), max(at) FROM events"
        " GROUP BY customer, type"
    )


@given(
    events=st.lists(st.tuples(st.sampled_from(TIMES), st.sampled_from([None, 0, 5_000, 20_000])), max_size=4),
    within=st.sampled_from([None, "3d"]),
    past=st.booleans(),
    rich=st.booleans(),
    fewest=st.integers(0, 3),
)
def test_a_figure_is_that_of_the_events_inside(
    shop: Database, events: list[tuple[int, int | None]], within: str | None, *, past: bool, rich: bool, fewest: int
) -> None:
    store(shop, events)
    where = (("amount", (Comparison(">", 1),)),) if rich else ()
    happening = Happening(event="order_paid", where=where, window=Window(within=within))
    start = NOW - 3 * DAY if within else 0
    end = NOW if past else NOW + AHEAD if within else 2**62
    inside = [(at, amount) for at, amount in events if start < at <= end and (not rich or (amount or 0) > 10_000)]
    for figure, wanted in FIGURES.items():
        asked = tally(figure, happening, Context(now=NOW, past=past))
        [found] = shop.row(f"SELECT {asked.text} FROM customers AS c", asked.params) or ()
        assert found == wanted(inside), figure
    asked = tally("count", happening, Context(now=NOW, past=past), fewest)
    [found] = shop.row(f"SELECT {asked.text} FROM customers AS c", asked.params) or ()
    assert found == len(inside) or (found == 0 and len(inside) < fewest)


@pytest.mark.parametrize(
    ("tests", "least"),
    [
        ([(">=", 3)], 3),
        ([("=", 2)], 2),
        ([(">", 2.5)], 2),
        ([("between", (2, 9))], 2),
        ([(">=", 2), ("<", 5)], 2),
        ([("<", 5)], 0),
        ([("=", 0)], 0),
        ([(">=", -3)], 0),
        ([("in", (2, 3))], 0),
        ([("!=", 4)], 0),
    ],
)
def test_too_few_are_those_whom_no_window_could_make_enough(tests: list[tuple[str, object]], least: int) -> None:
    assert enough(tuple(Comparison(*each) for each in tests)) == least  # type: ignore[arg-type]


@given(events=st.lists(st.tuples(st.sampled_from(TIMES), st.none()), max_size=4), last=st.booleans())
def test_the_next_turn_is_when_an_event_comes_to_count_or_drops_out(
    shop: Database, events: list[tuple[int, int | None]], *, last: bool
) -> None:
    store(shop, events)
    happening = Happening(event="order_paid", window=Window(within="3d"))
    context = Context(now=NOW)
    assert is_timed(happening, context)
    asked = turn(happening, context, last=last)
    [found] = shop.row(f"SELECT {asked.text} FROM customers AS c", asked.params) or ()
    inside = [at + 3 * DAY for at, _amount in events if NOW - 3 * DAY < at <= NOW + AHEAD]
    ahead = [at - AHEAD for at, _amount in events if at > NOW + AHEAD]
    leaving = [max(inside)] if inside and last else inside
    assert found == min([*leaving, *ahead], default=NEVER)


def test_too_few_events_to_be_counted_wait_for_nothing(shop: Database) -> None:
    store(shop, [(NOW - DAY, None)])
    happening, context = Happening(event="order_paid", window=Window(within="3d")), Context(now=NOW)
    for fewest, wanted in ((1, NOW + 2 * DAY), (2, NEVER)):
        asked = turn(happening, context, enough=fewest)
        assert shop.row(f"SELECT {asked.text} FROM customers AS c", asked.params) == (wanted,)


@pytest.mark.parametrize(
    "happening",
    [
        Happening(event="order_paid"),
        Happening(event="order_paid", window=Window(within="3d", dates=(Comparison("after", "-1d"),))),
        Happening(event="order_paid", window=Window(within="3d"), where=(("amount", (Comparison(">", 1),)),)),
    ],
)
def test_what_the_rollups_do_not_know_is_asked_of_the_events(happening: Happening) -> None:
    assert not is_timed(happening, Context(now=NOW))


@given(
    events=st.lists(st.tuples(st.sampled_from(TIMES), st.sampled_from([None, 5_000, 20_000])), max_size=3),
    said=st.sampled_from([
        {"event": "order_paid", "within": "3d", "count": {">=": 2}},
        {"not": {"event": "order_paid", "within": "3d"}},
        {"sum": {"event": "order_paid", "of": "amount", "within": "3d"}, "is": {">=": 1}},
        {"last": {"event": "order_paid", "of": "at"}, "is": {"before": "-1d"}},
        {"all": [{"event": "login"}, {"any": [{"event": "order_paid", "count": {"=": 0}}, {"event": "refund"}]}]},
    ]),
)  # fmt: skip
def test_rollups_that_are_joined_say_the_same(
    shop: Database, events: list[tuple[int, int | None]], said: dict[str, Any]
) -> None:
    store(shop, events)
    condition, context = parse(said), Context(now=NOW, scope="customers_asked")
    shop.sql.execute("CREATE TEMP TABLE IF NOT EXISTS customers_asked AS SELECT 1 AS customer")
    joins, there = joined(condition, context)
    assert set(there.rollups) == condition.event_types(context)

    def answered(asked: Sql | None, rest: Sql) -> object:
        found = fill("SELECT {} FROM customers AS c{}", asked or Sql("NULL"), rest)
        return shop.row(found.text, found.params)

    assert answered(condition.sql(there), joins) == answered(condition.sql(context), Sql(""))
    assert answered(condition.turn(there), joins) == answered(condition.turn(context), Sql(""))
