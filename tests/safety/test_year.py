"""R7: a year of ticks over the demo shop with all starter flows, and the simulation that agrees with it (rule F8).

The year has a leap day and the clock changes of Europe, America and Australia; the shop's own part of the world has
none, so half of the people live abroad, as far as there are any. ``MACTL_YEAR=2000`` lets the whole shop take part.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from mactl import layout
from mactl.api import doctor
from mactl.api.opening import open_workspace
from mactl.clock import DAY, MINUTE, Clock
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.demo import shop
from mactl.demo.rhythm import SHOP_ZONE, stamp
from mactl.engine import catalogue, flowing, ingest, simulating, tick
from mactl.engine.import_events import EventOptions, import_events
from mactl.engine.simulating import Stretch
from mactl.engine.surroundings import surroundings
from mactl.engine.workspace import Workspace
from mactl.store import simulated, upcoming, wakers
from mactl.store.simulated import Figures

PEOPLE = int(os.environ.get("MACTL_YEAR", "20"))
GRID = 15 * MINUTE  # when cron ticks; a tick without anything to do is left out
STOP = parse_instant("2028-03-20T00:00", zone(SHOP_ZONE))
START = STOP - shop.DAYS * DAY


def crowd() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the customers who take part, and what they did in the year."""
    dice, whole = Random(11), shop.build(now=STOP)
    home = [row for row in whole.customers if row["country"] == "CN"]
    abroad = [row for row in whole.customers if row["country"] != "CN"][: PEOPLE // 2]
    people = abroad + dice.sample(home, min(PEOPLE - len(abroad), len(home)))
    ids = {row["id"] for row in people}
    told = [
        {"type": one.type, "customer": one.customer, "at": stamp(one.at), "properties": one.properties}
        for one in whole.events
        if one.customer in ids
    ]
    told += [
        {"type": "complaint_made", "customer": who, "at": stamp(START + dice.randrange(shop.DAYS * DAY))}
        for who in sorted(ids)
        if dice.random() < 0.1
    ]
    return people, sorted(told, key=lambda event: event["at"])


def at(folder: Path, now: int) -> Workspace:
    return replace(open_workspace(folder, who="mei", environ={}), clock=Clock(start=now))


def opened(folder: Path, people: list[dict[str, Any]]) -> None:
    """Lay out the starter, take the customers in, and activate all of its flows."""
    layout.lay_out(folder)
    for row in people:
        row["consents"] = {
            name: {**one, "at": min(one["at"], stamp(START - DAY))} if isinstance(one, dict) and "at" in one else one
            for name, one in row["consents"].items()
        }
    (folder / "data" / "customers.json").write_text(json.dumps(people, ensure_ascii=False), "utf-8")
    workspace = at(folder, START - DAY)
    with workspace.open() as database:
        (taken,) = [one for one in ingest.take_in(workspace, database) if one.rows]
        assert taken.rejects == 0, taken
        workspace = at(folder, START)
        authored = catalogue.read(workspace)
        assert not authored.faults, authored.faults
        for flow in authored.flows:
            flowing.activate(workspace, database, authored, flow)
    assert not tick.tick(workspace).faults


def live(folder: Path, told: list[dict[str, Any]]) -> list[int]:
    """Let the year go by: at each tick's instant what happened until then is imported, then ticked."""
    stamps, place, instants = [parse_instant(one["at"], zone(SHOP_ZONE)) for one in told], 0, [START]
    while (now := following(folder, instants[-1], stamps[place] if place < len(stamps) else STOP)) < STOP:
        done = bisect_right(stamps, now, place)
        if done > place:
            take(folder, told[place:done], now)
            place = done
        assert not tick.tick(at(folder, now)).faults
        instants.append(now)
    return instants[1:]


def following(folder: Path, now: int, happens: int) -> int:
    """Return the next of cron's instants at which there is something to do."""
    with at(folder, now).open() as database:
        due = upcoming.after(database, now)
    first = min(happens, STOP if due is None else due)
    return max(START + -(-(first - START) // GRID) * GRID, now + GRID)


def take(folder: Path, rows: list[dict[str, Any]], now: int) -> None:
    """Import what happened."""
    path, workspace = folder / "happened.jsonl", at(folder, now)
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    with workspace.open() as database:
        taken = import_events(surroundings(workspace, database), path, EventOptions(source="shop", trigger=True))
    assert taken.rejects == 0, taken


@pytest.mark.slow
def test_a_year_of_ticks_agrees_with_its_simulation_message_for_message(tmp_path: Path) -> None:
    people, told = crowd()
    opened(tmp_path, people)
    instants = live(tmp_path, told)
    workspace = at(tmp_path, STOP)
    authored = catalogue.read(workspace)
    with workspace.open() as database:
        happened = simulated.figures(database)
        assert list(wakers.wrong(database)) == []
        found = simulating.simulate(
            workspace, database, authored, authored.flows, Stretch(start=START, stop=STOP, instants=instants)
        )
    assert [one.message for one in doctor.examine(workspace) if "exactly one waker" in one.message] == []
    assert found.faults == ()
    assert len(happened.entered) == len(authored.flows), "a flow that nobody entered proves nothing"
    agree(found.figures, happened)


def agree(found: Figures, happened: Figures) -> None:
    """Hold two worlds against each other: each message, each entry and each end."""
    said, did = (Counter(map(to_the_minute, world.messages)) for world in (found, happened))
    assert sorted(did - said)[:10] == sorted(said - did)[:10]
    assert found.entered == happened.entered
    assert found.ended == happened.ended


def to_the_minute(message: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a message without the time that a real tick takes while it works."""
    customer, flow, step, visit, due, *rest = message
    return (customer, flow, step, visit, due // MINUTE, *rest)
