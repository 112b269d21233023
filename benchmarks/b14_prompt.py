"""B14: what a person asks of segments at a prompt, over a million customers and ten million events.

The heaviest question is measured: who came and who went in thirty days, and why (``segment diff --from -30d``), where
the earlier side is worked out from history. The other side reads the event log once from end to end, and sums it up.
The figure is how many such readings the answer costs, ten at most; the notes have the other questions: every count
decided live, the overlap of three segments, the difference of two definitions.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace

from benchmarks.b04_segments import NOW, laid_out
from benchmarks.harness import Result, Scale, disk, in_turn, seconds
from mactl.api.segments.asking import Asked
from mactl.api.segments.diffing import Side, diff
from mactl.api.segments.overlapping import overlap
from mactl.engine import catalogue, segmenting
from mactl.engine.workspace import Workspace
from mactl.store import selections
from mactl.store.database import Database

EVENTS = 10
_DAYS = 30
_GOAL = 10
_MONTH = _DAYS * 86_400_000
# Within two months one customer in twenty moved, and one tag in two was given.
_MOVED = """
INSERT INTO changes (customer, at, kind, name, old, new)
SELECT id, :now - id * 7919 % 60 * 86400000, 'profile', 'city', json_quote('广州'), json_quote(city)
FROM customers WHERE id % 20 = 3
"""
_TAGGED = """
INSERT INTO changes (customer, at, kind, name, new)
SELECT customer, :now - customer * 7919 % 60 * 86400000, 'tag', tag, '""' FROM tags WHERE customer % 24 = 0
"""


def run(scale: Scale) -> Result:
    """Measure at three sizes; the largest has the figure."""
    folder = disk(scale.folder)
    result = Result(
        code="B14",
        title="who came and went in 30 days, of 1,000,000 with 10,000,000 events, against reading the events once",
        ours="segment diff",
        theirs="one reading",
        unit="s",
        goal=_GOAL,
        at_most=True,
        growth_unit="s",
    )
    for people in (scale.size(10_000, 300), scale.size(100_000, 400), scale.size(1_000_000, 500)):
        workspace = laid_out(folder / "prompt", people, EVENTS)
        with workspace.open() as database:
            asked = _asked(workspace, database)
            result.pairs = in_turn(_timed(asked, _came_and_went), lambda: seconds(lambda: _read(database)), scale.pairs)
            ours = statistics.median(a for a, _b in result.pairs)
            result.growth.append((people, ours, statistics.median(a / b for a, b in result.pairs)))
            if people == scale.size(1_000_000, 500):
                result.notes += _others(asked)
    return result


def _asked(workspace: Workspace, database: Database) -> Asked:
    """Return the workspace as it is asked, its segments up to date, with changes to be undone."""
    known = catalogue.read(workspace)
    with database.transaction() as sql:
        for statement in (_MOVED, _TAGGED):
            sql.execute(statement, {"now": NOW})
    segmenting.refresh(workspace, database, known, now=NOW)
    return Asked(known=known, database=database, context=known.context(database, NOW + 1000, workspace.zone))


def _timed(asked: Asked, work: Callable[[Asked], object]) -> Callable[[], float]:
    return lambda: seconds(lambda: work(asked))


def _read(database: Database) -> None:
    database.row("SELECT count(*), sum(amount) FROM events NOT INDEXED")


def _came_and_went(asked: Asked) -> None:
    meaning = asked.meaning("lapsed")
    before = Side(condition=meaning, definition=meaning, context=asked.at(asked.context.now - _MONTH))
    diff(asked, before, replace(before, condition=asked.segment("lapsed"), context=asked.context))


def _others(asked: Asked) -> list[str]:
    """Return what the other questions take, each as a note."""
    live = replace(asked.context, kept={})

    def definitions() -> None:
        one, other = (
            Side(condition=asked.meaning(name), definition=asked.meaning(name), context=live)
            for name in ("lapsed", "repeat_buyers")
        )
        diff(asked, one, other)

    def crossed() -> None:
        names = ("vip_users", "high_value", "repeat_buyers")
        overlap(replace(asked, context=live), [(name, asked.meaning(name)) for name in names])

    def counted() -> None:
        for segment in asked.known.segments:
            selections.count(asked.database, asked.meaning(segment.id), live)

    def written() -> None:
        for segment in asked.known.segments:
            selections.count(asked.database, asked.segment(segment.id), asked.context)

    return [
        f"{said}: {seconds(work):.2g} s"
        for said, work in (
            ("ten counts from the members written down", written),
            ("ten counts decided live", counted),
            ("the overlap of three segments, decided live", crossed),
            ("the difference of two definitions with 600,000 who move, decided live", definitions),
        )
    ]
