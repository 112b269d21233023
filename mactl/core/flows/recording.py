"""What each turn of an enrolment was given, written down so that the same turn can be taken again (replay, F8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson

from mactl.core.flows import machine, migrating
from mactl.core.flows.migrating import Removal
from mactl.core.flows.program import Program
from mactl.core.flows.state import Happened, Input, Settled, State, Turn
from mactl.core.schedule.workdays import Workdays
from mactl.core.schedule.zones import zone

_OWN_DUE = frozenset({"arriving", "waiting", "awaiting"})  # phases whose instant nobody but the machine sets


class Circumstances(NamedTuple):
    """What is the same at every turn of an enrolment: ``home`` is the workspace's zone.

    ``trigger`` are the properties of the event that began it; ``events`` finds an event by its number.
    """

    home: str
    customer: str
    trigger: Mapping[str, Any]
    workdays: Workdays | None
    events: Callable[[int], tuple[str, int, Mapping[str, Any]]]


def given(put: Input, state: State, home: str) -> str:
    """Return what a turn was given, as JSON: what is as usual is left out; nothing where all is."""
    usual = put.kind == "due" and put.at == state.due and state.phase in _OWN_DUE
    if usual and not (put.paused or put.passed or put.late != "send") and put.zone.key == home:
        return orjson.dumps({"answers": put.answers}).decode() if put.answers else ""
    said = {
        "kind": None if put.kind == "due" else put.kind,
        "at": None if usual else put.at,
        "zone": None if put.zone.key == home else put.zone.key,
        "answers": put.answers or None,
        "event": put.event and (put.event.number, put.event.role),
        "settled": put.settled and tuple(put.settled),
        "outcome": put.outcome or None,
        "paused": put.paused or None,
        "late": put.late if put.kind == "resume" or put.late != "send" else None,
        "passed": sorted(put.passed) or None,
    }
    kept = {key: value for key, value in said.items() if value is not None}
    return orjson.dumps(kept).decode()


def left(outcome: str) -> str:
    """Return what a turn was given that a person ended."""
    return orjson.dumps({"left": outcome}).decode()


def moved(moves: Mapping[str, str], about: Removal, home: str) -> str:
    """Return what a turn was given that moved an enrolment to another version."""
    said: dict[str, Any] = {"moves": dict(moves)}
    if about.passed:
        said["passed"] = sorted(about.passed)
    said |= {name: True for name in ("under_way", "anew") if getattr(about, name)}
    if about.zone.key != home:
        said["zone"] = about.zone.key
    return orjson.dumps(said).decode()


def again(program: Program, state: State, text: str, now: int, known: Circumstances) -> Turn:
    """Take a turn again, as it was given at ``now``: by the very functions that took it."""
    said: dict[str, Any] = orjson.loads(text) if text else {}
    if "left" in said:
        return machine.leave(program, state, said["left"], now)
    place, passed = zone(said.get("zone", known.home)), frozenset(said.get("passed", ()))
    if "moves" in said:
        about = Removal(place, now, known.workdays, passed, said.get("under_way", False), said.get("anew", False))
        return migrating.migrate(program, state, said["moves"], about)
    put = Input(
        kind=said.get("kind", "due"),
        at=said.get("at", now if state.due is None else state.due),
        now=now,
        zone=place,
        customer=known.customer,
        trigger=known.trigger,
        answers=said.get("answers", {}),
        event=_event(said["event"], known) if "event" in said else None,
        settled=Settled(*said["settled"]) if "settled" in said else None,
        outcome=said.get("outcome", ""),
        paused=said.get("paused", False),
        late=said.get("late", "send"),
        workdays=known.workdays,
        passed=passed,
    )
    return machine.turn(program, state, put)


def _event(said: list[Any], known: Circumstances) -> Happened:
    kind, at, properties = known.events(said[0])
    return Happened(kind, at, properties, said[1], said[0])
