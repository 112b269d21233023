"""Customers followed through time, set-wise: what a segment says of each at every instant at which it may change.

A walk starts where something happened that no evaluation knows, or where time alone was to change the answer, and goes
from instant to instant up to now: the tables ``walk_*`` are temporary. At each step everybody stands at an instant of
their own (``Context.steps``); at the last one everybody stands at now, and the answer is the live one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.sql import NEVER, Sql, fill
from mactl.core.segments.tallies import joined
from mactl.core.segments.trail import Crossing, crossings
from mactl.store import gathering, pasts
from mactl.store.database import Database
from mactl.store.memberships import Known

_PROFILE = re.compile(r"\bc\.(?!id\b)")  # what SQL says of a customer besides the row id
_STEPS = 1_000  # a walk that takes longer jumps to its end


def follow(database: Database, condition: Condition, context: Context, known: Known) -> None:
    """Follow everybody called up to the context's instant."""
    _walk(database, condition, context, known)
    _look_now(database, condition, context)


def arrive(database: Database, condition: Condition, context: Context) -> None:
    """Look at everybody called at the context's instant alone, as if what is new had happened then."""
    database.sql.execute("UPDATE walk_people SET first = ?", (context.now,))
    _look_now(database, condition, context)


def _walk(database: Database, condition: Condition, context: Context, known: Known) -> None:
    timed = condition.turn(replace(context, steps="walk_steps")) is not None
    database.sql.execute(
        "INSERT INTO walk_steps SELECT customer, first, 0, 0 FROM walk_people WHERE first < ? AND points > ?",
        (context.now, 0 if timed else 1),
    )
    stepping = replace(context, past=True, steps="walk_steps", scope="walk_steps")
    for _round in range(_STEPS):
        database.sql.execute(_KNOWN, (*known[:2], known.at, known.change))
        if not database.row("SELECT 1 FROM walk_steps LIMIT 1"):
            break
        _look(database, condition, stepping, fill("step.at"), "walk_steps AS step")
        _look_back(database, condition, stepping)
        _go_on(database, context.now)


# What the last evaluation knew, it knew at its instant, whatever the clock said when it was stored: nothing is undone.
_KNOWN = (
    "UPDATE walk_steps SET known = CASE WHEN at >= ? THEN ? ELSE 0 END, changed = CASE WHEN at >= ? THEN ? ELSE 0 END"
)


def _look_now(database: Database, condition: Condition, context: Context) -> None:
    """Look at everybody called where they stand at last, at the context's instant."""
    _look(database, condition, replace(context, scope="walk_people"), fill("{}", context.now), "walk_people AS step")


def _look(database: Database, condition: Condition, context: Context, at: Sql, people: str) -> None:
    """Write down what the condition says of people where they stand, and when it may change next."""
    joins, context = joined(condition, context)
    said = fill("{}, {}, {}", at, condition.sql(context), condition.turn(context) or fill("{}", NEVER))
    # Where nothing of the profile is asked, nobody's is read.
    known = f"{people} CROSS JOIN customers AS c ON c.id = step.customer"
    alone = "(SELECT called.customer AS id FROM walk_people AS called) AS c"
    source = known if context.steps or _PROFILE.search(said.text) else alone
    asked = fill("INSERT OR REPLACE INTO walk_trail SELECT c.id, {} FROM {}{}", said, Sql(source), joins)
    database.sql.execute(asked.text, asked.params)


def _look_back(database: Database, condition: Condition, context: Context) -> None:
    """Look again at those who have changed since where they stand, as they were."""
    gathering.clear(database, "walk_past")
    database.sql.execute(
        "INSERT INTO walk_past SELECT * FROM walk_steps AS s WHERE EXISTS "
        "(SELECT 1 FROM changes AS g INDEXED BY changes_customer WHERE g.customer = s.customer AND g.at > s.at "
        "AND g.id > s.changed)"
    )
    if database.row("SELECT 1 FROM walk_past LIMIT 1"):
        with pasts.as_they_were(database, "walk_past"):
            past = replace(context, steps="walk_past", scope="walk_past")
            _look(database, condition, past, fill("step.at"), "walk_past AS step")


def _go_on(database: Database, now: int) -> None:
    """Send everybody to their next instant; those who have none before now stand there at last."""
    database.sql.execute(_NEXT, (now,))
    database.sql.execute("DELETE FROM walk_steps WHERE at >= ?", (now,))


_NEXT = """
UPDATE walk_steps SET at = min(
  IFNULL((SELECT min(p.at) FROM walk_points AS p WHERE p.customer = walk_steps.customer AND p.at > walk_steps.at), ?),
  (SELECT t.due FROM walk_trail AS t WHERE t.customer = walk_steps.customer AND t.at = walk_steps.at))
"""


def found(database: Database, now: int, known: Known) -> Iterator[tuple[int, list[Crossing]]]:
    """Yield the customers who entered or left, each with their crossings in order."""
    rows = database.rows(_FLIPPED, {"now": now})
    for customer, group in groupby(rows, key=lambda row: int(row[0])):
        trail = list(group)
        was, alone = bool(trail[0][3]), len(trail) == 1
        # Where one thing happened and time changes nothing, what holds now holds since it happened.
        seen = [(trail[0][4], bool(trail[0][2]))] if alone else [(at, bool(holds)) for _c, at, holds, *_w in trail]
        moves = crossings(was, seen, known.at)
        if moves:
            yield customer, moves


_FLIPPED = """
SELECT t.customer, t.at, t.holds, p.was, min(p.first, :now)
FROM (SELECT DISTINCT w.customer, w.was, w.first FROM walk_people AS w
  CROSS JOIN walk_trail AS x ON x.customer = w.customer WHERE x.holds <> w.was) AS p
CROSS JOIN walk_trail AS t ON t.customer = p.customer ORDER BY t.customer, t.at
"""


def settle(database: Database, segment: int, now: int) -> None:
    """Write down when those called are to be looked at again.

    Who is to be looked at sooner anyhow stays so: what somebody does often puts off an instant each time, and the one
    look too early costs less than to write all of them down.
    """
    database.sql.execute(
        "DELETE FROM watches WHERE segment = ? AND customer IN "
        "(SELECT customer FROM walk_trail WHERE at = ? AND due = ?)",
        (segment, now, NEVER),
    )
    database.sql.execute(
        "INSERT INTO watches SELECT ?, customer, due FROM walk_trail WHERE at = ? AND due < ? "
        "ON CONFLICT (segment, customer) DO UPDATE SET due = excluded.due WHERE due > excluded.due OR due <= ?",
        (segment, now, NEVER, now),
    )
