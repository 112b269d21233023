"""The whole demo shop, put together: customers as of an instant, and their events of the 365 days before it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mactl.clock import DAY
from mactl.demo.catalogue import Catalogue
from mactl.demo.consents import consents
from mactl.demo.dice import Dice, Wheel
from mactl.demo.lifetimes import lifetime
from mactl.demo.people import Person, crowd
from mactl.demo.rhythm import day_of, stamp
from mactl.demo.visits import COUPONS, STORES, Diary, Event, browse, buy, buy_in_store

NAME = "栗屿生活"
SEED = 20260301
NOW = 1_772_366_400_000  # 2026-03-01T20:00+08:00, where no other instant is given
DAYS = 365

_LEVELS = ((4000, "钻石"), (1500, "金卡"), (500, "银卡"), (0, "普通"))
_JOINED_THROUGH = Wheel([("小红书", 4.0), ("微信", 3.5), ("抖音", 3.0), ("朋友推荐", 2.0), ("门店", 1.5), ("搜索", 1.0)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The rows of ``customers.json`` and, in the order in which they happened, of ``events.jsonl``."""

    customers: list[dict[str, Any]]
    events: list[Event]


def build(*, now: int = NOW, seed: int = SEED) -> Shop:
    """Return the shop as of ``now`` (milliseconds UTC): the same for the same seed and instant."""
    dice, catalogue = Dice(seed), Catalogue()
    customers, events = [], []
    for person in crowd(dice, now):
        row, happened = _live(dice.fork(f"life {person.row['id']}"), catalogue, person, now)
        customers.append(row)
        events += happened
    events.sort(key=lambda event: (event.at, event.customer))
    return Shop(customers=customers, events=events)


def files(*, now: int = NOW, seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Yield the generated files of the shop: name below the workspace, and bytes."""
    shop = build(now=now, seed=seed)
    rows = ",\n".join("  " + _json(row) for row in shop.customers)
    yield "data/customers.json", f"[\n{rows}\n]\n".encode()
    yield "data/events.jsonl", "".join(_lines(shop.events)).encode()


def _lines(events: list[Event]) -> Iterator[str]:
    for number, event in enumerate(events, 1):
        row = {"id": f"e{number:06}", "type": event.type, "customer": event.customer, "at": stamp(event.at)}
        yield _json({**row, "source": event.source, "properties": event.properties}) + "\n"


def _json(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _live(dice: Dice, catalogue: Catalogue, person: Person, now: int) -> tuple[dict[str, Any], list[Event]]:
    """Return a customer's finished row, and their events of the last year."""
    taste = catalogue.taste(dice, parent=person.parent)
    diary = Diary(dice=dice, catalogue=catalogue, taste=taste, customer=person.row["id"])
    through = _JOINED_THROUGH.spin(dice)
    gift = _join(diary, person, through)
    spent = _shop(diary, person, gift, now)
    first = now - DAYS * DAY
    events = [event for event in diary.events if first <= event.at < now]
    row = {**person.row, "member_level": next(name for least, name in _LEVELS if spent >= least)}
    row["tags"] = _tags(dice, person, diary.events)
    row["consents"] = consents(dice, person, now)
    row["attributes"] = {"joined_through": through}
    return row, events


def _join(diary: Diary, person: Person, through: str) -> str:
    """Write down how somebody joined; return the coupon they were given, if any."""
    diary.at = person.signup
    diary.note("user_signup", joined_through=through)
    diary.later(1, 30)
    if diary.dice.chance(0.7):
        diary.note("coupon_received", coupon="WELCOME20", value=COUPONS["WELCOME20"][0])
        return "WELCOME20"
    return ""


def _shop(diary: Diary, person: Person, gift: str, now: int) -> float:
    """Live through all visits and purchases; return what was spent, net of refunds, in the year before ``now``."""
    joined, today = day_of(person.signup, person.zone), day_of(now, person.zone)
    life = lifetime(diary.dice, joined + 1, today)
    spent = 0.0
    for day, buys in sorted([(day, False) for day in life.visits] + [(day, True) for day in life.purchases]):
        if buys:
            paid = _purchase(diary, person, day, gift or _offer(diary))
            gift = ""
            spent += paid if day >= today - DAYS else 0
        else:
            diary.arrive(day, person.zone)
            browse(diary)
    return spent


def _offer(diary: Diary) -> str:
    """Return the coupon that a customer uses on a later order: usually none."""
    return diary.dice.one(("MEMBER15", "SALE50")) if diary.dice.chance(0.18) else ""


def _purchase(diary: Diary, person: Person, day: int, coupon: str) -> float:
    store = STORES.get(person.row["city"])
    if store and diary.dice.chance(0.22):
        diary.arrive(day, person.zone, store=True)
        return buy_in_store(diary, store)
    diary.arrive(day, person.zone)
    if coupon and coupon != "WELCOME20":
        diary.note("coupon_received", coupon=coupon, value=COUPONS[coupon][0])
        diary.later(30, 600)
    return buy(diary, coupon)


def _tags(dice: Dice, person: Person, events: list[Event]) -> list[str]:
    """Return the tags that the shop's staff would give: by what was looked at, and by a few things they know."""
    seen = [event.properties["category"] for event in events if event.type == "product_viewed"]
    found = ["母婴"] if person.parent else []
    found += ["茶友"] if seen.count("茶") >= max(3, 0.3 * len(seen)) else []
    found += ["家居控"] if seen.count("家居") >= max(4, 0.35 * len(seen)) else []
    found += ["团购"] if dice.chance(0.06) else []
    return found
