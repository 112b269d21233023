"""The demo's simulated answers: the same on every run, said to be simulated, and only what the ledger allows."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PLACE = Path(__file__).resolve().parents[2] / "scripts" / "answers.py"
AT = "2026-03-02T10:00:00+08:00"
PRODUCTS = [{"id": "T01", "price": 268.0}, {"id": "T02", "price": 79.0}]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("answers", PLACE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def listed(channel: str, people: range) -> dict[str, object]:
    return {"campaign": "tea", "messages": [{"customer": f"c{n}", "channel": channel, "at": AT} for n in people]}


def test_every_answer_is_marked_and_inside_the_span(script: ModuleType) -> None:
    rows = list(script.answers(listed("email", range(400)), listed("email", range(400, 440)), PRODUCTS))
    assert {row["source"] for row in rows} == {"simulated"}
    assert all(row["properties"]["simulated"] for row in rows)
    assert all(AT[:10] <= row["at"][:10] <= "2026-03-05" for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert rows == list(script.answers(listed("email", range(400)), listed("email", range(400, 440)), PRODUCTS))


def test_who_was_held_out_only_buys(script: ModuleType) -> None:
    rows = script.answers(listed("sms", range(3)), listed("sms", range(3, 400)), PRODUCTS)
    assert {row["type"] for row in rows if int(row["customer"][1:]) > 2} == {"order_paid"}


def test_a_bounced_address_opens_nothing(script: ModuleType) -> None:
    rows = list(script.answers(listed("email", range(2000)), listed("email", range(0)), PRODUCTS))
    bounced = {row["customer"] for row in rows if row["type"] == "message_bounced"}
    assert bounced
    assert not bounced & {row["customer"] for row in rows if row["type"] in {"message_opened", "message_clicked"}}
