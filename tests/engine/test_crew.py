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


def overdue(folder: Path, people: int, **config: object) -> JourneyShop:
    """Return a shop in which each person has a letter and a text overdue, by turns the one before the other.

    The letter is due an hour after signing up, the text an hour after the cart.
    """
    shop = JourneyShop(folder, **config)
    shop.people(people)
    shop.flow("signup", steps=[{"id": "hello", "at": "1h", "send": {"email": ""}}])
    shop.flow("cart", trigger={"event": "cart_updated"}, steps=[{"id": "remind", "at": "1h", "send": {"sms": ""}}])
    for name in ("signup", "cart"):
        shop.activate(name, now="2026-03-01T07:00+08:00")
    for number in range(1, people + 1):
        for hour, kind in zip(
            ("09:00", "09:30"), ("user_signup", "cart_updated")[:: 1 if number % 2 else -1], strict=True
        ):
            shop.stored(kind, f"c{number}", parse_instant(f"2026-03-01T{hour}+08:00", SHANGHAI), "")
    return shop


def sent(shop: JourneyShop) -> dict[str, list[str]]:
    """Return on which channels each person was sent something, in order."""
    found: dict[str, list[str]] = {}
    for who, channel in shop.sql(
        "SELECT c.customer_id, m.channel FROM messages m JOIN customers c ON c.id = m.customer"
        " WHERE m.state = 'sent' ORDER BY m.sent_at, m.id"
    ):
        found.setdefault(who, []).append(channel)
    return found


def test_of_two_channels_that_are_served_side_by_side_the_message_that_was_due_first_goes(tmp_path: Path) -> None:
    shop = overdue(tmp_path / "shop", 40, min_gap="1h")
    shop.at("2026-03-01T20:00+08:00")
    assert sent(shop) == {f"c{n}": ["email" if n % 2 else "sms"] for n in range(1, 41)}
    assert shop.sql("SELECT state, reason, COUNT(*) FROM messages WHERE state <> 'sent' GROUP BY 1, 2") == [
        ("delayed", "gap", 40)
    ]
    shop.at("2026-03-01T20:59+08:00")
    assert shop.states() == {"sent": 40, "delayed": 40}
    shop.at("2026-03-01T21:01+08:00")
    assert shop.states() == {"sent": 80}


def test_a_cap_of_all_channels_is_kept_for_the_message_that_was_due_first(tmp_path: Path) -> None:
    shop = overdue(tmp_path / "shop", 20, min_gap="0m", caps=[{"scope": "all", "n": 1, "per": "day"}])
    shop.at("2026-03-01T20:00+08:00")
    assert sent(shop) == {f"c{n}": ["email" if n % 2 else "sms"] for n in range(1, 21)}
    assert shop.states() == {"sent": 20, "skipped": 20}


def test_what_would_not_go_itself_keeps_nothing_back_on_another_channel(tmp_path: Path) -> None:
    shop = overdue(tmp_path / "shop", 8, min_gap="1h")
    shop.sql("DELETE FROM consents WHERE channel = 'email' AND customer <= 4")
    shop.at("2026-03-01T20:00+08:00")
    assert sent(shop) == {f"c{n}": ["email" if n % 2 and n > 4 else "sms"] for n in range(1, 9)}


def test_a_channel_that_is_stopped_keeps_nothing_back_on_another(tmp_path: Path) -> None:
    shop = overdue(tmp_path / "shop", 4, min_gap="1h")
    shop.sql("INSERT INTO stops (scope, name, at, who, reason) VALUES ('channel', 'email', 0, '', '')")
    shop.at("2026-03-01T20:00+08:00")
    assert sent(shop) == {f"c{n}": ["sms"] for n in range(1, 5)}
