"""What a customer is forecast to do, as last saved: ``mactl report --kind clv --save``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.comparisons import compare
from mactl.core.segments.condition import Changed, Condition, ConditionReader, Context
from mactl.core.segments.operators import COMPLEMENTS, FLAGS, Comparison, Comparisons, json_of, read_comparisons
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.shapes import COMPARISONS, Shape, closed
from mactl.core.segments.spoken import read_comparison
from mactl.core.segments.sql import Sql, every, fill, negate
from mactl.core.segments.words import Words
from mactl.core.segments.written import comparisons_text
from mactl.i18n import _, mark

_FIGURES: Mapping[str, str] = {
    "clv": mark("the forecast CLV"),
    "churn_risk": mark("the churn risk"),
    "expected_purchases": mark("the number of expected purchases"),
    "p_alive": mark("P(alive)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast(Condition):
    """Holds where a saved figure fits: ``clv`` (in the currency), ``churn_risk``, ``expected_purchases``, ``p_alive``.

    Who had not bought when it was saved has none, nor has anybody where the model did not hold: ``!=`` and ``not_in``
    hold then, the others do not.
    """

    KEYS: ClassVar[tuple[str, ...]] = tuple(_FIGURES)
    LEADS: ClassVar[tuple[str, ...]] = tuple(_FIGURES)
    EXAMPLE: ClassVar[str] = '{"churn_risk": {">": 0.7}}'

    figure: str
    tests: Comparisons

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        figure = next(name for name in _FIGURES if name in value)
        reader.keys(value, (figure,))
        return cls(figure=figure, tests=read_comparisons(value[figure], reader.at(figure), "number"))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {figure: closed({figure: COMPARISONS}, figure) for figure in _FIGURES}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say: ``clv > 500``, ``churn_risk > 0.7``."""
        return {words.take().text: read_comparison(words)}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return every([self._holds(test, context) for test in self.tests])

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return that no recorded change matters."""
        return frozenset()

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return comparisons_phrase(_(_FIGURES[self.figure]), self.tests)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {self.figure: json_of(self.tests)}

    def text(self) -> str:
        """Return the words of the command line."""
        return comparisons_text(self.figure, self.tests)

    def _holds(self, test: Comparison, context: Context) -> Sql:
        if test.operator in COMPLEMENTS:
            return negate(self._holds(Comparison(COMPLEMENTS[test.operator], test.operand), context))
        column = Sql(f"s.{self.figure}")
        if test.operator in FLAGS:
            found = _saved(fill("{} IS NOT NULL", column), context)
            return found if (test.operator == "exists") is bool(test.operand) else negate(found)
        return _saved(fill("{} IS NOT NULL AND {}", column, compare(column, "number", test, context)), context)


def _saved(fits: Sql, context: Context) -> Sql:
    return fill("c.id IN (SELECT s.customer FROM forecasts AS s WHERE {} AND {})", context.scoped("s.customer"), fits)


KINDS = (Forecast,)
