"""Groups that a method found, kept: a tag each, with the date; RFM scores in a table that conditions read.

The tags of one method replace each other: who left a group loses its tag. A tag's source says the method and the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mactl.core.model.rfm import RfmMap
from mactl.core.schedule.zones import day_of, zone
from mactl.core.segments.method import SCALE
from mactl.core.segments.methods.rfm import Rfm
from mactl.engine.splitting import Found
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import changes, features, scored, tags, touched
from mactl.store.changes import Change
from mactl.store.database import Database
from mactl.store.stamp import Stamp

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

_BATCH = 20_000


def save(workspace: Workspace, database: Database, found: Found, method: str) -> int:
    """Write the groups that a method found as tags, and RFM scores into their table; return whose tags changed.

    Raises:
        MactlError: the method's groups are tags already.
    """
    if method not in _roots():
        raise MactlError(_("these groups are tags already"), _("leave --save out"))
    now = workspace.clock.now()
    if isinstance(found.method, Rfm):
        with database.transaction():
            scored.replace(database, _scores(found), _names(found.asked.map), now)
    day = day_of(found.asked.as_of, zone(workspace.zone)).isoformat()
    return _tag(database, _wanted(found, method), method, Stamp(now=now, source=f"{_source(method)}{day}"))


def _source(method: str) -> str:
    """Return how the sources of a method's tags begin."""
    return f"segment {method} "


def _roots() -> dict[str, str]:
    return {
        "rfm": "RFM",
        "behavior": _("Behavior"),
        "attribute": _("Attribute"),
        "value": _("Value"),
        "lifecycle": _("Lifecycle"),
        "cluster": _("Cluster"),
    }


def _wanted(found: Found, method: str) -> dict[str, Ints]:
    """Return who is to have which tag: "RFM/Champions"."""
    made = {}
    for part in found.split.parts:
        for group in part.groups:
            name = group.key if part.key == "classes" else group.name
            path = (_roots()[method], *((part.by,) if part.by else ()), name)
            made["/".join(path)] = found.facts.purchases.customer[group.who]
    return made


def _tag(database: Database, wanted: dict[str, Ints], method: str, stamp: Stamp) -> int:
    held = features.tagged(database, _source(method))
    moved: set[int] = set()
    for tag in sorted({*wanted, *held}):
        now_in, before = set(wanted[tag].tolist() if tag in wanted else ()), held.get(tag, set())
        for some in _pages(sorted(before - now_in)):
            with database.transaction():
                edits = [Change(who, "tag", tag, old, None) for who, old in tags.take_away(database, some, tag)]
                _record(database, edits, stamp)
        for some in _pages(sorted(now_in - before)):
            with database.transaction():
                fresh = tags.give(database, some, tag, stamp.now, stamp.source)
                _record(database, [Change(who, "tag", tag, None, stamp.source) for who in fresh], stamp)
        moved |= now_in ^ before
    return len(moved)


def _record(database: Database, edits: list[Change], stamp: Stamp) -> None:
    changes.record(database, edits, stamp)
    touched.mark(database, (edit.customer for edit in edits), stamp.now)


def _pages(customers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(customers), _BATCH):
        yield customers[start : start + _BATCH]


def _scores(found: Found) -> Iterator[scored.Row]:
    """Yield everybody's scores as the table has them; names become keys, which no language changes."""
    assert found.split.listing is not None
    known = found.asked.map
    segments = {one.name: one.id for one in known.segments}
    classes = {one.name: one.id for one in known.classes}
    rows = zip(found.facts.purchases.customer.tolist(), *found.split.listing(), strict=True)
    for customer, recency, frequency, monetary, r, f, m, _code, segment, kind in rows:
        yield (customer, recency, frequency, round(monetary * SCALE), r, f, m, segments[segment], classes[kind],
               found.asked.as_of)  # fmt: skip


def _names(known: RfmMap) -> list[tuple[str, str]]:
    """Return every name that segments and classes go by, with their keys."""
    segments = [(one.id, name) for one in known.segments for name in (one.id, one.name, one.name_zh)]
    classes = [(one.id, name) for one in known.classes for name in (one.id, one.name, one.full, one.name_en)]
    return [(key, name) for key, name in (*segments, *classes) if name]
