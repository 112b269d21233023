"""R5: random flows, events, clock jumps, pauses, edits and crashes never break a rule.

One waker for everybody inside (F3); one open enrolment per customer and key (E4); one message a visit (M1); visits and
instants only go forward (F2, T3); nobody is sent anything in quiet hours (T4) or while held out (F10); in the end
everybody is out, and what a journey did is what its trail says.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR, MINUTE, Clock
from mactl.core.flows import program as programs
from mactl.core.model.flow import Flow
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import local, zone
from mactl.engine import crew, flow_legs, flow_pausing, flowing, segmenting, tasks
from mactl.engine.catalogue import Catalogue
from mactl.engine.dispatch import Worker
from mactl.engine.intake import Surroundings
from mactl.engine.shift import Shift
from mactl.engine.tracking import track
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store import origins, wakers
from mactl.store.database import Database
from tests.support.shop import Shop

PEOPLE = 3
A_DAY = 1  # messages to one person
POINTS = 5  # with a message
HOME = zone("Asia/Shanghai")
START = parse_instant("2026-03-02T12:00+08:00", HOME)
KINDS = ("user_signup", "order_paid", "cart_updated")


class Still(Clock):
    """A clock that stands still until it is set."""

    def now(self) -> int:
        return self.start


class Crash(BaseException):
    """The process is gone."""


class Mortal(Database):
    """A database whose process dies when it is about to begin its ``left``-th transaction."""

    left = -1

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        self.left -= 1
        if self.left == 0:
            raise Crash
        with super().transaction() as sql:
            yield sql


times = st.sampled_from(["1h", "6h", "1d", "3d"])
names = st.integers(0, 999).map(lambda n: f"s{n}")
send = st.builds(lambda: {"send": {"email": ""}})
falling = st.permutations(["email", "sms", "wechat", "push"]).flatmap(
    lambda order: st.integers(1, 4).map(
        lambda n: {
            "send": {order[0]: "", "fallback": [f"{name}:" for name in order[1:n]], "grant": [{"points": POINTS}]}
        }
    )
)
tag = st.sampled_from(["+vip", "-vip", "+seen"]).map(lambda each: {"do": [{"tag": each}]})
leave = st.just({"exit": "done with"})


def branching(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(inner, max_size=2)
    asks = st.builds(lambda a, b: {"if": {"tag": "vip"}, "then": a, "else": b}, lists, lists)
    lots = st.builds(lambda a, b: {"split": {"arms": {"a": 1, "b": 1}}, "arms": {"a": a, "b": b}}, lists, lists)
    waits = st.builds(
        lambda kind, time, a, b: {"wait_until": {"event": kind, "timeout": time}, "then": a, "else": b},
        st.sampled_from(KINDS), times, lists, lists,
    )  # fmt: skip
    comes = st.builds(
        lambda time, a: {"wait_until": {"condition": {"tag": "seen"}, "timeout": time}, "then": a}, times, lists
    )
    until = st.builds(
        lambda when, a: {"wait_until": when, "then": a},
        st.sampled_from([{"time": "10:00"}, {"weekday": "fri"}]),
        lists,
    )
    tasks = st.builds(
        lambda time, a, b: {"task": {**CALL, "timeout": time}, "arms": {"sold": a}, "else": b}, times, lists, lists
    )
    return asks | lots | waits | comes | until | tasks


bodies = st.recursive(falling | send | falling | tag | leave, branching, max_leaves=6)
CALL = {"queue": "calls", "title": "Call", "outcomes": ["sold", "refused"]}
WINDOWS = {"start": "08:00", "stop": "10:00", "weekdays": ["mon", "wed", "sat"]}


@st.composite
def flows(draw: st.DrawFn, bodies: st.SearchStrategy[Any] = bodies) -> dict[str, Any]:
    count = iter(range(1000))

    def numbered(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for step in steps:
            made = {"id": f"s{next(count)}", **draw(st.sampled_from([{}, {}, {"at": "1h"}, {"wait": "1d"}]))}
            for key, value in step.items():
                made[key] = numbered(value) if key in {"then", "else"} else value
            if "send" in step and draw(st.booleans()):
                made["window"] = WINDOWS
            if "arms" in step:
                made["arms"] = {name: numbered(inner) for name, inner in step["arms"].items()}
            found.append(made)
        return found

    trigger: dict[str, Any] = draw(
        st.sampled_from([{"event": "user_signup"}, {"event": "cart_updated", "quiet_for": "30m"}, {"inactive": "2d"},
                         {"did": "user_signup", "not": "order_paid", "within": "2h"}])
    )  # fmt: skip
    made: dict[str, Any] = {"id": "flow", "name": "flow", "trigger": trigger}
    made["steps"] = numbered(draw(st.lists(bodies, min_size=2, max_size=5)))
    optional = {
        "goal": st.just({"event": "order_paid"}), "exit": st.just([{"event": "cart_updated", "reason": "cart"}]),
        "filter": st.just({"not": {"tag": "seen"}}), "quiet": st.just("21:00-08:00"), "holdout": st.just(0.5),
        "reentry": st.sampled_from(["once", "always", {"mode": "after_exit", "cooldown": "1d"}]),
        "on_skip": st.just("exit"),
    }  # fmt: skip
    for key, values in optional.items():
        if draw(st.booleans()):
            made[key] = draw(values)
    return made


people = st.integers(1, PEOPLE)
deeds = st.one_of(
    st.tuples(st.just("track"), people, st.sampled_from(KINDS)),
    st.tuples(st.just("track"), people, st.sampled_from(KINDS)),
    st.tuples(st.just("tick"), st.just(0), st.just("")),
    st.tuples(st.just("pause"), st.just(0), st.just("")),
    st.tuples(st.just("resume"), st.just(0), st.sampled_from(["send", "skip", "exit"])),
    st.tuples(st.just("crash"), st.integers(1, 8), st.just("")),
    st.tuples(st.just("edit"), st.just(0), st.sampled_from(["2d", "3h"])),
    st.tuples(st.just("complete"), st.just(0), st.sampled_from(["sold", "refused"])),
)
jumps = st.sampled_from([0, MINUTE, 20 * MINUTE, HOUR, 7 * HOUR, DAY, 4 * DAY])
arrivals = st.lists(
    st.tuples(st.sampled_from([0, HOUR]), st.tuples(st.just("track"), people, st.just("user_signup"))),
    min_size=1,
    max_size=3,
)
story = st.builds(list.__add__, arrivals, st.lists(st.tuples(jumps, deeds), min_size=2, max_size=14))


@dataclass
class World:
    """A shop in which one flow runs, in one process at a time."""

    workspace: Workspace
    authored: Catalogue
    path: Path
    now: int = START
    giving: frozenset[str] = frozenset()  # the steps whose messages bring points
    visits: dict[int, int] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[Mortal]:
        with Mortal(self.path) as database:
            database.sql.execute("PRAGMA synchronous = OFF")
            yield database

    def at(self) -> Workspace:
        return replace(self.workspace, clock=Still(start=self.now))

    def tick(self, database: Mortal) -> None:
        workspace = self.at()
        segmenting.refresh(workspace, database, self.authored, now=self.now)
        legs = flow_legs.legs(workspace, database, self.authored, self.now)
        legs.walk()
        assert not legs.faults(), legs.faults()
        while True:
            plans = [plan.rehearsed() for plan in crew.plans_for(workspace, database, origins.running(database))]
            shift = Shift(clock=workspace.clock)
            for plan in plans:
                Worker(shift=shift, database=database, plans=[plan]).work()
            if not legs.walk():
                break

    def do(self, database: Mortal, what: str, who: int, more: Any) -> None:
        workspace = self.at()
        match what:
            case "track":
                around = Surroundings(database=database, now=self.now, zone=HOME)
                track(around, {"type": more, "customer": f"c{who}"})
                flow_legs.legs(workspace, database, self.authored, self.now).walk()
            case "tick":
                self.tick(database)
            case "pause" if self.state(database) == "active":
                flow_pausing.pause(workspace, database, "flow")
            case "resume" if self.state(database) == "paused":
                flow_pausing.resume(workspace, database, self.authored, "flow", more)
            case "edit" if self.state(database) == "active":
                self.authored = Catalogue(campaigns=(), segments=(), flows=(edited(self.authored.flows[0], more),))
                flowing.activate(workspace, database, self.authored, self.authored.flows[0], moves={})
            case "complete":
                for (number,) in list(database.rows("SELECT id FROM tasks WHERE state IN ('open', 'taken') LIMIT 1")):
                    with suppress(MactlError):  # it is too late: the journey has gone on without
                        tasks.complete(workspace, database, number, more)
            case "crash":
                database.left = who
                try:
                    self.tick(database)
                except Crash:
                    database.sql.execute("UPDATE messages SET state = 'queued' WHERE state = 'sending'")  # recovery
                database.left = -1

    def state(self, database: Database) -> str:
        return str((database.row("SELECT state FROM flows") or [""])[0])

    def check(self, database: Database) -> None:
        assert list(wakers.wrong(database)) == []
        for number, visit in database.rows("SELECT id, visit FROM enrolments"):
            assert visit >= self.visits.get(number, 0)
            self.visits[number] = visit
        for (sent_at,) in database.rows("SELECT sent_at FROM messages WHERE sent_at IS NOT NULL"):
            if self.authored.flows[0].quiet == "21:00-08:00":
                assert 8 <= local(sent_at, HOME).hour < 21
        slots = Counter(
            (customer, local(sent_at, HOME).date())
            for customer, sent_at in database.rows("SELECT customer, sent_at FROM messages WHERE sent_at IS NOT NULL")
        )
        assert max(slots.values(), default=0) <= A_DAY
        held = "SELECT m.id FROM messages m JOIN enrolments n ON n.id = m.enrolment WHERE n.held AND m.sent_at NOT NULL"
        assert list(database.rows(held)) == []
        twice = "SELECT enrolment, visit FROM messages GROUP BY enrolment, visit HAVING COUNT(sent_at) > 1"
        assert list(database.rows(twice)) == []

    def check_end(self, database: Database) -> None:
        assert list(database.rows("SELECT id FROM enrolments WHERE state = 'open'")) == []
        assert list(database.rows("SELECT id FROM messages WHERE state IN ('queued', 'delayed', 'sending')")) == []
        assert list(database.rows("SELECT * FROM awaits")) == []
        for (number,) in list(database.rows("SELECT id FROM enrolments")):
            told = list(database.rows("SELECT at, what, visit FROM trail WHERE enrolment = ? ORDER BY id", (number,)))
            assert [what for _at, what, _visit in told].count("exit") == 1
            assert told[0][1] == "entered" or len(told) == 1  # out again as soon as in
            assert told[-1][1] == "exit"
            visits = [visit for _at, _what, visit in told]
            assert visits == sorted(visits)
        given = sum(step in self.giving for (step,) in database.rows("SELECT step FROM trail WHERE what = 'sent'"))
        assert database.number("SELECT COALESCE(SUM(points), 0) FROM points") == POINTS * given
        ledger = database.number("SELECT COUNT(*) FROM messages WHERE sent_at IS NOT NULL")
        assert ledger == database.number("SELECT COUNT(*) FROM trail WHERE what = 'sent'")


def edited(flow: Flow, wait: str) -> Flow:
    """Return a flow whose steps wait for another time."""
    steps = tuple({**step, "wait": wait} if "wait" in step else step for step in flow.steps)
    return replace(flow, steps=steps)


def giving(steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the ids of the steps whose messages bring points."""
    for step in steps:
        if "grant" in step.get("send", ()):
            yield step["id"]
        for inner in (step.get("then", []), step.get("else", []), *step.get("arms", {}).values()):
            yield from giving(inner)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    caps = [{"scope": "all", "n": A_DAY, "per": "day"}]
    shop = Shop(tmp_path_factory.mktemp("journeys") / "shop", caps=caps)
    shop.people(PEOPLE)
    return shop


@pytest.mark.slow
@settings(max_examples=max(500, settings().max_examples), suppress_health_check=list(HealthCheck))
@given(flow=flows(), story=story)
def test_no_rule_is_ever_broken(base: Shop, flow: dict[str, Any], story: list[Any]) -> None:
    from pydantic import TypeAdapter

    authored = Catalogue(campaigns=(), segments=(), flows=(TypeAdapter(Flow).validate_python(flow),))
    programs.compile(authored.flows[0], {})
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "mactl.db"
        shutil.copy(base.folder / "data" / "mactl.db", path)
        world = World(base.workspace(), authored, path, giving=frozenset(giving(flow["steps"])))
        with world.open() as database:
            flowing.activate(world.at(), database, authored, authored.flows[0])
            for wait, (what, who, more) in story:
                world.now += wait
                world.do(database, what, who, more)
                world.check(database)
            if world.state(database) == "paused":
                world.do(database, "resume", 0, "send")
            for _day in range(60):
                world.now += DAY
                world.tick(database)
                if not database.number("SELECT COUNT(*) FROM enrolments WHERE state = 'open'"):
                    break
            world.check(database)
            world.check_end(database)
