"""A little world of customers in plain Python, whose segments are decided by definition: the oracle of membership.

Nothing of the program decides anything here: every condition has a predicate beside it that looks at plain lists, at
any instant. What a customer crossed, and when, is found by trying every instant at which anything could change.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
ZONES = (None, "Asia/Shanghai", "America/New_York", "Europe/Berlin")
HOME = "Asia/Shanghai"
LENGTHS = {"1h": HOUR, "90m": 90 * MINUTE, "1d": DAY, "3d": 3 * DAY, "7d": 7 * DAY}
TYPES = ("order_paid", "login", "cart_updated")


class Reach(NamedTuple):
    """What was known at an evaluation, whatever its instant: events and changes up to these numbers."""

    event: int
    change: int


NOTHING = Reach(0, 0)
EVERYTHING = Reach(10**9, 10**9)


class Told(NamedTuple):
    """A fact that was told: when, what, and the number of the change."""

    at: int
    value: Any
    number: int = 0


@dataclass
class Happened:
    """One event; ``number`` is its row in the database."""

    type: str
    at: int
    amount: int
    number: int


@dataclass
class Person:
    """What is known of a customer. ``history`` has, for each fact, what was told, in that order."""

    zone: str | None
    events: list[Happened] = field(default_factory=list)
    history: dict[str, list[Told]] = field(default_factory=dict)
    arrivals: list[int] = field(default_factory=list)  # instants of what is new since the last refresh
    touched: int | None = None

    def fact(self, name: str, at: int, known: Reach) -> Any:
        """Return a fact as of ``at``: what was told last, with every later telling undone that was not known yet."""
        told = self.history.get(name, [])
        value = None if not told else told[0].value
        for each in told[1:]:
            if each.at > at and each.number > known.change:
                break
            value = each.value
        return value

    def place(self) -> ZoneInfo:
        return ZoneInfo(self.zone or HOME)


@dataclass(frozen=True)
class View:
    """A person at an instant: what is ``known`` has happened besides what happened up to ``at``."""

    person: Person
    at: int
    known: Reach

    def fact(self, name: str) -> Any:
        return self.person.fact(name, self.at, self.known)

    def events(self, kind: str) -> list[Happened]:
        return [e for e in self.person.events if e.type == kind and (e.at <= self.at or e.number <= self.known.event)]

    def within(self, kind: str, length: int) -> list[Happened]:
        return [e for e in self.events(kind) if self.at - length < e.at <= self.at + 5 * MINUTE]

    def day(self) -> date:
        return day_of(self.at, self.person.place())

    def midnight(self, shift: int) -> int:
        return midnight(self.day() + timedelta(days=shift), self.person.place())


Predicate = Callable[[View], bool]
Condition = tuple[dict[str, Any], Predicate]


def day_of(at: int, place: ZoneInfo) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)).astimezone(place).date()


def midnight(day: date, place: ZoneInfo) -> int:
    start = datetime(day.year, day.month, day.day, tzinfo=place)
    return int(start.timestamp() * 1000)


def leaf(dice: random.Random) -> Condition:
    """Return a random condition with its predicate."""
    return dice.choice(_LEAVES)(dice)


def _within(dice: random.Random) -> Condition:
    kind, (name, length), count = dice.choice(TYPES), dice.choice([*LENGTHS.items()]), dice.choice([0, 1, 1, 1, 2, 3])
    operator = dice.choice([">=", "<", "="])
    compare = {">=": int.__ge__, "<": int.__lt__, "=": int.__eq__}[operator]
    said = {"event": kind, "within": name, "count": {operator: count}}
    return said, lambda view: bool(compare(len(view.within(kind, length)), count))


def _plain(dice: random.Random) -> Condition:
    kind, count = dice.choice(TYPES), dice.choice([0, 1, 2])
    return {"event": kind, "count": {">": count}}, lambda view: len(view.events(kind)) > count


def _spent(dice: random.Random) -> Condition:
    (name, length), least = dice.choice([*LENGTHS.items()]), dice.choice([50, 120])
    said = {"sum": {"event": "order_paid", "of": "amount", "within": name}, "is": {">=": least}}
    return said, lambda view: sum(e.amount for e in view.within("order_paid", length)) >= least


def _followed(dice: random.Random) -> Condition:
    (reach, length), (name, window) = dice.choice([("1h", HOUR), ("1d", DAY)]), dice.choice([*LENGTHS.items()])
    never = dice.random() < 0.6
    key = "not_followed_by" if never else "followed_by"
    said = {"event": "cart_updated", "within": name, key: {"event": "order_paid", "within": reach}}

    def holds(view: View) -> bool:
        for cart in view.within("cart_updated", window):
            bought = any(
                cart.at <= e.at <= cart.at + length and (e.at > cart.at or e.number > cart.number)
                for e in view.events("order_paid")
            )
            if (never and not bought and cart.at + length <= view.at) or (not never and bought):
                return True
        return False

    return said, holds


def _last(dice: random.Random) -> Condition:
    kind, days = dice.choice(TYPES), dice.choice([0, 1, 2])
    said = {"last": {"event": kind, "of": "at"}, "is": {"before": f"-{days}d" if days else "today"}}

    def holds(view: View) -> bool:
        found = view.events(kind)
        return bool(found) and max(e.at for e in found) < view.midnight(-days)

    return said, holds


def _on_day(dice: random.Random) -> Condition:
    kind, word = dice.choice(TYPES), dice.choice(["today", "yesterday"])
    said = {"event": kind, "between": [word, word]}
    shift = 0 if word == "today" else -1
    return said, lambda view: any(view.midnight(shift) <= e.at < view.midnight(shift + 1) for e in view.events(kind))


def _tag(dice: random.Random) -> Condition:
    tag = dice.choice(["母婴", "vip"])
    return {"tag": tag}, lambda view: bool(view.fact(f"tag:{tag}"))


def _city(dice: random.Random) -> Condition:
    city = dice.choice(["上海", "杭州"])
    return {"profile.city": {"!=": city}}, lambda view: view.fact("city") != city


def _consent(dice: random.Random) -> Condition:
    channel = dice.choice(["email", "sms"])
    return {"consent": channel}, lambda view: view.fact(f"consent:{channel}") == "granted"


def _login_field(dice: random.Random) -> Condition:
    """An attribute that is a date or a time: before a day, or within hours."""
    if dice.random() < 0.5:
        days = dice.choice([1, 2])

        def before(view: View) -> bool:
            value = view.fact("seen")
            return value is not None and value < view.midnight(-days)

        return {"profile.seen": {"before": f"-{days}d"}}, before

    def recent(view: View) -> bool:
        value = view.fact("seen")
        return value is not None and value > view.at - 12 * HOUR

    return {"profile.seen": {"after": "-12h"}}, recent


def _birthday(dice: random.Random) -> Condition:
    shift = dice.choice([0, 1, 3])

    def holds(view: View) -> bool:
        value = view.fact("birthday")
        if value is None:
            return False
        wanted = view.day() + timedelta(days=shift)
        falls = {f"{wanted:%m-%d}"}
        leap = wanted.year % 4 == 0
        if f"{wanted:%m-%d}" == "02-28" and not leap:
            falls.add("02-29")
        return value[5:] in falls and value < str(wanted.year)

    return {"profile.birthday": {"anniversary": f"+{shift}d" if shift else "today"}}, holds


_LEAVES: list[Callable[[random.Random], Condition]] = [
    _within, _within, _within, _plain, _spent, _followed, _followed, _last, _on_day, _tag, _city, _consent,
    _login_field, _birthday,
]  # fmt: skip


def condition(dice: random.Random, names: dict[str, Predicate], depth: int = 0) -> Condition:
    """Return a random condition, now and then one that looks into a segment of ``names``."""
    roll = dice.random()
    if names and roll < 0.15:
        name = dice.choice(sorted(names))
        return {"segment": name}, names[name]
    if depth > 1 or roll < 0.6:
        return leaf(dice)
    if roll < 0.7:
        said, holds = condition(dice, names, depth + 1)
        return {"not": said}, lambda view: not holds(view)
    parts = [condition(dice, names, depth + 1) for _ in range(2)]
    said = [part[0] for part in parts]
    if roll < 0.85:
        return {"all": said}, lambda view: all(part[1](view) for part in parts)
    return {"any": said}, lambda view: any(part[1](view) for part in parts)


def instants(person: Person, start: int, end: int) -> list[int]:
    """Return every instant from ``start`` to ``end`` at which an answer for a person could change, with both."""
    found = {start, end}
    for event in person.events:
        for length in (0, -5 * MINUTE, *LENGTHS.values()):
            found.add(event.at + length)
    for told in person.history.values():
        for when, value, _number in told:
            found.add(when)
            if isinstance(value, int) and value > DAY:
                found |= {value + 12 * HOUR, value + 12 * HOUR + 1}
    day = day_of(start, person.place())
    while (first := midnight(day, person.place())) <= end:
        found.add(first)
        day += timedelta(days=1)
    return sorted(each for each in found if start <= each <= end)
