"""Where a customer stands by RFM, as last saved: ``mactl segment --method rfm --save``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.comparisons import compare
from mactl.core.segments.condition import Changed, Condition, ConditionReader, Context
from mactl.core.segments.operators import (
    COMPLEMENTS,
    OPERATORS,
    Comparison,
    Comparisons,
    Kind,
    json_of,
    read_comparisons,
)
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.shapes import COMPARISONS, Shape, closed
from mactl.core.segments.spoken import read_comparison, read_word
from mactl.core.segments.sql import TRUE, Sql, every, fill, negate
from mactl.core.segments.words import Words
from mactl.core.segments.written import comparisons_text
from mactl.i18n import _, mark

GROUP = "group"  # the segment or the class, by any of their names
_FIELDS: Mapping[str, tuple[Kind, Sql, str]] = {
    GROUP: ("text", Sql(""), mark("RFM group")),
    "code": ("text", Sql("(s.r || s.f || s.m)"), mark("RFM code")),
    "r": ("number", Sql("s.r"), mark("RFM recency score")),
    "f": ("number", Sql("s.f"), mark("RFM frequency score")),
    "m": ("number", Sql("s.m"), mark("RFM monetary score")),
}


@dataclass(frozen=True, slots=True)
class Rfm(Condition):
    """Holds where the saved scores fit: the group's name (segment or class), the code, or one of the three scores.

    Who never bought has no scores: the group is missing, so that ``not_in`` holds and ``in`` does not.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("rfm",)
    LEADS: ClassVar[tuple[str, ...]] = ("rfm",)
    EXAMPLE: ClassVar[str] = '{"rfm": {"in": ["重要价值", "重要保持"]}}'

    tests: tuple[tuple[str, Comparisons], ...]

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("rfm",))
        below, said = reader.at("rfm"), value["rfm"]
        if not isinstance(said, Mapping) or set(said) & set(OPERATORS):
            return cls(((GROUP, read_comparisons(said, below, "text")),))
        below.keys(said, tuple(_FIELDS))
        known = [name for name in said if name in _FIELDS]
        if not said:
            below.fault(_("a group, a code or a score is wanted here"), _("For example {example}", example=cls.EXAMPLE))
        return cls(tuple((name, read_comparisons(_texts(name, said[name]), below.at(name), _FIELDS[name][0]))
                         for name in known))  # fmt: skip

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        parts = {**closed(dict.fromkeys(_FIELDS, COMPARISONS)), "minProperties": 1}
        return {"rfm": closed({"rfm": {"anyOf": [COMPARISONS, parts]}}, "rfm")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say: ``rfm in 重要价值``, ``rfm r >= 4``."""
        words.take()
        if words.next.text in _FIELDS and words.next.kind == "word":
            name = words.take().text
            return {"rfm": {name: read_comparison(words)}}
        if words.next.kind == "quoted" or (words.next.kind == "word" and words.next.text not in (*OPERATORS, "not")):
            return {"rfm": read_word(words)}
        return {"rfm": read_comparison(words)}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return every([_holds(name, test, context) for name, tests in self.tests for test in tests])

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return that no recorded change matters."""
        return frozenset()

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _(" and ").join(comparisons_phrase(_(_FIELDS[name][2]), tests) for name, tests in self.tests)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        if len(self.tests) == 1 and self.tests[0][0] == GROUP:
            return {"rfm": json_of(self.tests[0][1])}
        return {"rfm": {name: json_of(tests) for name, tests in self.tests}}

    def text(self) -> str:
        """Return the words of the command line."""
        said = (comparisons_text("rfm" if name == GROUP else f"rfm {name}", tests) for name, tests in self.tests)
        return " and ".join(said)


def _holds(name: str, test: Comparison, context: Context) -> Sql:
    if test.operator in COMPLEMENTS:
        return negate(_holds(name, Comparison(COMPLEMENTS[test.operator], test.operand), context))
    kind, value, _said = _FIELDS[name]
    if test.operator in {"exists", "empty"}:
        found = _scored(TRUE, context)
        return found if (test.operator == "exists") is bool(test.operand) else negate(found)
    if name != GROUP:
        return _scored(compare(value, kind, test, context), context)
    keys = fill("(SELECT g.key FROM rfm_names AS g WHERE {})", compare(Sql("g.name"), "text", test, context))
    return _scored(fill("(s.segment IN {} OR s.class IN {})", keys, keys), context)


def _scored(fits: Sql, context: Context) -> Sql:
    return fill("c.id IN (SELECT s.customer FROM rfm_scores AS s WHERE {} AND {})", context.scoped("s.customer"), fits)


def _texts(name: str, said: object) -> object:
    """Return what is said of a code with numbers as text: a code is text, also where it is written in digits."""
    if name != "code":
        return said
    if isinstance(said, Mapping):
        return {key: _texts(name, each) for key, each in said.items()}
    if isinstance(said, list):
        return [_texts(name, each) for each in said]
    return str(said) if isinstance(said, int) and not isinstance(said, bool) else said


KINDS = (Rfm,)
