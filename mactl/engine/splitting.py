"""Customers split by a method: the facts it needs, asked of the store set-wise, and what it makes of them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mactl import registry
from mactl.core.model.event import AHEAD
from mactl.core.schedule import durations
from mactl.core.schedule.instants import parse_instant, parse_until
from mactl.core.schedule.zones import zone
from mactl.core.segments.facts import Activity, Facts
from mactl.core.segments.method import ACTIVITY, Asked, Method, Split
from mactl.core.segments.operands import COLUMNS, json_path
from mactl.core.segments.sql import Sql, fill
from mactl.engine import ingest, maps
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import features, orders
from mactl.store.database import Database

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

PACKAGE = "mactl.core.segments.methods"
# An age is counted from the birthday, else taken as it was told.
_AGE = "coalesce(nullif(c.birthday, ''), json_extract(c.attributes, '$.age'))"
_FIXED = {"birthday": "c.birthday", "age": _AGE} | {name: f"c.{name}" for name in COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asks for, as written; see ``core.segments.method.Asked``."""

    method: str
    as_of: str = ""
    window: str = ""
    bins: int = 5
    map: Path | None = None
    by: tuple[str, ...] = ()
    limits: tuple[float, ...] = ()
    split: str = "mean"
    groups: int = 0
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a method found, of whom, and how it was asked; ``until`` is the last instant that counted."""

    method: Method
    asked: Asked
    facts: Facts
    split: Split
    until: int


def methods() -> list[str]:
    """Return the names of all methods."""
    return registry.names(PACKAGE)


def run(workspace: Workspace, database: Database, wish: Wish) -> Found:
    """Split everybody; what changed in the inlets is taken in first.

    Raises:
        MactlError: no such method, a wish that means nothing, or facts that cannot be split.
    """
    if wish.method not in methods():
        hint = _("Methods are {names}.", names=", ".join(methods()))
        raise MactlError(_("no method named {name}", name=wish.method), hint)
    method: Method = registry.load(PACKAGE, wish.method).METHOD
    ingest.sync(workspace, database)
    orders.refresh(database)
    asked, until = _asked(workspace, wish, method)
    facts = gather(database, method, asked, until)
    return Found(method=method, asked=asked, facts=facts, split=method.split(facts, asked), until=until)


def gather(database: Database, method: Method, asked: Asked, until: int) -> Facts:
    """Return the facts that a method needs, as of ``until``."""
    since = None
    if asked.window:
        since = asked.as_of - durations.parse(asked.window).elapsed_ms()
    bought = orders.purchases(database, since, until)
    if "everybody" not in method.NEEDS:
        return Facts(everybody=database.number("SELECT count(*) FROM customers"), purchases=bought)
    people = features.everybody(database)
    return Facts(
        everybody=len(people),
        purchases=bought.spread(people),
        activity=_activity(database, people, since, until) if "activity" in method.NEEDS else {},
        columns={path: features.column(database, value_of(path)) for path in asked.by}
        if "columns" in method.NEEDS
        else {},
        tags=features.tags(database, people) if "tags" in method.NEEDS else {},
        intervals=orders.intervals(database, until) if "intervals" in method.NEEDS else None,
    )


def value_of(path: str) -> Sql:
    """Return the expression of a profile's field: "city", "attributes.level", or "level" for short."""
    plain = path.removeprefix("profile.")
    if plain in _FIXED:
        return Sql(_FIXED[plain])
    if '"' in plain or not all(plain.split(".")):
        raise MactlError(_("{path} is no field of a profile", path=repr(path)), _("For example city, gender, age."))
    return fill("json_extract(c.attributes, {})", json_path(plain.removeprefix("attributes.").split(".")))


def _activity(database: Database, people: Ints, since: int | None, until: int) -> dict[str, Activity]:
    return {
        name: features.did(database, people, types, since, until)
        if types
        else features.read(database, people, since, until)
        for name, types in ACTIVITY.items()
    }


def _asked(workspace: Workspace, wish: Wish, method: Method) -> tuple[Asked, int]:
    """Return how to split, and the last instant that counts: a day asked for counts whole."""
    home = zone(workspace.zone)
    if wish.as_of:
        until = parse_until(wish.as_of, home)
        as_of = until if until == parse_instant(wish.as_of, home) else until - 1
        until = as_of
    else:
        as_of = workspace.clock.now()
        until = as_of + AHEAD  # clocks of two machines differ (E1)
    window = method.WINDOW if wish.window == "" else "" if wish.window == "all" else wish.window
    if window:
        durations.parse(window)
    if not 2 <= wish.bins <= 9:
        raise MactlError(_("--bins takes 2 to 9"), _("5 is the usual number"))
    made = Asked(as_of=as_of, zone=workspace.zone, map=maps.rfm(workspace, wish.map), window=window)
    own = {name: getattr(wish, name) for name in ("bins", "limits", "split", "groups", "seed")}
    return dataclasses.replace(made, by=wish.by or method.BY, **own), until
