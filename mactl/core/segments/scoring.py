"""Scores worked out: the rules of a score as SQL, exact at any instant (the points of events fade by halves).

For everybody, the points of events come from sums that are kept (``score_sums``), each as of its last event, and what
was stored since is added; for a few people, or at instants of the past, they come from the events themselves. Both say
the same: the sum of points that halve at one pace is one number that halves at that pace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from mactl.core.model.event import SCORED
from mactl.core.model.score import Score
from mactl.core.schedule.durations import parse as parse_duration
from mactl.core.segments.condition import Condition, ConditionReader, Context
from mactl.core.segments.events import Happening, read_happening
from mactl.core.segments.operands import json_path
from mactl.core.segments.operators import Comparison
from mactl.core.segments.parse import kinds
from mactl.core.segments.sql import NEVER, Sql, earliest, fill
from mactl.i18n import _

# The event by which a flow gives points; its properties are the score's id or name, and the points.
# The sums of a rule as they are kept, for whoever is c; and how far they are kept.
_UPTO = "IFNULL((SELECT k.upto FROM score_rules AS k WHERE k.digest = {}), 0)"
_KEPT = """IFNULL((SELECT fade(s.points, {} - s.at, {}) FROM score_sums AS s
  WHERE s.rule = (SELECT k.number FROM score_rules AS k WHERE k.digest = {}) AND s.customer = c.id), 0)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One rule, read: points while ``condition`` holds, or for each ``happening``, halving in ``half_life`` ms.

    With ``of`` an event gives its points times that property; one without it, or with text there, gives none.
    """

    name: str
    points: float
    condition: Condition | None = None
    happening: Happening | None = None
    of: str | None = None
    half_life: int | None = None
    cap: float | None = None

    @property
    def digest(self) -> str:
        """The hash of what its sums depend on."""
        said = None if self.happening is None else self.happening.json()
        text = json.dumps([said, self.points, self.of, self.half_life], sort_keys=True, ensure_ascii=False)
        return blake2b(text.encode(), digest_size=12).hexdigest()

    def worth(self) -> Sql:
        """Return what an event ``e`` gives when it happens."""
        if self.of is None:
            return fill("{}", self.points)
        value = fill("json_extract(e.properties, {})", json_path(self.of.split(".")))
        return fill("({} * CASE WHEN typeof({}) IN ('integer', 'real') THEN {} ELSE 0 END)", self.points, value, value)

    def is_kept(self, context: Context) -> bool:
        """Tell whether sums of its events can be kept: no test of theirs depends on when it is asked."""
        return self.happening is not None and self.happening.turn(context) is None

    def sql(self, context: Context) -> Sql:
        """Return what this gives to ``customers AS c`` at the context's instant: a number."""
        if self.condition is not None:
            return fill("CASE WHEN {} THEN {} ELSE 0 END", self.condition.sql(context), self.points)
        if context.past or context.scope is not None or not self.is_kept(context):
            given = self._summed(context, Sql("1"))
        else:
            given = self._kept(context)
        if self.cap is None:
            return given
        return fill("max({}, {})" if self.points < 0 else "min({}, {})", given, self.cap)

    def _kept(self, context: Context) -> Sql:
        """Return the sum kept, and what was stored since it was."""
        upto = fill(_UPTO, self.digest)
        kept = fill(_KEPT, context.now, self.half_life, self.digest)
        since = self._summed(context, fill("e.id > {}", upto))
        return fill(
            "({} + CASE WHEN c.id IN (SELECT n.customer FROM events AS n WHERE n.id > {}) THEN {} ELSE 0 END)",
            *(kept, upto, since),
        )

    def _summed(self, context: Context, which: Sql) -> Sql:
        assert self.happening is not None
        instant = context.instant(Sql("c.id"))
        return fill(
            "IFNULL((SELECT TOTAL(fade({}, {} - e.at, {})) {} AND e.customer = c.id AND {}), 0)",
            *(self.worth(), instant, self.half_life, self.happening.rows(context), which),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A score, read: its rules, bands by name with where they begin, stages with the conditions that lead to them."""

    id: str
    name: str
    rules: tuple[Given, ...]
    bands: tuple[tuple[str, float], ...] = ()
    stages: tuple[tuple[str, float | None, Condition | None], ...] = ()
    floor: float | None = None
    cap: float | None = None

    def sql(self, context: Context) -> Sql:
        """Return the score of ``customers AS c`` at the context's instant; raise where it depends on itself."""
        inside = context.within_segment(f"score {self.id}")
        parts = [rule.sql(inside) for rule in self.rules]
        total = fill("(" + " + ".join(["{}"] * len(parts)) + ")", *parts) if parts else Sql("0")
        total = total if self.cap is None else fill("min({}, {})", total, self.cap)
        return total if self.floor is None else fill("max({}, {})", total, self.floor)

    def rise(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may take somebody on to a further stage (rule E5).

        Points that fade take nobody on, but for those that are taken away: as they fade the score rises.
        """
        inside = context.within_segment(f"score {self.id}")
        found = [stage for _name, _start, when in self.stages if when and (stage := when.turn(inside)) is not None]
        limits = sorted(start for _name, start, _when in self.stages if start is not None)
        if limits:
            tests = [each for rule in self.rules for each in (rule.condition, rule.happening) if each]
            found += [turn for each in tests if (turn := each.turn(inside)) is not None]
        rising = [rule for rule in self.rules if rule.half_life is not None and rule.points < 0]
        if limits and rising:
            lifted = fill("(0" + " + {}" * len(rising) + ")", *(rule.sql(inside) for rule in rising))
            half, now = min(rule.half_life or NEVER for rule in rising), context.instant(Sql("c.id"))
            found.append(
                fill("next_cross({}, 0, {}, {}, {}, {})", self.sql(context), lifted, half, now, json.dumps(limits))
            )
        return earliest(found) if found else None

    def turn(self, limits: Sequence[float], context: Context) -> Sql | None:
        """Return the next instant at which time alone may take the score past one of ``limits`` (rule E5)."""
        inside = context.within_segment(f"score {self.id}")
        found = [turn for rule in self.rules if rule.condition and (turn := rule.condition.turn(inside)) is not None]
        found += [turn for rule in self.rules if rule.happening and (turn := rule.happening.turn(inside)) is not None]
        fading = [rule for rule in self.rules if rule.half_life is not None]
        if fading:
            falling, rising = (
                fill("(0" + " + {}" * len(each) + ")", *(rule.sql(inside) for rule in each))
                for each in (
                    [rule for rule in fading if rule.points > 0],
                    [rule for rule in fading if rule.points <= 0],
                )
            )
            found.append(
                fill(
                    "next_cross({}, {}, {}, {}, {}, {})",
                    *(self.sql(context), falling, rising, min(rule.half_life or NEVER for rule in fading)),
                    *(context.instant(Sql("c.id")), json.dumps(sorted(limits))),
                )
            )
        return earliest(found) if found else None

    def band(self, value: float) -> str:
        """Return the band that a score lies in, "" below all of them."""
        return next((name for name, start in reversed(self.bands) if value >= start), "")

    def reaches(self, name: str) -> tuple[float, float]:
        """Return from where up to where a band reaches."""
        starts = [start for _name, start in self.bands]
        place = [name for name, _start in self.bands].index(name)
        return starts[place], starts[place + 1] if place + 1 < len(starts) else float("inf")


def scales(scores: Sequence[Score]) -> Mapping[str, Scale]:
    """Return scores, read, by id and by name; ids win. What is wrong with them is told where they are loaded."""
    read = {score.id: scale(score, ConditionReader(kinds=kinds())) for score in scores}
    return {**{one.name: one for one in read.values()}, **read}


def scale(score: Score, reader: ConditionReader) -> Scale:
    """Return a score, read; faults are told to ``reader``."""
    return Scale(
        id=score.id,
        name=score.name,
        rules=(*(_rule(score, place, reader.at("points", place)) for place in range(len(score.points))), _given(score)),
        bands=tuple((band.name, band.from_) for band in sorted(score.bands, key=lambda band: band.from_)),
        stages=tuple(
            (stage.name, stage.from_, reader.at("stages", place, "when").condition(stage.when) if stage.when else None)
            for place, stage in enumerate(score.stages)
        ),
        floor=score.floor,
        cap=score.cap,
    )


def _given(score: Score) -> Given:
    """Return the rule of what flows give: every score has it."""
    meant = (("score", (Comparison("in", (score.id, score.name)),)),)
    return Given(name=_("given by flows"), points=1, happening=Happening(event=SCORED, where=meant), of="points")


def _rule(score: Score, place: int, reader: ConditionReader) -> Given:
    rule = score.points[place]
    if rule.when is not None:
        condition = reader.at("when").condition(rule.when)
        return Given(name=rule.name or condition.sentence(), points=rule.points, condition=condition)
    happening = read_happening({"event": rule.event, "where": dict(rule.where)}, reader)
    half_life = None if rule.half_life is None else parse_duration(reader.at("half_life").duration(rule.half_life))
    return Given(
        name=rule.name or happening.sentence(),
        points=rule.points,
        happening=happening,
        of=rule.of,
        half_life=None if half_life is None else half_life.elapsed_ms(),
        cap=rule.cap,
    )
