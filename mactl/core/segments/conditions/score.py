"""A customer's score at the moment asked: as a number, by its band, or by the stage reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.comparisons import compare
from mactl.core.segments.condition import Condition, ConditionReader, Context, Scoring
from mactl.core.segments.operators import (
    COMPLEMENTS,
    FLAGS,
    OPERATORS,
    Comparison,
    Comparisons,
    json_of,
    read_comparisons,
)
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.reader import nearest
from mactl.core.segments.shapes import COMPARISONS, TEXT, Shape, closed
from mactl.core.segments.spoken import read_comparison, read_word
from mactl.core.segments.sql import Sql, every, fill, listed, negate, some
from mactl.core.segments.words import Words
from mactl.core.segments.written import comparisons_text, word
from mactl.errors import MactlError
from mactl.i18n import _, mark

_NAMED = {"band": mark("band"), "stage": mark("stage")}
_SIGNS = ("=", "!=", "in", "not_in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Condition):
    """Holds where the score ``of`` (without it the first of data/scores.json), its band or its stage fits.

    ``what`` is value, band or stage. Points fade up to the very moment that is asked about.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("score",)
    LEADS: ClassVar[tuple[str, ...]] = ("score",)
    EXAMPLE: ClassVar[str] = '{"score": {">=": 60}}'

    tests: Comparisons
    what: str = "value"
    of: str = ""

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("score", "of"))
        said, below = value["score"], reader.at("score")
        of = reader.at("of").text(value["of"]) if "of" in value else ""
        what = next(iter(said)) if isinstance(said, Mapping) and len(said) == 1 else "value"
        if what in _NAMED and isinstance(said, Mapping):
            tests = read_comparisons(said[what], below.at(what), "text")
            wrong = [test.operator for test in tests if test.operator not in _SIGNS]
            hint = _("For example {example}", example='{"score": {"stage": {"in": ["MQL"]}}}')
        else:
            what, tests = "value", read_comparisons(said, below, "number")
            wrong = [test.operator for test in tests if test.operator in FLAGS]
            hint = _("Everybody has a score; without points it is 0.")
        if wrong:
            below.fault(_("{operator} says nothing about a score", operator=wrong[0]), hint)
        return cls(tests=tests, what=what, of=of)

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        named = [closed({part: COMPARISONS}, part) for part in _NAMED]
        return {"score": closed({"score": {"anyOf": [COMPARISONS, *named]}, "of": TEXT}, "score")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say: ``score >= 60``, ``score of lead stage = MQL``."""
        words.take()
        of: dict[str, object] = {"of": read_word(words)} if words.accept("of") else {}
        if words.is_next(*_NAMED) and words.after.text in OPERATORS:
            return {"score": {words.take().text: read_comparison(words)}, **of}
        return {"score": read_comparison(words), **of}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        scale = self._scale(context)
        return every([self._holds(test, scale, context) for test in self.tests])

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds; stages never fall back."""
        if self.what == "stage":
            return None
        scale = self._scale(context)
        return scale.turn(self._limits(scale), context)

    def splits(self, _context: Context) -> bool:
        """Return that a slice of everybody may cost more than its share: what was stored since is gone through."""
        return self.what == "stage"

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        name = _("the score {name}", name=self.of) if self.of else _("the score")
        if self.what != "value":
            name = _("the {part} of {score}", part=_(_NAMED[self.what]), score=name)
        return comparisons_phrase(name, self.tests)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        said = json_of(self.tests)
        return {"score": said if self.what == "value" else {self.what: said}, **({"of": self.of} if self.of else {})}

    def text(self) -> str:
        """Return the words of the command line."""
        name = "score" + (f" of {word(self.of)}" if self.of else "") + ("" if self.what == "value" else f" {self.what}")
        return comparisons_text(name, self.tests)

    def _scale(self, context: Context) -> Scoring:
        found = context.scores.get(self.of) if self.of else next(iter(context.scores.values()), None)
        if found is None:
            raise MactlError(
                _("No score named {name}", name=self.of or "-"),
                nearest(self.of, context.scores) if context.scores else _("Write one into data/scores.json."),
            )
        return found

    def _holds(self, test: Comparison, scale: Scoring, context: Context) -> Sql:
        if test.operator in COMPLEMENTS:
            return negate(self._holds(Comparison(COMPLEMENTS[test.operator], test.operand), scale, context))
        if self.what == "value":
            return compare(scale.sql(context), "number", test, context)
        names = [str(name) for name in (test.operand if isinstance(test.operand, tuple) else (test.operand,))]
        if self.what == "band":
            return some([_inside(scale.sql(context), *self._reach(name, scale)) for name in names])
        return fill(
            "c.id IN (SELECT g.customer FROM score_stages AS g WHERE {} AND g.score = {} AND g.stage IN {})",
            *(context.scoped("g.customer"), scale.id, listed(names)),
        )

    def _reach(self, name: str, scale: Scoring) -> tuple[float, float]:
        bands = [band for band, _start in scale.bands]
        if name not in bands:
            raise MactlError(
                _("the score {score} has no band {name}", score=scale.name, name=name), nearest(name, bands)
            )
        return scale.reaches(name)

    def _limits(self, scale: Scoring) -> list[float]:
        if self.what == "band":
            return [start for _name, start in scale.bands]
        operands = [test.operand if isinstance(test.operand, tuple) else (test.operand,) for test in self.tests]
        return [float(each) for operand in operands for each in operand]


def _inside(value: Sql, low: float, high: float) -> Sql:
    """Return where a value is at least ``low`` and below ``high``; below the first band is in none."""
    if high == float("inf"):
        return fill("{} >= {}", value, low)
    return fill("({} >= {} AND {} < {})", value, low, value, high)


KINDS = (Score,)
