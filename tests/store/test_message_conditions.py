"""Conditions about messages by their template and by the link that was clicked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mactl.clock import HOUR
from mactl.core.segments.parse import parse
from mactl.errors import MactlError
from mactl.store.selections import context_for, ids
from tests.store.ledger import START, Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    found = Ledger(tmp_path)
    found.customers([1, 2, 3])
    spring = found.launch("spring", content={"email": {"template": "welcome"}})
    summer = found.launch("summer")
    for customer in (1, 2):
        found.message(spring, customer, "clicked", clicked_at=START + HOUR)
    found.message(summer, 3, "clicked", clicked_at=START + HOUR)
    for customer, said in ((1, {"url": "https://shop.example.com/sale?a=1"}), (2, {"link": "https://shop.example.com/new"}),
                           (3, {"url": "https://shop.example.com/sale", "campaign": "spring"})):  # fmt: skip
        found.database.sql.execute(
            "INSERT INTO events (customer, type, at, source, source_id, properties)"
            " VALUES (?, 'message_clicked', ?, 1, ?, ?)",
            (customer, START + HOUR, f"k{customer}", json.dumps(said)),
        )
    return found


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({"message": "sent", "template": "welcome"}, [1, 2]),
        ({"message": "sent", "template": "email"}, [3]),  # the channel's own
        ({"message": "sent", "template": "nowhere"}, []),
        ({"message": "clicked", "link": "/sale"}, [1]),  # the third one's click was in another campaign's message
        ({"message": "clicked", "link": "/new", "campaign": "spring"}, [2]),
        ({"message": "clicked", "link": "shop.example.com"}, [1, 2]),
        ({"not": {"message": "clicked", "link": "/sale"}}, [2, 3]),
    ],
)
def test_templates_and_links(ledger: Ledger, asked: dict[str, Any], who: list[int]) -> None:
    context = context_for(ledger.database, START + 2 * HOUR, "Asia/Shanghai")
    condition = parse(asked)
    assert list(ids(ledger.database, condition, context)) == who
    assert parse(condition.json()) == condition


def test_only_a_click_has_a_link() -> None:
    with pytest.raises(MactlError, match="link"):
        parse({"message": "opened", "link": "/sale"})
