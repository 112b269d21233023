"""Orders counted: from rollups and from events alike, as a plain reading of the definition counts them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from mactl.store import events, orders
from mactl.store.database import Database


class Said(NamedTuple):
    """An event: whose, whether a refund, at what instant, of which order ("" for none), for how much."""

    customer: int
    refund: bool
    at: int
    order: str
    amount: int


SAID = st.builds(
    Said, st.integers(1, 3), st.sampled_from([False, False, True]), st.integers(1, 40),
    st.sampled_from(["", "A", "B", "C"]), st.integers(0, 9),
)  # fmt: skip
Answer = dict[int, tuple[int, int, int, int]]


def counted(found: Sequence[Said], since: int | None, until: int) -> Answer:
    """Return orders, net amount, first and last of each customer, by the words of docs/segments.md."""
    answer: Answer = {}
    for who in {one.customer for one in found}:
        own = [one for one in found if one.customer == who and one.at <= until]
        placed = {one.order: min(each.at for each in own if not each.refund and each.order == one.order)
                  for one in own if one.order and not one.refund}  # fmt: skip

        def instant(one: Said, known: dict[str, int] = placed) -> int:
            return known.get(one.order, one.at)

        inside = [one for one in own if since is None or instant(one) > since]
        paid = [one for one in inside if not one.refund]
        names = {one.order or f"#{n}" for n, one in enumerate(paid)}
        if names:
            at = [instant(one) for one in paid]
            net = sum(-one.amount if one.refund else one.amount for one in inside)
            answer[who] = (len(names), net, min(at), max(at))
    return answer


def asked(database: Database, since: int | None, until: int) -> Answer:
    found = orders.purchases(database, since, until)
    columns = (found.customer, found.orders, found.amount, found.first_at, found.last_at)
    return {who: tuple(rest) for who, *rest in zip(*(each.tolist() for each in columns), strict=True)}  # type: ignore[misc]


def store(database: Database, found: Sequence[Said], start: int) -> None:
    rows: list[events.Stored] = [
        (one.customer, "order_refunded" if one.refund else "order_paid", one.at, 1, start + n, one.amount,
         json.dumps({"order_id": one.order} if one.order else {}))
        for n, one in enumerate(found)
    ]  # fmt: skip
    with database.transaction():
        events.add(database, rows, 0)


@given(st.lists(st.lists(SAID, max_size=10), min_size=1, max_size=3), st.integers(0, 40), st.integers(1, 40))
@settings(max_examples=60)
def test_orders_are_counted_as_the_definition_says(batches: list[list[Said]], since: int, until: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "mactl.db") as database:
        known: list[Said] = []
        for batch in batches:
            store(database, batch, len(known))
            known += batch
            orders.refresh(database)
        assert asked(database, None, 40) == counted(known, None, 40)
        assert asked(database, -1, 40) == counted(known, None, 40)
        assert asked(database, None, until) == counted(known, None, until)
        assert asked(database, since, until) == counted(known, since, until)


def test_what_is_new_is_found_by_number_and_windows_by_index(tmp_path: Path) -> None:
    with Database(tmp_path / "mactl.db") as database:
        forget = plan(database, orders._FORGET, upto=5)
        windows = plan(database, orders._ORDERS.format("1"), since=1, until=9)
    assert "SEARCH n USING INTEGER PRIMARY KEY (rowid>?)" in forget
    assert any("SEARCH e USING INDEX events_type (type=? AND at>? AND at<?)" in line for line in windows)


def plan(database: Database, statement: str, **given: int) -> list[str]:
    return [str(row[3]) for row in database.rows(f"EXPLAIN QUERY PLAN {statement}", given)]
