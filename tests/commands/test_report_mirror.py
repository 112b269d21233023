"""Reports give the same document from the mirror and from the database, and say nothing of which it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.store import mirror
from mactl.store.database import Database
from mactl.store.mirror import file
from tests.commands.conftest import Mactl
from tests.store.ledger import Ledger, after

LATER = "2026-05-20T12:00+08:00"
REPORTS = (
    ("--kind", "funnel"),
    ("--kind", "cohort", "--by", "week"),
    ("--kind", "retention"),
    ("--kind", "attribution", "--model", "time_decay"),
    ("--kind", "attribution", "--model", "markov", "--by", "channel"),
)


@pytest.fixture
def busy(shop: Path) -> Path:
    """A shop with campaigns and orders, some paid in two parts."""
    ledger = Ledger(shop / "data")
    ledger.customers(range(1, 40))
    for number, name in enumerate(("spring", "summer")):
        origin = ledger.launch(name, at=after(30 * number))
        ledger.messages(origin, range(1 + number, 40, 2 - number), at=after(30 * number))
    ledger.message(origin, 3, "delivered", channel="sms", delivered_at=after(31), sent_at=after(30))
    for n in range(1, 40):
        ledger.events([(n, "product_viewed", after(n), None), (n, "cart_updated", after(n, hours=n % 3), None)])
        ledger.events([(n, "order_paid", after(n + step, hours=5), 9.9 * n) for step in range(0, 90, 10 + n)])
    for customer in (4, 5):
        for hour in (1, 2):
            ledger.event(customer, "order_paid", after(60, hours=hour), 5.0, order_id="parts")
    ledger.database.close()
    return shop


@pytest.mark.parametrize("words", REPORTS)
def test_both_give_one_document(
    mactl: Mactl, busy: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def told() -> object:
        done = mactl("report", *words, "--until", "2026-05-15", "--format", "json", now=LATER)
        assert done.err == ""
        return {key: value for key, value in done.json.items() if key != "as_of"}

    plain = told()
    monkeypatch.setattr(mirror, "WORTH", 1)
    assert told() == plain
    assert file.current(busy / "data" / "mirror").exists()
    assert told() == plain, "from the mirror that is there by now"


def test_a_small_shop_has_none(mactl: Mactl, busy: Path) -> None:
    assert mactl("report", "--kind", "funnel", now=LATER).code == 0
    assert not (busy / "data" / "mirror").exists()


def test_doctor_tells_how_much_room_it_takes(mactl: Mactl, busy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "WORTH", 1)
    mactl("report", "--kind", "funnel", now=LATER)
    size = f"{file.size(busy / 'data' / 'mactl.db') / 1024**2:,.0f}"
    findings = mactl("doctor", "--format", "json").json["findings"]
    (note,) = [one for one in findings if one["level"] == "note"]
    assert note["message"].endswith(f"data/mirror takes {size} MB: reports of everybody are answered from it")
    assert note["hint"] == "it may be deleted at any time: the next report makes it anew"


def test_doctor_tells_a_big_shop_without_duckdb(mactl: Mactl, busy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Database(busy / "data" / "mactl.db") as database:
        assert not mirror.is_big(database)
    monkeypatch.setattr(mirror, "WORTH", 1)
    monkeypatch.setattr(file, "installed", lambda: False)
    assert "→ pip install 'mactl[mirror]'" in mactl("doctor").out
