"""The leg that keeps scores: sums of events' points up to the last event, stages of those who changed.

A score itself is worked out when it is asked for, exactly at that moment; what is kept only makes it cheap. So it does
not matter to the answer when this last ran. Stages are judged for those who changed, and for everybody where the
definition is new; they only move forward. Those whom time alone may take on are marked when they are due.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b

from mactl.core.model.event import SCORED
from mactl.core.segments.condition import Context
from mactl.core.segments.scoring import Scale
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import events, inlets, selections
from mactl.store import scores as store
from mactl.store.database import Database
from mactl.store.touched import SCORES

_ROUNDS = 100  # instants of one customer in one go; who has more is taken on by the next tick


def keep(workspace: Workspace, database: Database, authored: Catalogue, now: int) -> list[str]:
    """Bring sums and stages up to ``now``, and return what is wrong with scores that cannot be worked out.

    Call this before the marks on changed customers are taken off.
    """
    faults: list[str] = []
    known = _digest(authored)
    fresh = database.fact(SCORES) != known
    bare = authored.bare_context(now, workspace.zone)
    found = scales(bare)
    last = database.number("SELECT max(id) FROM events")
    with database.transaction():
        _sum(database, found, bare, last)
        faults += [] if fresh else _follow(workspace, database, found, bare)
        scope = None if fresh else "touched"
        if found and (fresh or database.row("SELECT 1 FROM touched LIMIT 1")):
            context = replace(bare, zones=selections.zones(database, workspace.zone, scope or ""))
            faults += [fault for one in found for fault in _move(database, one, replace(context, scope=scope))]
        if fresh:
            database.set_fact(SCORES, known)
            database.sql.execute("UPDATE segments SET version = ''")  # those that ask for a score are judged anew
        inlets.remember_file(database, workspace.data / "scores.json")
    return faults


def give(database: Database, customer: int, points: float, *, score: str, source: str, key: str, at: int) -> bool:
    """Give points to the customer with this row id, in the caller's transaction; return whether that is new.

    ``score`` is an id or a name; that of the first score is ``scales(context)[0].id``. The points are an event of type
    ``score_given`` at ``at``, unique by ``source`` and ``key``: a step of a flow gives once.
    """
    said = json.dumps({"score": score, "points": points}, ensure_ascii=False)
    number = events.source(database, source)
    return events.add(database, [(customer, SCORED, at, number, key, None, said)], at) == 1


def scales(context: Context) -> list[Scale]:
    """Return the scores that a context knows, each once."""
    return list({one.id: one for one in context.scores.values() if isinstance(one, Scale)}.values())


def _follow(workspace: Workspace, database: Database, found: list[Scale], context: Context) -> list[str]:
    """Take on those whom time alone takes on, at the instants of it, until nothing is due; return the faults.

    What happened up to an instant counts there; profiles count as they are now.
    """
    faults: list[str] = []
    for _round in range(_ROUNDS):
        called = store.call(database, context.now)
        if not called:
            break
        zones = selections.zones(database, workspace.zone, called)
        there = replace(context, zones=zones, past=True, steps=called, scope=called)
        for one in found:
            faults += _move(database, one, there)
            store.mark(database, one)
        if faults:
            break
    return faults


def _move(database: Database, one: Scale, context: Context) -> Iterator[str]:
    """Move people on in their stages; a score that looks into a segment that is not there moves nobody."""
    try:
        store.move(database, one, context)
        store.watch(database, one, context)
    except MactlError as fault:
        yield _("score {name}: {fault}", name=one.name, fault=fault.message)


def _sum(database: Database, found: list[Scale], context: Context, last: int) -> None:
    rules = [rule for one in found for rule in one.rules if rule.is_kept(context)]
    store.retire(database, {rule.digest for rule in rules}, {one.id for one in found})
    for rule in {rule.digest: rule for rule in rules}.values():
        store.keep(database, rule, context, last)


def _digest(authored: Catalogue) -> str:
    return blake2b(repr(authored.scores).encode(), digest_size=12).hexdigest() if authored.scores else ""
