"""Stories a marketer could read: welcome, cart and win-back from three times of day, in Shanghai and New York."""

from __future__ import annotations

import pytest

from mactl.core.flows.state import Settled
from mactl.core.schedule.quiet import allowed_from, parse_quiet
from mactl.core.schedule.zones import zone
from tests.core.flows.journeys import NEW_YORK, SHANGHAI, Journey, program

PLACES = pytest.mark.parametrize("place", [SHANGHAI, NEW_YORK])
QUIET = parse_quiet("21:00-08:00")

WELCOME = program(
    {"id": "hello", "send": {"email": "welcome"}},
    {"id": "guide", "at": "24h", "send": {"email": "guide"}},
    {"id": "coupon", "at": "7d", "send": {"email": "coupon"}},
)
CART = program(
    {"id": "remind", "at": "1h", "send": {"push": "cart", "fallback": ["sms:cart"]}},
    {"id": "offer", "at": "24h", "send": {"email": "cart_coupon"}},
    {"id": "call", "at": "72h", "task": {"queue": "telesales", "title": "回访", "due": "1d"}},
    trigger={"event": "cart_updated", "quiet_for": "30m"},
    goal={"event": "order_paid", "match": "cart_id", "within": "7d"},
    exit=[{"event": "cart_emptied", "match": "cart_id"}],
)
WIN_BACK = program(
    {"id": "miss_you", "at": "30d", "send": {"wechat": "win_back"}},
    {"id": "offer", "at": "45d", "send": {"sms": "win_back"}},
    {"id": "last", "at": "60d", "send": {"email": "win_back"}},
    goal={"event": "order_paid"},
)


def gated(flow: object, start: str, place: str, **more: object) -> Journey:
    """Return a journey whose messages keep the quiet hours of 21:00 to 08:00."""
    return Journey(flow, start, place, gate=lambda at: allowed_from(at, QUIET, zone(place)), **more)  # type: ignore[arg-type]


@PLACES
@pytest.mark.parametrize(
    ("start", "sent"),
    [
        ("2026-04-02T14:10", ["2026-04-02T14:10 hello", "2026-04-03T14:10 guide", "2026-04-09T14:10 coupon"]),
        ("2026-04-02T22:30", ["2026-04-03T08:00 hello", "2026-04-04T08:00 guide", "2026-04-10T08:00 coupon"]),
        ("2026-04-02T23:40", ["2026-04-03T08:00 hello", "2026-04-04T08:00 guide", "2026-04-10T08:00 coupon"]),
    ],
)
def test_who_signs_up_is_welcomed_and_never_at_night(place: str, start: str, sent: list[str]) -> None:
    assert gated(WELCOME, start, place).until("2026-06-01").sent == sent


@PLACES
@pytest.mark.parametrize(
    ("start", "sent", "called"),
    [
        ("2026-04-02T14:10", ["2026-04-02T15:10 remind", "2026-04-03T14:10 offer"], "2026-04-06T14:10 completed"),
        ("2026-04-02T22:30", ["2026-04-03T08:00 remind", "2026-04-04T08:00 offer"], "2026-04-06T22:30 completed"),
        ("2026-04-02T23:40", ["2026-04-03T08:00 remind", "2026-04-04T08:00 offer"], "2026-04-06T23:40 completed"),
    ],
)
def test_a_cart_left_behind_is_reminded_of_offered_and_called_about(
    place: str, start: str, sent: list[str], called: str
) -> None:
    journey = gated(CART, start, place, trigger={"cart_id": "c1"}).until("2026-06-01")
    assert journey.sent == sent
    assert journey.ended == called


@PLACES
@pytest.mark.parametrize(
    ("start", "paid", "log"),
    [
        ("2026-04-02T14:10", "2026-04-03T20:10", ["sent remind", "skipped offer", "exit goal"]),
        ("2026-04-02T22:30", "2026-04-03T07:50", ["exit goal"]),
        ("2026-04-02T23:40", "2026-04-03T08:10", ["sent remind", "exit goal"]),
    ],
)
def test_who_pays_hears_no_more_of_the_cart(place: str, start: str, paid: str, log: list[str]) -> None:
    fates = {"offer": Settled("skipped", "no_address")}
    journey = gated(CART, start, place, trigger={"cart_id": "c1"}, fates=fates)
    journey.event(paid, "order_paid", cart_id="c1").until("2026-06-01")
    assert [f"{line[1]} {line[2]}" for line in journey.log] == log
    assert journey.ended == f"{paid} goal"


@PLACES
@pytest.mark.parametrize(
    ("last_seen", "sent"),
    [
        ("2026-02-20T14:10", ["2026-03-22T14:10 miss_you", "2026-04-06T14:10 offer", "2026-04-21T14:10 last"]),
        ("2026-02-20T22:30", ["2026-03-23T08:00 miss_you", "2026-04-07T08:00 offer", "2026-04-22T08:00 last"]),
        ("2026-02-20T23:40", ["2026-03-23T08:00 miss_you", "2026-04-07T08:00 offer", "2026-04-22T08:00 last"]),
    ],
)
def test_who_stays_away_is_asked_back_at_the_same_local_time(place: str, last_seen: str, sent: list[str]) -> None:
    """New York's clocks go forward on 8 March: days keep the local time."""
    assert gated(WIN_BACK, last_seen, place).until("2026-07-01").sent == sent


@PLACES
def test_who_comes_back_is_left_alone(place: str) -> None:
    journey = gated(WIN_BACK, "2026-02-20T22:30", place)
    journey.event("2026-03-25T12:00", "order_paid").until("2026-07-01")
    assert journey.sent == ["2026-03-23T08:00 miss_you"]
    assert journey.ended == "2026-03-25T12:00 goal"
