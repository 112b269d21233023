"""Whatever happens in whatever order, members and crossings are those of a replay by definition (S1, S3, E5, R5).

Events (late, early, on time), edits of profiles, tags and consents, jumps of the clock and edits of definitions are
interleaved at random, from a seed. After each refresh the members must be those of a full evaluation, and the crossings
told must be those that trying every instant gives. ``MACTL_CASES`` runs more than CI does.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mactl.engine import catalogue, people, segmenting
from mactl.engine.intake import Surroundings
from mactl.store import consents, events, selections
from mactl.store.database import Database
from mactl.store.stamp import Stamp
from tests.support.segments_ledger import Ledger, expected
from tests.support.segments_world import (
    DAY,
    EVERYTHING,
    HOUR,
    MINUTE,
    NOTHING,
    TYPES,
    ZONES,
    Happened,
    Person,
    Predicate,
    Reach,
    Told,
    View,
    condition,
)
from tests.support.shop import Shop

CASES = int(os.environ.get("MACTL_CASES", "500"))
FIRST = int(os.environ.get("MACTL_FIRST_CASE", "0"))
START = 1_772_420_000_000  # 2026-03-02T10:53:20+08:00
LONG_AGO = START - 400 * DAY
_EMPTY = (
    *("customers", "addresses", "consents", "tags", "changes", "events", "rollups", "touched"),
    *("segments", "members", "watches", "facts", "inlets"),
)


@dataclass
class Trial:
    """One case: a database, the same world in plain Python, and the dice."""

    shop: Shop
    database: Database
    dice: random.Random
    now: int = START
    seen: int = START  # the last refresh
    known: Reach = NOTHING  # what was stored then
    persons: dict[int, Person] = field(default_factory=dict)
    segments: dict[str, tuple[dict[str, Any], Predicate]] = field(default_factory=dict)
    evaluated: dict[str, str] = field(default_factory=dict)  # what segments said at the last refresh
    ledgers: dict[tuple[str, int], Ledger] = field(default_factory=dict)
    told: int = 0
    stored: int = 0

    def begin(self) -> None:
        for table in _EMPTY:
            self.database.sql.execute(f"DELETE FROM {table}")
        for number in range(1, 4):
            zone = self.dice.choice(ZONES)
            born = self.dice.choice([None, "1990-03-03", "2000-02-29", "1985-03-08"])
            self.database.sql.execute(
                "INSERT INTO customers (id, customer_id, time_zone, birthday, created_at, updated_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (number, f"c{number}", zone, born, LONG_AGO, LONG_AGO),
            )
            self.persons[number] = Person(zone, history={"birthday": [Told(LONG_AGO, born)]})
        self.define(["a", "b", "c"])
        self.refresh()

    def define(self, names: list[str]) -> None:
        """Define segments anew; one may look into those before it."""
        for name in names:
            before = {one: self._member_of(one) for one in sorted(self.segments) if one < name}
            self.segments[name] = condition(self.dice, before)
        rows = [{"id": name, "name": name.upper(), "where": said} for name, (said, _holds) in self.segments.items()]
        (self.shop.folder / "data" / "segments.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")

    def _says(self, name: str) -> str:
        """Return what a segment says, with what those say that it looks into: an edit of these is one of it (S3)."""
        said = json.dumps(self.segments[name][0])
        inside = [one for one in sorted(self.segments) if f'"segment": "{one}"' in said]
        return said + "".join(self._says(one) for one in inside)

    def _member_of(self, name: str) -> Predicate:
        """Return the predicate of the segment as it is defined when asked."""

        def holds(view: View) -> bool:
            return self.segments[name][1](view)

        return holds

    def act(self) -> None:
        number = self.dice.choice(list(self.persons))
        self.dice.choice([self.event, self.event, self.event, self.late, self.field, self.tag, self.consent])(number)

    def event(self, number: int) -> None:
        self._store(number, self.now + self.dice.choice([0, 0, 0, 0, -1, -MINUTE, 2 * MINUTE, 5 * MINUTE]))

    def late(self, number: int) -> None:
        self._store(number, self.now - self.dice.choice([HOUR, 5 * HOUR, DAY, 3 * DAY, 8 * DAY]))

    def _store(self, number: int, at: int) -> None:
        self.stored += 1
        kind, amount = self.dice.choice(TYPES), self.dice.choice([30, 60, 100])
        with self.database.transaction():
            source = events.source(self.database, "test")
            row = (number, kind, at, source, self.stored, amount * 10_000, "{}")
            events.add(self.database, [row], self.now)
            stored = self.database.number("SELECT max(id) FROM events")
        self.persons[number].events.append(Happened(kind, at, amount, stored))
        self._arrived(number, at)

    def field(self, number: int) -> None:
        if self.dice.random() < 0.5:
            value: Any = self.dice.choice(["上海", "杭州", "北京"])
            self._change(number, {"city": value}, "city", value)
        else:
            value = self.now - self.dice.choice([0, HOUR, DAY, 3 * DAY])
            self._change(number, {"attributes": {"seen": value}}, "seen", value)

    def _change(self, number: int, row: dict[str, Any], name: str, value: Any) -> None:
        if self.persons[number].fact(name, self.now, EVERYTHING) != value and people.change(
            self._around(), f"c{number}", row
        ):
            self._tell(number, name, value)

    def tag(self, number: int) -> None:
        tag = self.dice.choice(["母婴", "vip"])
        add = self.dice.random() < 0.6
        if people.tag(self._around(), [f"c{number}"], [tag] if add else [], [] if add else [tag]):
            self._tell(number, f"tag:{tag}", add)

    def consent(self, number: int) -> None:
        channel, status = self.dice.choice(["email", "sms"]), self.dice.choice(["granted", "withdrawn"])
        if self.persons[number].fact(f"consent:{channel}", self.now, EVERYTHING) == status:
            return
        with self.database.transaction():
            consents.record(self.database, number, channel, "", status, stamp=Stamp(now=self.now, source="test"))
        self._tell(number, f"consent:{channel}", status)

    def _tell(self, number: int, name: str, value: Any) -> None:
        told = self.persons[number].history.setdefault(name, [Told(LONG_AGO, None)])
        told.append(Told(self.now, value, self.database.number("SELECT max(id) FROM changes")))
        self._arrived(number, self.now)

    def _arrived(self, number: int, at: int) -> None:
        person = self.persons[number]
        person.arrivals.append(at)
        person.touched = self.now

    def _around(self) -> Surroundings:
        return Surroundings(database=self.database, now=self.now, who="mei", zone=ZoneInfo("Asia/Shanghai"))

    def refresh(self) -> None:
        workspace = self.shop.workspace(self.now)
        authored = catalogue.read(workspace)
        done = segmenting.refresh(workspace, self.database, authored, now=self.now)
        assert not done.faults, done.faults
        now = max(self.now, self.seen)
        owed = sorted(self._owed(now))
        assert self._told() == owed
        self._check_members(authored, now)
        for person in self.persons.values():
            person.arrivals, person.touched = [], None
        self.evaluated = {name: self._says(name) for name in self.segments}
        self.seen = now
        self.known = Reach(
            self.database.number("SELECT max(id) FROM events"), self.database.number("SELECT max(id) FROM changes")
        )

    def _owed(self, now: int) -> Iterator[tuple[int, str, int, bool]]:
        for name, (_said, holds) in self.segments.items():
            for number, person in self.persons.items():
                if self.evaluated.get(name) != self._says(name):
                    self._restart(name, number, now, holds(View(person, now, EVERYTHING)))
                    continue
                if person.touched is not None:
                    person.arrivals.append(min(person.touched, now))
                ledger = self.ledgers[name, number]
                for at, entered in expected(person, holds, ledger, (self.seen, now), self.known):
                    yield number, name, at, entered

    def _restart(self, name: str, number: int, now: int, member: bool) -> None:
        ledger = self.ledgers.setdefault((name, number), Ledger(member=False, since=0))
        if member and not ledger.member:
            ledger.since = now
        ledger.member = member

    def _told(self) -> list[tuple[int, str, int, bool]]:
        rows = list(
            self.database.rows(
                "SELECT id, customer, type, at, properties FROM events WHERE id > ? AND type LIKE 'segment_%'",
                (self.told,),
            )
        )
        self.told = max([self.told, *(row[0] for row in rows)])
        return sorted((row[1], json.loads(row[4])["segment"], row[3], row[2] == "segment_entered") for row in rows)

    def _check_members(self, authored: catalogue.Catalogue, now: int) -> None:
        context = authored.context(self.database, now, "Asia/Shanghai")
        for name in self.segments:
            kept = dict(
                self.database.rows(
                    "SELECT customer, since FROM members WHERE segment = (SELECT number FROM segments WHERE id = ?)",
                    (name,),
                )
            )
            live = set(selections.ids(self.database, context.segments[name], context))
            assert set(kept) == live, f"{name}: kept {set(kept)}, live {live}"
            for number, since in kept.items():
                assert since == self.ledgers[name, number].since, f"{name}: c{number} is a member since {since}"


def play(trial: Trial) -> None:
    """Play one case through."""
    trial.begin()
    for _turn in range(trial.dice.randint(6, 16)):
        roll = trial.dice.random()
        if roll < 0.5:
            trial.act()
        elif roll < 0.95:
            trial.now += trial.dice.choice([1, MINUTE, 7 * MINUTE, HOUR, 5 * HOUR, DAY, 4 * DAY])
        elif roll < 0.97:
            trial.now -= HOUR
        else:
            trial.define([trial.dice.choice(["a", "b", "c"])])
        if trial.dice.random() < 0.4:
            trial.refresh()
    trial.now += trial.dice.choice([MINUTE, DAY, 9 * DAY])
    trial.refresh()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("oracle") / "shop")


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_members_and_crossings_are_those_of_a_replay(shop: Shop, block: int) -> None:
    with shop.database() as database:
        database.sql.execute("PRAGMA synchronous = OFF")
        for case in range(FIRST + block, FIRST + CASES, 10):
            try:
                play(Trial(shop, database, random.Random(case)))
            except AssertionError as fault:
                raise AssertionError(f"case {case}") from fault
