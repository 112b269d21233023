"""A number or value out of a customer's events: the sum, least, greatest, first or last of a property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments import spoken
from mactl.core.segments.comparisons import numeric
from mactl.core.segments.condition import (
    HOME,
    HOME_CHANGED,
    Changed,
    Condition,
    ConditionReader,
    Context,
    Home,
    home_of,
)
from mactl.core.segments.events import Happening, read_happening
from mactl.core.segments.operands import Operand, json_path
from mactl.core.segments.operators import (
    Comparisons,
    Kind,
    dated,
    hold_for_missing,
    json_of,
    passes,
    read_comparisons,
)
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.shapes import COMPARISONS, TEXT, WHERE, Shape, closed
from mactl.core.segments.shapes import WINDOW as WINDOW_SHAPE
from mactl.core.segments.sql import Sql, fill, negate
from mactl.core.segments.tallies import holds, is_tallied, is_timed, tally, turn
from mactl.core.segments.turning import turn_of
from mactl.core.segments.windows import KEYS as WINDOW
from mactl.core.segments.words import Words
from mactl.core.segments.written import comparisons_text
from mactl.i18n import _

FUNCTIONS = ("sum", "min", "max", "first", "last")
_HOME = home_of("s.customer")
# What is tallied: the figure's name by function and property.
_TALLIED = {
    ("sum", "amount"): "sum",
    **dict.fromkeys([("min", "at"), ("first", "at")], "first"),
    **dict.fromkeys([("max", "at"), ("last", "at")], "last"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Condition):
    """Holds where ``function`` of the property ``of`` over the events fits the comparisons.

    The sum of nothing is 0; the others of nothing are missing. Events without the property are left out. ``of`` may be
    ``at``, the instant of the event itself.
    """

    KEYS: ClassVar[tuple[str, ...]] = FUNCTIONS
    LEADS: ClassVar[tuple[str, ...]] = FUNCTIONS
    EXAMPLE: ClassVar[str] = '{"sum": {"event": "order_paid", "of": "amount", "within": "365d"}, "is": {">=": 5000}}'

    function: str
    of: str
    happening: Happening
    comparisons: Comparisons

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        function = next(name for name in FUNCTIONS if name in value)
        reader.keys(value, (function, "is"))
        below = reader.at(function)
        asked = below.object(value[function], '{"event": "order_paid", "of": "amount"}')
        below.keys(asked, ("event", "of", "where", *WINDOW))
        of = below.at("of").text(asked.get("of"))
        if '"' in of or not all(of.split(".")) or (function, of) == ("sum", "at"):
            below.at("of").fault(_("{key} is no path of a property", key=repr(of)), _("For example amount."))
        if "is" not in value:
            message = _("“is” is missing: what the result is compared with")
            reader.fault(message, _("For example {example}", example=cls.EXAMPLE))
        comparisons = read_comparisons(value.get("is", 0), reader.at("is"), _kind(function, of))
        return cls(function=function, of=of, happening=read_happening(asked, below), comparisons=comparisons)

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        body = closed({"event": TEXT, "of": TEXT, "where": WHERE, **WINDOW_SHAPE}, "event", "of")
        return {name: closed({name: body, "is": COMPARISONS}, name, "is") for name in FUNCTIONS}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say: ``sum(order_paid.amount) >= 5000 in 365d``."""
        function = words.take().text
        words.expect("(")
        asked = spoken.read_happening(words)
        of = words.name(_("a property")) if words.next.text.startswith(".") else ""
        event, dot, last = str(asked["event"]).partition(".")
        words.expect(")")
        asked |= {"event": event, "of": last if dot else of.removeprefix(".")}
        comparison = spoken.read_comparison(words)
        return {function: {**asked, **spoken.read_window(words)}, "is": comparison}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        figure = _TALLIED.get((self.function, self.of))
        if figure and is_tallied(self.happening, context):
            value = tally(figure, self.happening, context)
            if figure == "sum":
                return holds(value, "money", self.comparisons, context)
            return self._fits(value, context, HOME)
        nothing = passes(self.comparisons, 0) if self.function == "sum" else hold_for_missing(self.comparisons)
        found = fill("c.id IN ({})", self._customers(context, wrong=nothing))
        return negate(found) if nothing else found

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        days = dated(self.comparisons, _kind(self.function, self.of))
        return self.happening.history | (HOME_CHANGED if days else frozenset())

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return of which types an event that is stored may change the answer."""
        return self.happening.event_types

    def splits(self, _context: Context) -> bool:
        """Return whether a slice costs its share: what properties say is read in the order in which events came."""
        return self.happening.is_indexed(self.of)

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds."""
        value = turn_of(self._value(), _kind(self.function, self.of), self.comparisons, context, home_of("e.customer"))
        if value is None and is_timed(self.happening, context):
            return turn(self.happening, context)
        return self.happening.turn(context, *([] if value is None else [value]))

    def _customers(self, context: Context, *, wrong: bool) -> Sql:
        """Return the SELECT of those with a value that fits, or of those with one that does not."""
        customer, rows = self.happening.sought(context, self.of)
        if self.function in {"first", "last"}:
            order = Sql("e.at, e.id" if self.function == "first" else "e.at DESC, e.id DESC")
            fits = self._fits(Sql("s.value"), context, _HOME)
            return fill(
                "SELECT s.customer FROM (SELECT {} AS customer, {} AS value, "
                "ROW_NUMBER() OVER (PARTITION BY {} ORDER BY {}) AS place {} AND {} <> '') AS s "
                "WHERE s.place = 1 AND {}",
                *(customer, self._value(), customer, order, rows, self._value(), negate(fits) if wrong else fits),
            )
        result = Sql({"sum": "ROUND(SUM(s.value), 6)", "min": "MIN(s.value)", "max": "MAX(s.value)"}[self.function])
        fits = self._fits(result, context, _HOME)
        return fill(
            "SELECT s.customer FROM (SELECT {} AS customer, {} AS value {}) AS s "
            "WHERE s.value <> '' GROUP BY s.customer HAVING {}",
            *(customer, self._value(), rows, negate(fits) if wrong else fits),
        )

    def _value(self) -> Sql:
        if self.of in {"amount", "at"}:
            return Sql(f"e.{self.of}")
        value = fill("json_extract(e.properties, {})", json_path(self.of.split(".")))
        return value if self.function in {"first", "last"} else numeric(value)

    def _fits(self, value: Sql, context: Context, home: Home) -> Sql:
        kind = _kind(self.function, self.of)
        return Operand(value=value, kind=kind, home=home).holds(self.comparisons, context)

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        said, when = self._name(), self.happening.window.sentence()
        fits = comparisons_phrase(said, self.comparisons, _kind(self.function, self.of))
        return _("{what}, {when}", what=fits, when=when) if when else fits

    def _name(self) -> str:
        names = {"of": self.of, "event": self.happening.sentence()}
        if self.of == "at":
            first = self.function in {"min", "first"}
            return _("the time of the first {event}", **names) if first else _("the time of the last {event}", **names)
        match self.function:
            case "sum":
                return _("the sum of {of} over {event}", **names)
            case "min":
                return _("the least {of} of {event}", **names)
            case "max":
                return _("the greatest {of} of {event}", **names)
            case "first":
                return _("{of} of the first {event}", **names)
            case _:
                return _("{of} of the last {event}", **names)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {self.function: {**self.happening.json(), "of": self.of}, "is": json_of(self.comparisons)}

    def text(self) -> str:
        """Return the words of the command line."""
        name = f"{self.function}({self.happening.name()}.{self.of})"
        window = self.happening.window.text()
        return " and ".join(comparisons_text(name, (each,)) + window for each in self.comparisons)


def _kind(function: str, of: str) -> Kind:
    if of == "at":
        return "instant"
    if of == "amount":
        return "money"
    return "any" if function in {"first", "last"} else "number"


KINDS = (Aggregate,)
