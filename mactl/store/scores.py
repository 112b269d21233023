"""What is kept of scores: the sums of events' points, and the stages reached; and everybody's score at a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from mactl.core.segments.condition import Context
from mactl.core.segments.scoring import Given, Scale
from mactl.core.segments.sql import NEVER, Sql, fill
from mactl.store.database import Database

# The sums of new events, each as of the last of them, added to what was kept.
_ADD = """
INSERT INTO score_sums SELECT {}, customer, TOTAL(fade(worth, last - at, {})), last FROM (
  SELECT e.customer, e.at, {} AS worth, max(e.at) OVER (PARTITION BY e.customer) AS last {}
    AND e.id > {} AND e.id <= {})
GROUP BY customer
ON CONFLICT (rule, customer) DO UPDATE SET
  points = fade(points, max(at, excluded.at) - at, {}) + fade(excluded.points, max(at, excluded.at) - excluded.at, {}),
  at = max(at, excluded.at)
"""
# A stage is reached at a score or by a condition; the furthest one that holds now moves people on, never back.
_MOVE = """
INSERT INTO score_stages SELECT {}, id, stage, {} FROM (SELECT id, {} AS stage FROM (SELECT c.id, {} AS value{}
  FROM customers AS c WHERE {})) WHERE stage <> ''
ON CONFLICT (score, customer) DO UPDATE SET stage = excluded.stage, at = excluded.at WHERE {} > {}
"""
# Whom time alone may have taken on, each at the first instant of it; the table is that of ``Context.steps``.
_CALL = """
INSERT INTO temp.stage_calls SELECT customer, min(due), 0 FROM stage_watches INDEXED BY stage_watches_due WHERE due <= ?
GROUP BY customer
"""
# Segments that ask for the stage look again at who moved on, from that instant.
_MARK = """
INSERT INTO touched (customer, at) SELECT w.customer, w.at FROM temp.stage_calls AS w
  WHERE EXISTS (SELECT 1 FROM score_stages AS g WHERE g.score = ? AND g.customer = w.customer AND g.at = w.at)
ON CONFLICT (customer) DO UPDATE SET at = min(at, excluded.at), events_only = 0
"""
_WATCH = """
INSERT INTO stage_watches SELECT {}, customer, due FROM (SELECT c.id AS customer, {} AS due FROM customers AS c
  WHERE {} AND c.id NOT IN (SELECT g.customer FROM score_stages AS g WHERE g.score = {} AND g.stage = {}))
WHERE due < {}
"""
_PARTS = "SELECT {} FROM customers AS c WHERE {}"


def keep(database: Database, rule: Given, context: Context, last: int) -> int:
    """Add the events stored since a rule was last kept, up to ``last``; return how far it was kept before."""
    assert rule.happening is not None
    row = database.row("SELECT number, upto FROM score_rules WHERE digest = ?", (rule.digest,))
    if row is None:
        database.sql.execute("INSERT INTO score_rules (digest, upto) VALUES (?, 0)", (rule.digest,))
        row = database.row("SELECT number, upto FROM score_rules WHERE digest = ?", (rule.digest,))
    assert row is not None
    number, upto = int(row[0]), int(row[1])
    if upto < last:
        half, rows = rule.half_life, rule.happening.rows(context, " NOT INDEXED")
        asked = fill(_ADD, number, half, rule.worth(), rows, upto, last, half, half)
        database.sql.execute(asked.text, asked.params)
        database.sql.execute("UPDATE score_rules SET upto = ? WHERE number = ?", (last, number))
    return upto


def retire(database: Database, digests: Collection[str], scores: Collection[str]) -> None:
    """Forget the sums of rules and the stages of scores that are defined no more."""
    for number, digest in list(database.rows("SELECT number, digest FROM score_rules")):
        if digest not in digests:
            database.sql.execute("DELETE FROM score_sums WHERE rule = ?", (number,))
            database.sql.execute("DELETE FROM score_rules WHERE number = ?", (number,))
    for table in ("score_stages", "stage_watches"):
        for (score,) in list(database.rows(f"SELECT DISTINCT score FROM {table}")):  # noqa: S608 - of two
            if score not in scores:
                database.sql.execute(f"DELETE FROM {table} WHERE score = ?", (score,))  # noqa: S608


def move(database: Database, scale: Scale, context: Context) -> None:
    """Move the customers of the context's scope on to the furthest stage that they have reached."""
    if not scale.stages:
        return
    flags, cases = [], []
    for place, (name, start, condition) in enumerate(scale.stages):
        if condition is not None:
            flags.append(fill(f", {{}} AS holds{place}", condition.sql(context)))
        tests = [] if start is None else [fill("value >= {}", start)]
        tests += [Sql(f"holds{place}")] if condition is not None else []
        cases.append(fill("WHEN " + " OR ".join(["{}"] * len(tests)) + " THEN {}", *tests, name))
    furthest = fill("CASE " + " ".join(["{}"] * len(cases)) + " ELSE '' END", *reversed(cases))
    extra = fill("{}" * len(flags), *flags)
    places = [_place(column, [name for name, *_rest in scale.stages]) for column in ("excluded.stage", "stage")]
    asked = fill(
        _MOVE,
        scale.id,
        context.instant(Sql("id")),
        furthest,
        scale.sql(context),
        extra,
        context.scoped("c.id"),
        *places,
    )
    database.sql.execute(asked.text, asked.params)


def call(database: Database, now: int) -> str:
    """Call those whom time alone may have taken on to a further stage by ``now``, each at the first instant of it.

    Returns the table of them, as ``Context.steps`` has it; empty text where there is nobody.
    """
    database.sql.execute(
        "CREATE TEMP TABLE IF NOT EXISTS stage_calls (customer INTEGER PRIMARY KEY, at INTEGER, known INTEGER)"
    )
    database.sql.execute("DELETE FROM temp.stage_calls")
    database.sql.execute(_CALL, (now,))
    return "stage_calls" if database.row("SELECT 1 FROM temp.stage_calls LIMIT 1") else ""


def mark(database: Database, scale: Scale) -> None:
    """Mark those who were called and have moved on, at the instants at which they did."""
    database.sql.execute(_MARK, (scale.id,))


def watch(database: Database, scale: Scale, context: Context) -> None:
    """Write down when the customers of the context's scope are to be looked at again; the last stage is the end."""
    who = fill("score = {} AND {}", scale.id, context.scoped("customer"))
    database.sql.execute(f"DELETE FROM stage_watches WHERE {who.text}", who.params)  # noqa: S608 - bound
    rise = scale.rise(context) if scale.stages else None
    if rise is not None:
        asked = fill(_WATCH, scale.id, rise, context.scoped("c.id"), scale.id, scale.stages[-1][0], NEVER)
        database.sql.execute(asked.text, asked.params)


def _place(column: str, names: Sequence[str]) -> Sql:
    """Return how far a stage lies; one that is no more lies before all."""
    cases = [fill("WHEN {} THEN {}", name, place) for place, name in enumerate(names)]
    return fill(f"(CASE {column} " + " ".join(["{}"] * len(cases)) + " ELSE -1 END)", *cases)


def work_out(database: Database, scale: Scale, context: Context) -> None:
    """Work out the scores of the context's scope, for ``listing`` and ``spread`` to read."""
    database.sql.execute(
        "CREATE TEMP TABLE IF NOT EXISTS score_now (customer INTEGER PRIMARY KEY, value REAL NOT NULL)"
    )
    database.sql.execute("DELETE FROM temp.score_now")
    asked = fill(
        "INSERT INTO temp.score_now SELECT c.id, {} FROM customers AS c WHERE {}",
        *(scale.sql(context), context.scoped("c.id")),
    )
    database.sql.execute(asked.text, asked.params)


def listing(database: Database, scale: Scale, most: int = -1) -> Iterator[tuple[str, float, str | None]]:
    """Yield the customers worked out with score and stage, the highest score first; ``most`` of them."""
    yield from database.rows(
        "SELECT c.customer_id, n.value, g.stage FROM temp.score_now AS n JOIN customers AS c ON c.id = n.customer "
        "LEFT JOIN score_stages AS g ON g.score = ? AND g.customer = n.customer "
        "ORDER BY n.value DESC, n.customer LIMIT ?",
        (scale.id, most),
    )


def spread(database: Database, scale: Scale) -> tuple[list[int], dict[str, int]]:
    """Return how many of those worked out lie in each band (the first: below all), and how many are in each stage."""
    starts = [start for _name, start in scale.bands]
    above = [database.number("SELECT count(*) FROM temp.score_now WHERE value >= ?", (start,)) for start in starts]
    reached = [database.number("SELECT count(*) FROM temp.score_now"), *above, 0]
    stages = database.rows("SELECT stage, count(*) FROM score_stages WHERE score = ? GROUP BY stage", (scale.id,))
    counts = [here - more for here, more in pairwise(reached)]
    return counts, {str(name): int(count) for name, count in stages}


def parts(database: Database, scale: Scale, context: Context) -> list[float]:
    """Return what each rule gives to the one customer of the context's scope."""
    asked = fill(_PARTS, _listed([rule.sql(context) for rule in scale.rules]), context.scoped("c.id"))
    return [float(each) for each in database.row(asked.text, asked.params) or ()]


def _listed(columns: Sequence[Sql]) -> Sql:
    return fill(", ".join(["{}"] * len(columns)), *columns)
