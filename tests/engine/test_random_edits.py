"""Random edits of random flows with people inside: the plan's numbers come true, nobody is lost or sent anything twice.

F1 and F2 for every kind of step and edit together, whatever the people inside stand at, paused or not, moved or not.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR
from mactl.core.flows import differing, migrating
from mactl.core.flows import program as programs
from mactl.core.flows.program import Program
from mactl.core.model.experiment import AbTest
from mactl.core.model.flow import Flow
from mactl.engine import flow_pausing, flow_plan, flowing, simulating
from mactl.engine.abtests import in_flows
from mactl.engine.catalogue import Catalogue
from mactl.engine.flow_plan import Wish
from mactl.engine.simulating import Stretch
from mactl.store import enrolments, flows, simulated, upcoming
from mactl.store.database import Database
from tests.engine.test_random_journeys import PEOPLE, START, World, deeds, jumps
from tests.support.flow_edits import EDITS, TESTED, Editor, some_flow
from tests.support.shop import Shop

Json = dict[str, Any]
DAYS = 45
EVERY = 6 * HOUR
OTHER: Json = {
    "id": "other", "name": "other", "trigger": {"flow": "flow"}, "reentry": "always", "quiet": "21:00-08:00",
    "steps": [{"id": "o1", "wait": "2h", "send": {"push": ""}}, {"id": "o2", "wait": "1d", "do": [{"tag": "-seen"}]}],
}  # fmt: skip
TEST: Json = {
    "id": TESTED, "name": TESTED, "variants": ["a", {"name": "b", "weight": 2}], "flow": "flow", "holdout": 0.2,
    "metric": "conversion_rate", "goal": {"event": "order_paid", "within": "7d"},
}  # fmt: skip


def read(flow: Json) -> tuple[Flow, Program]:
    from pydantic import TypeAdapter

    made = TypeAdapter(Flow).validate_python(copy.deepcopy(flow))
    return made, programs.compile(made, {})


def authored(flow: Flow) -> Catalogue:
    """Return the files: the flow, the other one that it may start, and the test that it may be part of."""
    from pydantic import TypeAdapter

    test = TypeAdapter(AbTest).validate_python(copy.deepcopy(TEST))
    return Catalogue(campaigns=(), segments=(), flows=(flow, read(OTHER)[0]), tests=(test,))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("edits") / "shop", caps=[{"scope": "all", "n": 1, "per": "day"}])
    shop.people(PEOPLE)
    return shop


def moves_for(database: Database, old: Program, new: Program, own: int, draw: Any) -> dict[str, str]:
    """Return a word for every step that is gone: what looks renamed, else anything, or out."""
    found = differing.renames(old, new)
    number = flows.find(database, "flow")
    assert number is not None
    for step in migrating.missing(new, enrolments.steps_of_others(database, number.number, own), found):
        found[step] = draw(st.sampled_from(["exit", *new.nodes]))
    return found


def live(world: World, database: Any, days: int) -> None:
    """Tick whenever something is due, at every sixth hour."""
    start, stop = world.now, world.now + days * DAY
    while (due := upcoming.after(database, world.now)) is not None:
        at = start + -(-(due - start) // EVERY) * EVERY
        at = min(at, stop - 1) if due < stop else at
        if at >= stop:
            break
        world.now = at
        world.tick(database)
        world.check(database)
    world.now = stop


def remember(database: Database, flow: int) -> None:
    """Note who is inside a flow and what was settled before, as a plan's copy does."""
    for table in ("inside", "settled"):
        database.sql.execute(f"DROP TABLE IF EXISTS temp.{table}")
    database.sql.execute(
        "CREATE TEMP TABLE inside AS SELECT id AS enrolment FROM enrolments WHERE flow = ? AND state = 'open'", (flow,)
    )
    database.sql.execute(
        "CREATE TEMP TABLE settled AS SELECT id AS message FROM messages WHERE state NOT IN ('queued', 'delayed')"
    )


def check_once(database: Database, names: dict[str, str]) -> None:
    """Nothing of a step is done or sent twice in a journey, whatever it was called."""
    for what in ("sent", "done"):
        found = Counter(
            (number, names.get(step, step))
            for number, step in database.rows("SELECT enrolment, step FROM trail WHERE what = ?", (what,))
        )
        assert max(found.values(), default=0) <= 1, (what, found)


@pytest.mark.slow
@settings(max_examples=max(25, settings().max_examples), suppress_health_check=list(HealthCheck))
@given(
    flow=some_flow(),
    story=st.lists(st.tuples(jumps, deeds), min_size=1, max_size=6),
    edits=st.lists(
        st.tuples(st.lists(st.sampled_from(EDITS), min_size=1, max_size=3), st.booleans(), st.booleans(), jumps),
        min_size=1, max_size=3,
    ),
    tested=st.booleans(),
    data=st.data(),
)  # fmt: skip
def test_what_a_plan_announces_comes_true(
    base: Shop, flow: Json, story: Any, edits: Any, tested: bool, data: Any
) -> None:
    flow = {**flow, "trigger": {"event": "user_signup"}}
    own, _program = read(flow)
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "mactl.db"
        shutil.copy(base.folder / "data" / "mactl.db", path)
        world = World(base.workspace(), authored(own), path, now=START)
        with world.open() as database:
            for each in world.authored.flows:
                flowing.activate(world.at(), database, world.authored, each)
            if tested and TESTED in str(flow):
                in_flows.begin(world.at(), database, world.authored, world.authored.tests[0], world.now)
            for who in range(1, PEOPLE + 1):
                world.do(database, "track", who, "user_signup")
            for wait, (what, who, more) in story:
                if what not in {"edit", "pause", "resume"}:
                    world.now += wait
                    world.do(database, what, who, more)
            names: dict[str, str] = {}
            for last, (kinds, migrate, paused, wait) in enumerate(edits, 1 - len(edits)):
                world.now += wait
                world.tick(database)
                if paused and not last:
                    flow_pausing.pause(world.at(), database, "flow")
                flow = one_edit(world, database, flow, kinds, data.draw, names, migrate=migrate, last=not last)
                world.check(database)
            if world.state(database) == "paused":
                world.now += HOUR
                world.tick(database)
                world.check(database)
                world.do(database, "resume", 0, data.draw(st.sampled_from(["send", "skip", "exit"])))
                world.check(database)
                world.tick(database)
                live(world, database, DAYS)
            check_once(database, names)
            left = database.number("SELECT COUNT(*) FROM enrolments WHERE state = 'open'")
            assert not left, database.rows("SELECT * FROM enrolments WHERE state = 'open'")


def one_edit(
    world: World, database: Any, flow: Json, kinds: list[str], draw: Any, names: dict[str, str], *,
    migrate: bool, last: bool,
) -> Json:  # fmt: skip
    """Edit, plan, activate; after the ``last`` edit live on and compare."""
    editor = Editor(flow, draw)
    for kind in kinds:
        editor.edit(kind)
    made, program = read(editor.flow)
    world.authored = authored(made)
    row = flows.find(database, "flow")
    assert row is not None
    known = flows.same_version(database, row.number, program.digest)
    old = programs.restore(flows.version(database, row.version).definition)
    moves = moves_for(database, old, program, known.id if known else 0, draw) if migrate else None
    plan = flow_plan.plan(world.at(), database, world.authored, made, Wish(days=0, moves=moves or {}))
    assert not migrate or not plan.lost
    compared = last and (row.state == "active" or draw(st.booleans()))
    if compared:
        stretch = Stretch(start=world.now, stop=world.now + DAYS * DAY, every=EVERY)
        told = simulating.foresee(world.at(), database, world.authored, made, stretch, moves)
        assert told.faults == ()
    remember(database, row.number)
    done = flowing.activate(world.at(), database, world.authored, made, moves=moves)
    if migrate:
        assert done.migrated == plan.movable
        for before, after in differing.renames(old, program).items():
            names[after] = names.get(before, before)
    world.check(database)
    world.tick(database)
    if compared:
        if row.state == "paused":
            world.do(database, "resume", 0, "send")
            world.tick(database)
        live(world, database, DAYS)
        assert simulated.still_to_come(database) == told.figures
    return editor.flow


IDS = "abcdefgh"


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[str], list[str], dict[str, str]]:
    """Draw the steps of a flow without branches, those of its next version, and where those that are gone lead."""
    old = list(IDS[: draw(st.integers(2, 5))])
    kept = draw(st.permutations(old))[: draw(st.integers(0, len(old)))] or old[:1]
    new = list(kept) + [f"n{number}" for number in range(draw(st.integers(0, 2)))]
    new = draw(st.permutations(new))
    return old, new, {step: draw(st.sampled_from(["exit", *new])) for step in old if step not in new}


def line(steps: list[str]) -> Json:
    sends = [{"id": step, "wait": "1d", "send": {"email": ""}} for step in steps]
    return {"id": "flow", "name": "flow", "trigger": {"event": "user_signup"}, "steps": sends}


def promised(place: int, old: list[str], new: list[str], moves: dict[str, str]) -> list[str]:
    """Return what F2 promises to somebody who waits for the step at ``place``: what they had, and what is still due."""
    had = old[:place]
    target = moves.get(old[place], old[place])
    if target == "exit":
        return had
    done = {moves.get(step, step) for step in had} - {old[place]}  # where they stand they have not been
    return had + [step for step in new[new.index(target) :] if step not in done]


@pytest.mark.slow
@settings(max_examples=max(50, settings().max_examples), suppress_health_check=list(HealthCheck))
@given(edit=lines(), days=st.lists(st.integers(0, 4), min_size=PEOPLE, max_size=PEOPLE), paused=st.booleans())
def test_everybody_gets_exactly_what_is_promised(base: Shop, edit: Any, days: list[int], paused: bool) -> None:
    old, new, moves = edit
    before, _program = read(line(old))
    after, _program = read(line(new))
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "mactl.db"
        shutil.copy(base.folder / "data" / "mactl.db", path)
        world = World(base.workspace(), Catalogue(campaigns=(), segments=(), flows=(before,)), path, now=START)
        with world.open() as database:
            flowing.activate(world.at(), database, world.authored, before)
            for day in range(5):
                for who in [who for who, own in enumerate(days, 1) if own == day]:
                    world.do(database, "track", who, "user_signup")
                world.tick(database)
                world.now += DAY
            if paused:
                flow_pausing.pause(world.at(), database, "flow")
                world.tick(database)
            world.authored = Catalogue(campaigns=(), segments=(), flows=(after,))
            flowing.activate(world.at(), database, world.authored, after, moves=moves)
            if paused:
                world.tick(database)
                world.do(database, "resume", 0, "send")
            live(world, database, 1)
            for _day in range(8):
                world.tick(database)
                world.now += DAY
            for who, day in enumerate(days, 1):
                place = 4 - day  # steps that were due before the edit: at each day's tick
                made = [  # a cap may skip one that comes on the day of another
                    step
                    for (step,) in database.rows(
                        "SELECT t.step FROM trail t JOIN enrolments n ON n.id = t.enrolment"
                        " WHERE n.customer = ? AND t.what IN ('sent', 'skipped') ORDER BY t.id", (who,)
                    )
                ]  # fmt: skip
                assert made == (promised(place, old, new, moves) if place < len(old) else old)
