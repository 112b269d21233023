"""Rewards: the coupons and points that messages and steps grant, at most once each (rule M8)."""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from mactl.authored import load_list
from mactl.authored.coupons import check_coupon
from mactl.core.decode.faults import Fault
from mactl.core.messages import codes
from mactl.core.messages.cost import money
from mactl.core.model.coupon import Coupon, Grant
from mactl.core.model.event import GRANTED
from mactl.core.schedule import durations
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import events, grants, points
from mactl.store.database import Database
from mactl.store.grants import Gift, Granted

FILE = "data/coupons.json"
SOURCE = "grants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupons:
    """The good coupons of ``data/coupons.json`` and the faults of the others."""

    coupons: tuple[Coupon, ...]
    faults: tuple[Fault, ...] = ()

    def coupon(self, name: str) -> Coupon:
        """Return the coupon with this id or name; raise MactlError with the nearest name."""
        for each in self.coupons:
            if name in (each.id, each.name):
                return each
        known = [name for each in self.coupons for name in (each.name, each.id)]
        close = difflib.get_close_matches(name, known, 1, 0.5)
        hint = _("did you mean {name}?", name=close[0]) if close else _("{file} lists them all", file=FILE)
        raise MactlError(_("No coupon named {name}", name=name), hint)


class Prize(NamedTuple):
    """A grant made ready: the coupon that it means, or points, and how long it lasts (None: for ever)."""

    coupon: Coupon | None
    points: int
    valid: durations.Duration | None


class Receiver(NamedTuple):
    """Who is given something: row id and public id, and the enrolment and visit where a flow gives."""

    customer: int
    customer_id: str
    enrolment: int = 0
    visit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """What gives: ``prizes`` under the name of a campaign or flow (``source``), in ``mode``.

    ``origin`` is that of the message, 0 for a step that gives without one. ``key`` makes the codes; ``home`` is the
    workspace's zone, in which days of validity are counted.
    """

    prizes: tuple[Prize, ...]
    source: str
    mode: str
    key: bytes
    home: str
    origin: int = 0


def read(workspace: Workspace) -> Coupons:
    """Return the workspace's coupons, read once for as long as their file does not change."""
    path = workspace.data / "coupons.json"
    try:
        state = path.stat()
    except OSError:
        return Coupons(coupons=())
    return _read(path, state.st_mtime_ns, state.st_size)


def definitions(workspace: Workspace, names: Iterable[str]) -> list[str]:
    """Return the coupons of these names as JSON that is the same for the same coupon; raise where one is nowhere."""
    known = read(workspace)
    found = [dataclasses.asdict(known.coupon(name)) for name in sorted(set(names))]
    return [json.dumps(each, sort_keys=True, ensure_ascii=False, default=str) for each in found]


def giver(workspace: Workspace, wanted: Sequence[Grant], *, source: str, mode: str, origin: int = 0) -> Giver | None:
    """Return what gives ``wanted``, or None where nothing is granted.

    Raises:
        MactlError: an unknown coupon, or one whose face value is over the workspace's limit.
    """
    if not wanted:
        return None
    known = read(workspace)
    return Giver(
        prizes=tuple(_prize(workspace, known, each) for each in wanted),
        source=source,
        mode=mode,
        key=workspace.link_key(),
        home=workspace.zone,
        origin=origin,
    )


def give(database: Database, giver: Giver, receiver: Receiver, now: int) -> list[Granted] | None:
    """Grant everything to one person inside the caller's transaction.

    Return the grants; None, with nothing granted, where a pool has no code left.
    """
    found: list[Granted] = []
    for prize in giver.prizes:
        granted = grants.grant(database, _gift(giver, prize, receiver, now), now)
        if granted is None:
            grants.take_back(database, [each.id for each in found], now)
            return None
        if granted.kind == "points" and granted.state == "granted":
            _book(database, granted, now)
        found.append(granted)
    return found


def _book(database: Database, granted: Granted, now: int) -> None:
    """Book the points of a grant; of one that was taken back before, only what had not been spent (M8)."""
    name = grants.booked_by(granted.id)
    owed = granted.value - points.kept(database, granted.customer, name)
    if owed > 0:
        points.earn(database, [points.Booking(granted.customer, owed, name, granted.expires_at)], now)


def receive(database: Database, granted: Sequence[int], now: int) -> None:
    """Let it be an event that a coupon was received: conditions and flows can ask for it."""
    if database.shadowed:
        return  # a rehearsal: nobody receives anything
    found = [grants.by_id(database, number) for number in granted]
    rows: list[events.Stored] = []
    for one in found:
        if one.kind == "coupon":
            said = {"coupon": one.name, "code": one.code, "source": one.source}
            text = orjson.dumps(said).decode()
            rows.append((one.customer, GRANTED, now, events.source(database, SOURCE), str(one.id), None, text))
    if rows:
        events.add(database, rows, now)


def values(granted: Sequence[Granted], coupons: Coupons, home: str) -> dict[str, Any]:
    """Return what a template knows of a message's grants: ``coupon`` (the first), ``coupons``, ``points_granted``."""
    listed = [_told(each, coupons, home) for each in granted if each.kind == "coupon"]
    booked = sum(each.value for each in granted if each.kind == "points")
    return {"coupon": listed[0] if listed else None, "coupons": listed, "points_granted": booked}


def worth(giver: Giver) -> int:
    """Return what the coupons of one message cost at most, in ten-thousandths: what budgets count."""
    return sum(money(prize.coupon.worth) for prize in giver.prizes if prize.coupon is not None)


def _prize(workspace: Workspace, known: Coupons, wanted: Grant) -> Prize:
    config = workspace.config
    valid = wanted.valid
    if wanted.coupon is None:
        _within(Decimal(wanted.points or 0), config.max_points, _("points"))
        valid = valid or config.points_valid
        return Prize(None, wanted.points or 0, durations.parse(valid) if valid else None)
    coupon = known.coupon(wanted.coupon)
    _within(coupon.worth, config.max_face_value, coupon.name)
    return Prize(coupon, 0, durations.parse(valid or coupon.valid))


def _within(value: Decimal, limit: Decimal | int | None, name: str) -> None:
    if limit is not None and value > limit:
        raise MactlError(
            _("{name}: {value} is over the limit of {limit}", name=name, value=value, limit=limit),
            _("rewards.max_face_value and rewards.max_points in config.json say what may be granted at once"),
        )


def _gift(giver: Giver, prize: Prize, receiver: Receiver, now: int) -> Gift:
    expires = durations.add(now, prize.valid, zone(giver.home)) if prize.valid is not None else None
    name, code, value = "", "", prize.points
    if prize.coupon is not None:
        name, value = prize.coupon.id, money(prize.coupon.worth)
        if prize.coupon.codes == "generated":
            unique = f"{giver.mode}/{giver.source}/{giver.origin}/{receiver.customer_id}"
            unique += f"/{receiver.enrolment}/{receiver.visit}/{name}"
            code = codes.code(giver.key, unique, prefix=prize.coupon.prefix, length=prize.coupon.length)
    return Gift(
        kind="points" if prize.coupon is None else "coupon",
        name=name,
        value=value,
        customer=receiver.customer,
        source=giver.source,
        origin=giver.origin,
        enrolment=receiver.enrolment,
        visit=receiver.visit,
        mode=giver.mode,
        code=code,
        expires_at=expires,
    )


def _told(granted: Granted, coupons: Coupons, home: str) -> Mapping[str, Any]:
    coupon = coupons.coupon(granted.name)
    ends = None if granted.expires_at is None else iso(granted.expires_at, zone(home))
    return {
        "id": coupon.id,
        "name": coupon.name,
        "code": granted.code,
        "kind": coupon.kind,
        "value": str(coupon.value),
        "min_spend": str(coupon.min_spend),
        "expires_at": ends,
    }


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Coupons:
    found = load_list(path, Coupon, FILE, check_coupon)
    return Coupons(coupons=found.objects, faults=found.faults)
