"""Files of events taken in: each once, of known customers, with what they mean for the ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_customers import import_customers
from mactl.engine.import_events import EventOptions, import_events
from mactl.engine.intake import Imported, Surroundings


@pytest.fixture(autouse=True)
def _shop(around: Surroundings, tmp_path: Path) -> None:
    rows = [{"id": "c1", "email": "a@x.com", "phone": "13800000001", "ids": {"taobao": "tb1"}}, {"id": "c2"}]
    path = tmp_path / "customers.json"
    path.write_text(json.dumps(rows), "utf-8")
    import_customers(around, path, CustomerOptions())
    around.database.sql.execute("DELETE FROM touched")


def take(around: Surroundings, path: Path, text: str, **options: object) -> Imported:
    path.write_text(text, "utf-8")
    return import_events(around, path, EventOptions(**options))  # type: ignore[arg-type]


def test_events_of_a_table_are_mapped_and_rolled_up(around: Surroundings, tmp_path: Path) -> None:
    text = 'cust,日期,实付金额,商品\nc1,2026/3/1 10:00,"¥1,299.50",奶粉\n'
    text += "a@x.com,2026-02-01,10,尿布\n13800000001,2026-02-02,1,x\n"
    done = take(around, tmp_path / "o.csv", text, type="order_paid", columns={"customer": "cust"})
    assert (done.taken.created, done.rejects) == (3, 0)
    rollup = around.database.row("SELECT customer, type, count, amount FROM rollups")
    assert rollup == (1, "order_paid", 3, 13_105_000)
    row = around.database.row("SELECT amount, properties FROM events ORDER BY id")
    assert row == (12_995_000, '{"amount":1299.5,"商品":"奶粉"}')
    assert around.database.row("SELECT * FROM touched") == (1, around.now, 1)


def test_a_file_again_adds_nothing_and_equal_rows_stay_two(around: Surroundings, tmp_path: Path) -> None:
    text = "customer,type,at\nc1,login,2026-02-01\nc1,login,2026-02-01\n"
    assert take(around, tmp_path / "o.csv", text).taken.created == 2
    done = take(around, tmp_path / "p.csv", text)
    assert (done.taken.created, done.taken.unchanged) == (0, 2)
    assert around.database.row("SELECT count FROM rollups") == (2,)


def test_ids_of_a_source_are_unique(around: Surroundings, tmp_path: Path) -> None:
    line = '{"type": "login", "customer": "taobao:tb1", "at": "2026-02-01T10:00+08:00", "id": 7, "source": "app"}\n'
    assert take(around, tmp_path / "a.jsonl", line + line).taken.created == 1
    other = line.replace("app", "web")
    assert take(around, tmp_path / "b.jsonl", line + other).taken.created == 1


def test_rejects_are_named(around: Surroundings, tmp_path: Path) -> None:
    text = "customer,type,at,amount\nnobody,login,2026-02-01,\nc1,login,2026-03-02 11:00,\nc1,,2026-02-01,\n"
    text += "c1,order_paid,2026-02-01,viel\nc1,login,neulich,\n"
    done = take(around, tmp_path / "o.csv", text)
    assert {one.number: one.field for one in done.taken.rejected} == {
        2: "customer", 3: "at", 4: "type", 5: "amount", 6: "at",
    }  # fmt: skip
    assert done.taken.created == 0


def test_unknown_customers_are_made_when_asked(around: Surroundings, tmp_path: Path) -> None:
    text = "customer,type,at\nnew1,login,2026-02-01\nb@x.com,login,2026-02-01\nnew1,login,2026-02-03\n"
    done = take(around, tmp_path / "o.csv", text, create=True)
    assert (done.taken.created, done.rejects) == (3, 0)
    assert around.database.number("SELECT count(*) FROM customers") == 4
    assert around.database.number("SELECT customer FROM addresses WHERE value = 'b@x.com'") > 0


def test_a_shops_own_names_become_the_standard_ones(around: Surroundings, tmp_path: Path) -> None:
    from dataclasses import replace

    mapped = replace(around, names={"支付成功": "order_paid"})
    take(mapped, tmp_path / "o.csv", "customer,type,at\nc1,支付成功,2026-02-01\n")
    assert around.database.row("SELECT type FROM events") == ("order_paid",)


def sent(around: Surroundings) -> None:
    around.database.sql.execute(
        "INSERT INTO origins (id, mode, kind, name, occurrence, version, definition, state, at, planned) "
        "VALUES (1, 'live', 'campaign', 'spring', '1', 'v', '{\"name\": \"春季上新\"}', 'finished', 0, 0)"
    )
    around.database.sql.execute(
        "INSERT INTO messages "
        "(origin, customer, channel, state, due, first_due, sent_at, slot_at, address, changed_at) "
        "VALUES (1, 1, 'email', 'sent', 0, 0, ?, 1, 'a@x.com', 0)",
        (around.now - 86_400_000,),
    )


def told(around: Surroundings, tmp_path: Path, kind: str, **said: object) -> tuple[object, ...]:
    line = {"type": kind, "customer": "c1", "at": "2026-03-02T10:00", "properties": {"campaign": "春季上新", **said}}
    import_events(around, write(tmp_path / f"{kind}.jsonl", line), EventOptions())
    found = around.database.row(
        "SELECT state, opened_at, machine_opened_at, clicked_at, bounced_at, slot_at FROM messages"
    )
    assert found is not None
    return found


def write(path: Path, line: dict[str, object]) -> Path:
    path.write_text(json.dumps(line) + "\n", "utf-8")
    return path


AT = 1_772_416_800_000


def test_a_click_implies_an_open(around: Surroundings, tmp_path: Path) -> None:
    sent(around)
    assert told(around, tmp_path, "message_clicked")[:4] == ("clicked", AT, None, AT)
    assert told(around, tmp_path, "message_delivered")[0] == "clicked"


def test_machines_open_apart(around: Surroundings, tmp_path: Path) -> None:
    sent(around)
    assert told(around, tmp_path, "message_opened", machine=True)[:3] == ("sent", None, AT)


def test_a_bounce_spoils_the_address_and_frees_the_slot(around: Surroundings, tmp_path: Path) -> None:
    sent(around)
    found = told(around, tmp_path, "message_bounced")
    assert (found[0], found[4], found[5]) == ("bounced", AT, None)
    assert around.database.row("SELECT status FROM addresses WHERE value = 'a@x.com'") == ("bounced",)


def test_a_complaint_suppresses_and_an_unsubscribe_withdraws(around: Surroundings, tmp_path: Path) -> None:
    sent(around)
    assert told(around, tmp_path, "message_complained")[0] == "complained"
    assert around.database.row("SELECT address, channel FROM suppressions") == ("a@x.com", "email")
    told(around, tmp_path, "unsubscribed")
    assert around.database.row("SELECT channel, status FROM consents WHERE customer = 1") == ("email", "withdrawn")
