"""What a customer did, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from mactl.core.segments import spoken
from mactl.core.segments.condition import Changed, Condition, ConditionReader, Context
from mactl.core.segments.events import FOLLOWED, Happening, read_happening
from mactl.core.segments.operators import FLAGS, Comparison, Comparisons, json_of, passes, read_comparisons
from mactl.core.segments.phrases import count_phrase
from mactl.core.segments.shapes import COMPARISONS, TEXT, WHERE, WINDOW, Shape, closed
from mactl.core.segments.sql import Sql, fill, negate
from mactl.core.segments.tallies import enough, holds, is_tallied, is_timed, tally, turn
from mactl.core.segments.windows import KEYS
from mactl.core.segments.words import Words
from mactl.i18n import _

ONCE = (Comparison(">=", 1),)
_ANY_OR_NONE = (ONCE, (Comparison(">", 0),), (Comparison("=", 0),), (Comparison("<", 1),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Condition):
    """Holds where events of a type, of the properties asked and in the window, are as many as the tests say."""

    KEYS: ClassVar[tuple[str, ...]] = ("event",)
    LEADS: ClassVar[tuple[str, ...]] = ("did",)
    EXAMPLE: ClassVar[str] = '{"event": "order_paid", "within": "30d", "count": {">=": 3}}'

    happening: Happening
    count: Comparisons = field(default=ONCE)

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("event", "where", "count", *FOLLOWED, *KEYS))
        count = read_comparisons(value["count"], reader.at("count"), "number") if "count" in value else ONCE
        if any(each.operator in FLAGS for each in count):
            reader.at("count").fault(
                _("a count is never missing"), _('Say {"=": 0} for never, {">=": 1} for at least once.')
            )
        return cls(happening=read_happening(value, reader), count=count)

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        following = closed({"event": TEXT, "where": WHERE, "within": TEXT}, "event")
        said = {"event": TEXT, "where": WHERE, "count": COMPARISONS, **dict.fromkeys(FOLLOWED, following), **WINDOW}
        return {"event": closed(said, "event")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        return spoken.read_event(words)

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        if is_tallied(self.happening, context):
            if self.count == ONCE:
                return tally("any", self.happening, context)
            return holds(tally("count", self.happening, context, enough(self.count)), "number", self.count, context)
        customer, rows = self.happening.sought(context)
        if self.count == ONCE:
            return fill("c.id IN (SELECT {} {})", customer, rows)
        fits = holds(Sql("COUNT(*)"), "number", self.count, context)
        having = "c.id IN (SELECT {} {} GROUP BY {} HAVING {})"
        if passes(self.count, 0):
            return negate(fill(having, customer, rows, customer, negate(fits)))
        return fill(having, customer, rows, customer, fits)

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        return self.happening.history

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return of which types an event that is stored may change the answer."""
        return self.happening.event_types

    def splits(self, _context: Context) -> bool:
        """Return whether a slice costs its share: what properties say is read in the order in which events came."""
        return self.happening.is_indexed()

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds."""
        last = self.count in _ANY_OR_NONE
        if is_timed(self.happening, context):
            return turn(self.happening, context, last=last, enough=enough(self.count))
        return self.happening.turn(context, last=last)

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        said, when = self.happening.sentence(), self.happening.window.sentence()
        times = _("at least once") if self.count == ONCE else count_phrase(self.count)
        if when:
            return _("{event} {times}, {when}", event=said, times=times, when=when)
        return _("{event} {times}", event=said, times=times)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        said = self.happening.json()
        return said if self.count == ONCE else {**said, "count": json_of(self.count)}

    def text(self) -> str:
        """Return the words of the command line."""
        return self.happening.text(self.count)


KINDS = (Event,)
