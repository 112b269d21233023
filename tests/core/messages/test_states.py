"""The states of a message: only the moves of M2 and M3, and receipts that lead forward in any order."""

from __future__ import annotations

from functools import reduce
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.messages.states import (
    ACCEPTED,
    MOVES,
    RECEIPTS,
    SETTLED,
    TERMINAL,
    UNCLAIMED,
    advance,
    holds_slot,
    may,
)
from mactl.core.model.message import State

STATES: tuple[State, ...] = get_args(State)
ANY = st.sampled_from(STATES)


def test_the_table_knows_every_state() -> None:
    assert set(MOVES) == set(STATES)
    assert SETTLED | UNCLAIMED | {"sending"} == set(STATES)
    assert {"complained", "failed", "skipped", "held_out"} == TERMINAL


@pytest.mark.parametrize(
    ("state", "following"),
    [
        *[("queued", "sent"), ("queued", "failed"), ("queued", "unknown"), ("delayed", "sending"), ("delayed", "sent")],
        *[
            ("sending", "skipped"),
            ("sent", "queued"),
            ("sent", "sending"),
            ("failed", "sending"),
            ("skipped", "queued"),
        ],
        *[("unknown", "queued"), ("unknown", "delayed"), ("held_out", "queued"), ("clicked", "opened")],
    ],
)
def test_moves_that_are_none(state: State, following: State) -> None:
    assert not may(state, following)


@pytest.mark.parametrize(
    ("state", "receipt", "expected"),
    [
        ("sent", "delivered", "delivered"),
        ("bounced", "sent", "bounced"),  # a late "sent" never hides "bounced"
        ("delivered", "bounced", "bounced"),
        ("opened", "bounced", "opened"),
        ("clicked", "opened", "clicked"),
        ("clicked", "complained", "complained"),
        ("unknown", "delivered", "delivered"),
        ("sending", "bounced", "bounced"),  # the receipt overtook the answer
        ("queued", "delivered", "queued"),
        ("failed", "delivered", "failed"),
        ("skipped", "opened", "skipped"),
        ("sent", "queued", "sent"),
        ("unknown", "failed", "unknown"),  # no receipt, a decision
    ],
)
def test_receipts(state: State, receipt: State, expected: State) -> None:
    assert advance(state, receipt) == expected


@given(ANY, ANY)
def test_never_backwards(state: State, receipt: State) -> None:
    after = advance(state, receipt)
    assert after == state or may(state, after)
    assert advance(after, receipt) == after
    if state in ACCEPTED:
        assert after in ACCEPTED
        assert RECEIPTS.index(after) >= RECEIPTS.index(state)


@given(
    st.lists(st.sampled_from(RECEIPTS), max_size=6).flatmap(
        lambda some: st.tuples(st.just(some), st.permutations(some))
    )
)
def test_the_order_in_which_receipts_come_does_not_matter(receipts: tuple[list[State], list[State]]) -> None:
    assert reduce(advance, receipts[0], "sent") == reduce(advance, receipts[1], "sent")


@pytest.mark.parametrize(
    ("state", "attempts", "holds"),
    [
        ("queued", 0, False),
        ("delayed", 0, False),
        ("delayed", 1, True),  # waits to be tried again
        ("sending", 1, True),
        ("unknown", 1, True),
        ("clicked", 1, True),
        ("failed", 3, False),
        ("bounced", 1, False),
        ("skipped", 0, False),
        ("held_out", 0, False),
    ],
)
def test_slots(state: State, attempts: int, holds: bool) -> None:
    assert holds_slot(state, attempts) is holds
