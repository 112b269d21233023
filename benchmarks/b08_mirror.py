"""B8: funnel, cohorts and attribution over 20M events from the mirror, against DuckDB on a native table.

Both sides answer what the three reports show, comparison included: the funnel of product_viewed, cart_updated and
order_paid within 7 days, over everything and for the last 30 days and the 30 before; the monthly cohorts with the
repurchase of those spans; the credit of two million messages under all six models, and of the spans under last touch.
Theirs is the best plain SQL that we know for each (as-of joins for the funnel, windows for the touches), on a table in
the order in which events came, with words for types and campaigns, as an analyst would load it. Ours is
``api.kinds.report``: the file opened, level with the database, asked, the report made. Both open their file anew for
each report; their figures are compared.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from benchmarks import mirrored_shop
from benchmarks.harness import Result, Scale, disk, in_turn, seconds
from benchmarks.mirrored_shop import KINDS, NOW, Shop
from mactl.api import kinds
from mactl.store import mirror, results
from mactl.store.database import Database
from mactl.store.mirror import file, filling

_DAY = 86_400_000
_WINDOW = 7 * _DAY
_SPANS = ((-(2**62), NOW + 1), (NOW + 1 - 30 * _DAY, NOW + 1), (NOW + 1 - 60 * _DAY, NOW + 1 - 30 * _DAY))
_MORE = 100_000
# Of two events of one instant the one that was stored first comes first: a key of both.
_FUNNEL = """
WITH viewed AS (SELECT customer, moment, moment::HUGEINT << 40 | id AS key FROM events
    WHERE type = 'product_viewed' AND moment >= {since} AND moment < {until}),
  carts AS (SELECT customer, moment, moment::HUGEINT << 40 | id AS key FROM events
    WHERE type = 'cart_updated' AND moment >= {since} AND moment <= {last}),
  paid AS (SELECT customer, moment, moment::HUGEINT << 40 | id AS key FROM events
    WHERE type = 'order_paid' AND moment >= {since} AND moment <= {last}),
  second AS (SELECT b.customer, b.key, a.moment AS start FROM carts b ASOF JOIN viewed a
    ON a.customer = b.customer AND b.key > a.key WHERE b.moment - a.moment <= {window}),
  third AS (SELECT b.customer FROM paid b ASOF JOIN second a
    ON a.customer = b.customer AND b.key > a.key WHERE b.moment - a.start <= {window})
SELECT (SELECT count(DISTINCT customer) FROM viewed), (SELECT count(DISTINCT customer) FROM second),
  (SELECT count(DISTINCT customer) FROM third)
"""
_COHORTS = """
WITH orders AS (SELECT customer, date_diff('month', TIMESTAMP '2024-01-01',
    make_timestamp(moment * 1000) + INTERVAL 8 HOURS) AS n, amount FROM events WHERE type = 'order_paid'),
  firsts AS (SELECT customer, min(n) AS n FROM orders GROUP BY customer)
SELECT f.n, o.n - f.n AS later, count(DISTINCT o.customer), sum(o.amount) FROM orders o JOIN firsts f USING (customer)
GROUP BY ALL ORDER BY 1, 2
"""
_REPEATED = """
SELECT count(*), count(*) FILTER (WHERE orders > 1) FROM (
  SELECT customer, count(DISTINCT order_id) AS orders FROM events
  WHERE type = 'order_paid' AND moment >= {since} AND moment < {until} GROUP BY customer)
"""
_TOUCHES = """
CREATE OR REPLACE TEMP TABLE touched AS
SELECT e.id AS event, e.customer, m.campaign, e.moment - m.delivered AS age, e.amount,
  row_number() OVER (PARTITION BY e.id ORDER BY m.delivered, m.id) AS place, count(*) OVER (PARTITION BY e.id) AS places
FROM messages m JOIN events e ON e.customer = m.customer AND e.moment BETWEEN m.delivered AND m.delivered + {window}
WHERE e.type = 'order_paid' AND e.moment >= {since} AND e.moment < {until} AND m.sent >= {since} - {window}
  AND m.sent < {until} AND m.state IN ('sent', 'delivered', 'opened', 'clicked')
"""
_GOALS = """
SELECT count(*), count(DISTINCT customer), sum(amount) FROM events
WHERE type = 'order_paid' AND moment >= {since} AND moment < {until}
"""
_RANKED = "SELECT campaign, count(*), sum(amount) FROM touched WHERE place = places GROUP BY ALL ORDER BY 1"
_SHARED = """
WITH weighed AS (SELECT *, 0.5 ** (age / 604800000) AS weight FROM touched)
SELECT campaign, sum((place = places)::INT), sum((place = 1)::INT), sum(1 / places), sum(own),
  sum(CASE WHEN places < 3 THEN 1 / places WHEN place IN (1, places) THEN 0.4 ELSE 0.2 / (places - 2) END)
FROM (SELECT *, weight / sum(weight) OVER (PARTITION BY event) AS own FROM weighed) GROUP BY ALL
"""
_CHAIN = """
WITH lost AS (SELECT customer, id, campaign, delivered FROM messages WHERE sent < {until} AND customer NOT IN (
    SELECT m.customer FROM messages m JOIN events e ON e.customer = m.customer
      AND e.moment BETWEEN m.delivered AND m.delivered + {window} WHERE e.type = 'order_paid'))
SELECT one, other, met, count(*) FROM (
  SELECT lag(campaign) OVER (PARTITION BY event ORDER BY place) AS one, campaign AS other, 1 AS met FROM touched
  UNION ALL SELECT campaign, NULL, 1 FROM touched WHERE place = places
  UNION ALL SELECT lag(campaign) OVER (PARTITION BY customer ORDER BY delivered, id), campaign, 0 FROM lost
  UNION ALL SELECT last(campaign ORDER BY delivered, id), NULL, 0 FROM lost GROUP BY customer
) GROUP BY ALL
"""


def run(scale: Scale) -> Result:
    """Measure at three numbers of events; the largest has the figure."""
    result = Result(
        code="B8",
        title="funnel, cohorts and attribution from the mirror, against DuckDB on a native table",
        ours="mactl",
        theirs="DuckDB",
        unit="s",
        goal=1.5,
        at_most=True,
    )
    mirror.WORTH = 1  # the small sizes, too, are asked of the mirror
    for events in (scale.size(200_000, 4_000), scale.size(2_000_000, 8_000), scale.size(20_000_000, 16_000)):
        shop = mirrored_shop.lay_out(disk(scale.folder) / f"mirror{events}", events)
        _measure(shop, scale, result)
        shop.remove()
    result.notes.append("size is the number of events; seconds of the three reports together; both sides agreed")
    return result


def _measure(shop: Shop, scale: Scale, result: Result) -> None:
    made, added = _kept(shop)
    _agree(shop)
    parts = {
        kind: in_turn(lambda k=kind: _ours(shop, k), lambda k=kind: _theirs(shop, k), scale.pairs) for kind in KINDS
    }
    result.pairs = [tuple(map(sum, zip(*pairs, strict=True))) for pairs in zip(*parts.values(), strict=True)]
    ours = statistics.median(a for a, _ in result.pairs)
    result.growth.append((shop.events, ours, statistics.median(a / b for a, b in result.pairs)))
    whole = statistics.median(shop.command("funnel") for _ in range(3))
    alone = statistics.median(shop.script(_FUNNEL_SCRIPT) for _ in range(3))
    each = ", ".join(
        f"{kind} {statistics.median(a for a, _ in pairs):.2f} s (DuckDB {statistics.median(b for _, b in pairs):.2f} s)"
        for kind, pairs in parts.items()
    )
    size = f"{shop.events:,}"
    result.notes.append(
        f"{size}: {each}; as whole processes `mactl report --kind funnel` {whole:.2f} s, DuckDB from"
        f" Python {alone:.2f} s"
    )
    result.notes.append(
        f"{size}: the mirror was made in {made:.1f} s ({file.size(shop.database) / 1e6:,.0f} MB beside"
        f" {shop.database.stat().st_size / 1e6:,.0f} MB); {min(_MORE, shop.events):,} events more were taken in in"
        f" {added:.2f} s"
    )
    if shop.events <= 2_000_000:
        mirror.WORTH = 2**62
        slow = ", ".join(f"{kind} {_ours(shop, kind):.2f} s" for kind in KINDS)
        mirror.WORTH = 1
        result.notes.append(f"{shop.events:,}: from SQLite, without a mirror: {slow}")


def _kept(shop: Shop) -> tuple[float, float]:
    """Return the seconds of making the mirror and of taking in more events; the native table gets them, too."""
    made = seconds(lambda: _level(shop))
    shop.add(min(_MORE, shop.events))
    return made, seconds(lambda: _level(shop))


def _level(shop: Shop) -> None:
    """Bring the mirror level with the database, as a report does before its first answer."""
    with Database(shop.database) as database:
        home = file.folder(shop.database)
        home.mkdir(exist_ok=True)
        with results.snapshot(database):
            filled = filling.fill(database, home)
            filled.opened.close()
        filling.acknowledge(database, filled)


def _ours(shop: Shop, kind: str) -> float:
    return seconds(lambda: kinds.report(shop.workspace(), kind, {}, kinds.Wanted()))


def _theirs(shop: Shop, kind: str) -> float:
    return seconds(lambda: _asked(shop, kind))


def _asked(shop: Shop, kind: str) -> list[Sequence[Any]]:
    """Return what DuckDB answers to all that a report asks."""
    with shop.native() as native:
        return [native.execute(statement).fetchall() for statement in _statements(kind)]


def _statements(kind: str) -> list[str]:
    spans = [
        {"since": since, "until": until, "window": _WINDOW, "last": min(until + _WINDOW, NOW)}
        for since, until in _SPANS
    ]
    if kind == "funnel":
        return [_FUNNEL.format(**span) for span in spans]
    if kind == "cohort":
        return [_COHORTS, *(_REPEATED.format(**span) for span in spans)]
    whole, *others = spans
    first = [_TOUCHES.format(**whole), _RANKED, _GOALS.format(**whole), _SHARED, _CHAIN.format(**whole)]
    return first + [text.format(**span) for span in others for text in (_TOUCHES, _RANKED, _GOALS)]


_FUNNEL_SCRIPT = _statements("funnel")


def _agree(shop: Shop) -> None:
    """Compare what both sides say."""
    said = {kind: kinds.report(shop.workspace(), kind, {}, kinds.Wanted()).document or {} for kind in KINDS}
    steps: Any = said["funnel"]["steps"]
    assert [step["people"] for step in steps] == list(_asked(shop, "funnel")[0][0]), "the funnel is the same"
    cohorts: Any = said["cohort"]["cohorts"]
    theirs = _asked(shop, "cohort")[0]
    numbers = sorted({row[0] for row in theirs})
    for number, cohort in zip(numbers, cohorts, strict=False):
        people = {row[1]: row[2] for row in theirs if row[0] == number}
        assert list(cohort["returned"]) == [people.get(later, 0) for later in range(len(cohort["returned"]))]
    credited: Any = said["attribution"]["credits"]
    ranked = [
        (row["id"], row["conversions"]) for row in sorted(credited, key=lambda row: row["id"]) if row["conversions"]
    ]
    assert ranked == [(name, events) for name, events, _amount in _asked(shop, "attribution")[1]], "credit is the same"
