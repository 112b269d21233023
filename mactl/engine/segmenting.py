"""The leg that keeps segments right: who entered, who left, and since when (rules S1 to S3, E2, E5).

It looks at the customers who changed since it last looked, and at those for whom time alone was to change an answer;
what it costs follows these two. A new or edited definition is evaluated for everybody once, in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mactl.core.segments.condition import Condition, Context, by_days
from mactl.core.segments.definitions import definitions, ordered, version
from mactl.core.segments.parse import walk
from mactl.core.segments.trail import Crossing
from mactl.engine import catalogue, scoring
from mactl.engine.catalogue import Catalogue
from mactl.engine.heralding import Herald
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import crossing, gathering, inlets, memberships, rule_tags, selections, touched, walking
from mactl.store.crossing import Change
from mactl.store.database import Database
from mactl.store.memberships import Known

FILE = "segments.json"
BATCH = 5_000  # customers at a time: what all segments read of them stays in memory
TURNS = 10  # batches to a transaction


@dataclass(slots=True, kw_only=True)
class Refreshed:
    """What a refresh did: entries and exits announced, segments evaluated in full, and what was wrong with others."""

    entered: int = 0
    exited: int = 0
    evaluated: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def count(self, changes: Sequence[Change]) -> None:
        """Count entries and exits."""
        for change in changes:
            self.entered += sum(move.entered for move in change.moves)
            self.exited += sum(not move.entered for move in change.moves)


class _Live(NamedTuple):
    """A segment that can be evaluated now."""

    id: str
    version: str
    condition: Condition
    tag: str = ""


def refresh(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    *,
    now: int,
    silent: bool = False,
    announce: bool = False,
    only: Collection[str] | None = None,
) -> Refreshed:
    """Bring the members of segments up to ``now``; entries and exits become events at the instants they are true.

    Scores are brought up to ``now`` before: segments ask for them, and stages follow the same marks.

    ``silent`` writes no events (imported history starts nothing, E3); ``announce`` writes them also for new and edited
    definitions (S3). Before the last evaluation's instant, that instant is meant. ``only`` names a simulation's.
    """
    done, herald = Refreshed(), Herald(workspace, database, authored)
    done.faults += scoring.keep(workspace, database, authored, now)
    now = max(now, memberships.known(database).at)
    context = authored.bare_context(now, workspace.zone)
    segments, faults = authored.once("live segments", lambda: _live(authored))
    segments = [one for one in segments if only is None or one.id in only]
    done.faults += faults
    with database.transaction():
        reached = memberships.reach(database, now)
        for gone in memberships.kept(database).keys() - {one.id for one in authored.segments}:
            rule_tags.settle(database, gone, "", (), now)
        memberships.retire(database, {one.id for one in authored.segments}, {one.id for one in segments})
        touched.watch_messages(database, wanted=any(_asks_for_messages(one.condition) for one in segments))
    kept = memberships.kept(database)
    fresh = [one for one in segments if one.id not in kept or kept[one.id].version != one.version]
    _follow(herald, [one for one in segments if one not in fresh], context, done, silent=silent)
    for one in fresh:
        _evaluate(herald, one, now, done, announce=announce and not silent)
    with database.transaction():
        memberships.remember(database, reached)
        inlets.remember_file(database, workspace.data / FILE)
    return done


def keep_up(workspace: Workspace, database: Database, *, silent: bool = False) -> None:
    """Refresh after something was stored, where definitions that cannot be read are a notice and no error."""
    try:
        authored = catalogue.read(workspace)
        done = refresh(workspace, database, authored, now=workspace.clock.now(), silent=silent)
    except MactlError as fault:
        workspace.notice(fault.message)
        return
    for sentence in done.faults:
        workspace.notice(sentence)


def _live(authored: Catalogue) -> tuple[list[_Live], list[str]]:
    """Return the segments that can be evaluated, each after those that it looks into (S2), and what is wrong with
    the others."""
    known = definitions(authored.segments, authored.inner)
    tags = {segment.id: segment.tag for segment in authored.segments}
    found, faults = [], []
    for segment in ordered(authored.segments, known):
        try:
            tag = tags[segment.id]
            said = version(segment.id, known) + (f":{tag}" if tag else "")
            one = _Live(segment.id, said, known[segment.id], tag)
            one.condition.sql(authored.bare_context(0, "UTC"))
        except MactlError as fault:
            faults.append(_("segment {name}: {fault}", name=segment.name, fault=fault.message))
        else:
            found.append(one)
    return found, faults


def _follow(herald: Herald, segments: Sequence[_Live], context: Context, done: Refreshed, *, silent: bool) -> None:
    """Follow those who changed, and those who are due, batch by batch, some batches to a transaction."""
    database = herald.database
    if not segments:
        with database.transaction() as sql:
            sql.execute("DELETE FROM touched")
        return
    gathering.begin(database)
    more = True
    while more:
        with database.loading(), database.transaction():
            known = memberships.known(database)
            for _turn in range(TURNS):
                more = _follow_some(herald, segments, context, known, done, silent=silent)
                if not more:
                    break


def _follow_some(
    herald: Herald, segments: Sequence[_Live], context: Context, known: Known, done: Refreshed, *, silent: bool
) -> bool:
    """Follow a batch of those who changed, and one of those due for each segment; return whether there are more."""
    database = herald.database
    numbers = {one.id: one.number for one in memberships.kept(database).values()}
    gathered = gathering.gather(database, known, context.now, BATCH)
    gathering.release(database)
    more = gathered.people >= BATCH
    for one in segments:
        news = gathering.news(gathered, one.condition.event_types(context))
        more |= gathering.call(database, numbers[one.id], news, context.now, BATCH)
        _follow_one(herald, one, numbers[one.id], context, known, done, silent=silent)
    return more


def _follow_one(
    herald: Herald, one: _Live, number: int, context: Context, known: Known, done: Refreshed, *, silent: bool
) -> None:
    """Follow those who were called for one segment."""
    database = herald.database
    if gathering.nobody(database):
        return
    if by_days(one.condition.history(context)):
        context = replace(context, zones=selections.zones(database, context.zone, "walk_people"))
    if silent:
        walking.arrive(database, one.condition, context)
    else:
        walking.follow(database, one.condition, context, known)
    changes = [Change(customer, moves) for customer, moves in walking.found(database, context.now, known)]
    changes = [_in_order(database, one, number, change, known) for change in changes]
    crossing.write(database, number, changes)
    _tag(database, one, changes, context.now)
    walking.settle(database, number, context.now)
    if not silent:
        herald.announce(one.id, changes, context.now)
        done.count(changes)


def _tag(database: Database, one: _Live, changes: Sequence[Change], now: int) -> None:
    """Give the segment's own tag to those who are members now, and take it from those who are not."""
    if one.tag and changes:
        inside = [change.customer for change in changes if change.moves[-1].entered]
        rule_tags.give(database, one.id, one.tag, inside, now)
        left = [change.customer for change in changes if not change.moves[-1].entered]
        rule_tags.take_away(database, one.id, one.tag, left, now)


def _in_order(database: Database, one: _Live, number: int, change: Change, known: Known) -> Change:
    late = change.moves[0].at <= known.at
    return crossing.not_before_the_last(database, number, one.id, change) if late else change


def _evaluate(herald: Herald, one: _Live, now: int, done: Refreshed, *, announce: bool) -> None:
    """Evaluate a new or edited segment for everybody (S3)."""
    database = herald.database
    with database.transaction():
        context = herald.authored.context(database, now, herald.workspace.zone)
        moved = memberships.evaluate(database, one.id, one.version, one.condition, context)
        rule_tags.settle(
            database, one.id, one.tag, memberships.members(database, moved.segment) if one.tag else (), now
        )
        if announce:
            changes = [Change(each, [Crossing(now, entered=True)]) for each in moved.entered]
            changes += [Change(each, [Crossing(now, entered=False)]) for each in moved.left]
            herald.announce(one.id, changes, now)
            done.count(changes)
    done.evaluated.append(one.id)


def _asks_for_messages(condition: Condition) -> bool:
    """Return whether a condition looks at the ledger of messages."""
    return any("message" in part.KEYS for part in walk(condition))
