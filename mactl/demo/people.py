"""Who the customers are: names, places, birthdays, and when they joined."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from mactl.demo.contacts import Name, contacts
from mactl.demo.dice import Dice, Wheel
from mactl.demo.rhythm import SHOP_ZONE, day_of, moment, stamp

CUSTOMERS = 2000
_ABROAD = 0.04
_ENGLISH = 0.02  # people in China who read English
_FOUNDED = 3 * 365  # the shop opened three years ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One customer: the row of ``customers.json`` so far, and what the shopping model needs to know of them."""

    row: dict[str, Any]
    zone: str
    signup: int  # an instant
    parent: bool


class Census:
    """The tables that people are drawn from (``people.json``)."""

    def __init__(self) -> None:
        self.tables: dict[str, Any] = json.loads(Path(__file__).with_name("people.json").read_text("utf-8"))

    @cached_property
    def surnames(self) -> Wheel[tuple[str, str]]:
        """Return surnames, as frequent as in China."""
        return Wheel([((written, letters), weight) for written, letters, weight in self.tables["surnames"]])

    def given(self, gender: str) -> Wheel[tuple[str, str, int]]:
        """Return given names of a gender; those in fashion around 1990 are the shop's typical customers."""
        return self._given[gender]

    @cached_property
    def _given(self) -> dict[str, Wheel[tuple[str, str, int]]]:
        return {
            gender: Wheel([((w, letters, year), _custom(year)) for w, letters, year in self.tables[gender]])
            for gender in ("female", "male")
        }

    @cached_property
    def places(self) -> Wheel[dict[str, str]]:
        """Return the cities of China, with their regions."""
        rows = self.tables["cities"]
        return Wheel([(_place(city, region, "CN", SHOP_ZONE), weight) for city, region, weight in rows])

    @cached_property
    def abroad(self) -> Wheel[dict[str, str]]:
        """Return the cities abroad, with their regions, countries and time zones."""
        return Wheel([(_place(*row), weight) for *row, weight in self.tables["abroad"]])


def _custom(year: int) -> float:
    """Return how often people named in ``year`` shop here: most often those born between 1982 and 1998."""
    return 1.0 if 1982 <= year <= 1998 else 0.45


def _place(city: str, region: str, country: str, zone: str) -> dict[str, str]:
    return {"city": city, "region": region, "country": country, "time_zone": zone}


def crowd(dice: Dice, now: int) -> list[Person]:
    """Return the shop's 2,000 customers as of ``now``, in the order in which they joined."""
    census = Census()
    draw = dice.fork("joined")
    today = day_of(now)
    days = sorted(today - _days_since_joined(draw) for _ in range(CUSTOMERS))
    return [_person(dice.fork(f"person {i}"), census, i, day) for i, day in enumerate(days, 1)]


def _days_since_joined(dice: Dice) -> int:
    """Return how long ago somebody joined: the shop grows, so recent days have more new people."""
    return 2 + int(_FOUNDED * dice.share() ** 1.6)


def _person(dice: Dice, census: Census, number: int, day: int) -> Person:
    place = (census.abroad if dice.chance(_ABROAD) else census.places).spin(dice)
    away = place["country"] != "CN"
    gender = "female" if dice.chance(0.68) else "male"
    name = _name(dice, census, gender, english=dice.chance(0.4 if away else _ENGLISH))
    born = _birthday(dice, name.year)
    signup = moment(dice, day, place["time_zone"])
    age = day_of(signup) // 365 - (born.year - 1970)
    row = {
        "id": f"c{number:04}",
        "name": name.written,
        **contacts(dice, name, number, home=not away),
        "time_zone": place["time_zone"],
        "locale": "en-US" if name.english else "zh-CN",
        **({"birthday": born.isoformat()} if dice.chance(0.78) else {}),
        **({"gender": gender} if dice.chance(0.9) else {}),
        **{key: value for key, value in place.items() if key != "time_zone"},
        "signup_at": stamp(signup),
    }
    parent = 24 <= age <= 42 and dice.chance(0.55 if gender == "female" else 0.25)
    return Person(row=row, zone=place["time_zone"], signup=signup, parent=parent)


def _name(dice: Dice, census: Census, gender: str, *, english: bool) -> Name:
    if english:
        given = dice.one(census.tables[f"english_{gender}"])
        surname = dice.one(census.tables["english_surnames"])
        return Name(written=f"{given} {surname}", surname=surname.lower(), given=given.lower(), year=1990, english=True)
    surname, letters = census.surnames.spin(dice)
    given, spelt, year = census.given(gender).spin(dice)
    return Name(written=surname + given, surname=letters, given=spelt, year=year)


def _birthday(dice: Dice, fashion: int) -> date:
    """Return a birthday near the years in which the name was in fashion."""
    year = min(2006, max(1952, round(dice.normal(fashion, 4))))
    return date.fromordinal(date(year, 1, 1).toordinal() + dice.whole(0, 364))
