"""The crew of one tick: workers wait for the fallbacks of other channels, and never for one another in a circle."""

from __future__ import annotations

import threading
from pathlib import Path

from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from tests.support.journeys import JourneyShop

SHANGHAI = zone("Asia/Shanghai")


def test_steps_whose_fallbacks_run_against_each_other_do_not_wait_for_each_other(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    shop.flow(
        steps=[
            {"id": "letter", "send": {"email": "", "fallback": ["sms:"]}},
            {"id": "text", "send": {"sms": "", "fallback": ["email:"]}},
        ]
    )
    shop.activate(now="2026-03-01T09:00+08:00")
    for who in ("c1", "c2"):
        shop.track("user_signup", who, "2026-03-01T10:00+08:00")
    ticking = threading.Thread(target=shop.at, args=("2026-03-01T10:01+08:00",), daemon=True)
    ticking.start()
    ticking.join(30)
    assert not ticking.is_alive(), "the tick waits for ever"
    assert shop.states() == {"sent": 4}


def test_the_message_that_was_due_first_goes_first_whichever_step_it_is_of(tmp_path: Path) -> None:
    """After an outage both would go at once; the gap keeps the later one back (M4, T5)."""
    shop = JourneyShop(tmp_path / "shop", min_gap="1h")
    shop.people(2)
    shop.flow("signup", steps=[{"id": "hello", "at": "3h", "send": {"email": ""}}])
    shop.flow("cart", trigger={"event": "cart_updated"}, steps=[{"id": "remind", "at": "1h", "send": {"email": ""}}])
    for name in ("signup", "cart"):
        shop.activate(name, now="2026-03-01T09:00+08:00")
    happened = [
        ("10:00", "user_signup", "c1"), ("10:30", "cart_updated", "c1"),
        ("12:30", "cart_updated", "c2"), ("10:10", "user_signup", "c2"),
    ]  # fmt: skip
    for hour, kind, who in happened:
        shop.stored(kind, who, parse_instant(f"2026-03-01T{hour}+08:00", SHANGHAI), "")
    shop.at("2026-03-01T20:00+08:00")
    first = shop.sql(
        "SELECT c.customer_id, o.name FROM messages m JOIN origins o ON o.id = m.origin"
        " JOIN customers c ON c.id = m.customer WHERE m.state = 'sent' ORDER BY 1"
    )
    assert first == [("c1", "cart"), ("c2", "signup")]
    shop.at("2026-03-01T21:01+08:00")
    assert shop.states() == {"sent": 4}
