"""Grants: once for each message, codes back to their pool, redeemed by the event that names the code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.store import events, grants
from mactl.store.database import Database
from mactl.store.grants import Gift

CART = Gift("coupon", "cart20", 200_000, 1, "flow/cart", 7, 3, 1, "live", "", 900)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(tmp_path / "mactl.db")
    for number in (1, 2):
        found.sql.execute(
            "INSERT INTO customers (id, customer_id, created_at, updated_at) VALUES (?, ?, 0, 0)",
            (number, f"c{number}"),
        )
    return found


def test_the_same_message_is_granted_one_code(database: Database) -> None:
    grants.add_codes(database, "cart20", ["A-1", "A-2"])
    first, again = grants.grant(database, CART, 10), grants.grant(database, CART._replace(expires_at=990), 100)
    assert first is not None
    assert again is not None
    assert (first.id, first.code) == (again.id, again.code)
    assert (again.at, again.expires_at) == (100, 990)  # a second try counts its time anew
    assert grants.pool(database, "cart20") == (2, 1)


def test_an_empty_pool_grants_nothing_and_leaves_no_trace(database: Database) -> None:
    grants.add_codes(database, "cart20", ["A-1"])
    assert grants.grant(database, CART, 10) is not None
    assert grants.grant(database, CART._replace(customer=2), 10) is None
    assert grants.of_customer(database, 2, 10) == []


def test_a_returned_code_is_free_again_and_the_message_may_get_another(database: Database) -> None:
    grants.add_codes(database, "cart20", ["A-1"])
    first = grants.grant(database, CART, 10)
    assert first is not None
    grants.give_back(database, [first.id])
    assert grants.of_customer(database, 1, 10) == []
    other = grants.grant(database, CART._replace(customer=2), 20)
    assert other is not None
    assert other.code == first.code
    assert grants.grant(database, CART, 30) is None  # the pool is empty now
    grants.give_back(database, [other.id])
    again = grants.grant(database, CART, 40)
    assert again is not None
    assert again.state == "granted"


@pytest.mark.parametrize(("kind", "key"), [("coupon_redeemed", "code"), ("order_paid", "coupon")])
def test_an_event_that_names_the_code_redeems_it(database: Database, kind: str, key: str) -> None:
    granted = grants.grant(database, CART._replace(code="SPRING-1"), 10)
    assert granted is not None
    before, source = events.last(database), events.source(database, "shop")
    said = json.dumps({key: "SPRING-1"})
    events.add(database, [(2, kind, 40, source, "e0", None, said), (1, kind, 50, source, "e1", None, said)], 60)
    assert grants.redeem(database, before) == 1  # by its owner alone
    (found,) = grants.of_customer(database, 1, 10)
    assert (found.state, found.redeemed_at) == ("redeemed", 50)
    grants.give_back(database, [granted.id])
    assert grants.by_id(database, granted.id).state == "redeemed"


def test_what_is_redeemed_cannot_be_revoked(database: Database) -> None:
    kept = grants.grant(database, CART._replace(code="X-1"), 10)
    other = grants.grant(database, CART._replace(code="X-2", customer=2), 10)
    assert kept is not None
    assert other is not None
    database.sql.execute("UPDATE grants SET state = 'redeemed' WHERE id = ?", (kept.id,))
    held = grants.held(database, "flow/cart", None)
    assert [(one.code, one.customer) for one in held] == [("X-2", "c2")]
    grants.revoke(database, [kept.id, other.id])
    assert [grants.by_id(database, one.id).state for one in (kept, other)] == ["redeemed", "revoked"]
    assert grants.spent(database, "flow/cart", "live") == 200_000
