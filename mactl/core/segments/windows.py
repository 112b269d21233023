"""When something happened: the windows of conditions on events and messages.

``within`` reaches back from now, its start left out: (now - length, now], a day being 24 hours. What came with a
clock a little ahead counts too: events are accepted up to five minutes early (E1). ``before``, ``after`` and
``between`` name days and moments as dates do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mactl.core.model.event import AHEAD
from mactl.core.schedule.durations import parse as parse_duration
from mactl.core.segments.condition import Context, Home
from mactl.core.segments.moments import compare_dates, spans
from mactl.core.segments.operators import Comparison, read_comparisons
from mactl.core.segments.phrases import comparisons_phrase, duration_phrase
from mactl.core.segments.reader import Reader
from mactl.core.segments.sql import Sql, every, fill
from mactl.core.segments.turning import later, turn_of
from mactl.i18n import _

KEYS = ("within", "before", "after", "between")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time: ``within`` is a length back from now; ``dates`` tests on days."""

    within: str | None = None
    dates: tuple[Comparison, ...] = ()

    def __bool__(self) -> bool:
        """Return whether this leaves anything out."""
        return self.within is not None or bool(self.dates)

    def sql(self, column: Sql, home: Home, context: Context) -> Sql:
        """Return where the instant in ``column`` lies inside; ``home`` says whose days are meant."""
        parts = list(self._reach(column, home, context))
        several = len({context.zone, *context.zones}) > 1
        for test in self.dates:
            if several and not context.steps:
                parts.extend(_roughly(column, test, context))
            parts.append(compare_dates(column, "instant", test, context, home))
        return every(parts)

    @property
    def length(self) -> int:
        """How far ``within`` reaches back, in milliseconds; 0 without it."""
        return 0 if self.within is None else parse_duration(self.within).elapsed_ms()

    def turns(self, column: Sql, home: Home, context: Context) -> list[Sql]:
        """Return the next instants at which what happened at ``column`` may come inside or drop out."""
        found = []
        if self.within is not None:
            now = context.instant(home.customer)
            found += [later(fill("{} + {}", column, self.length), now), later(fill("{} - {}", column, AHEAD), now)]
        dated = turn_of(column, "instant", self.dates, context, home)
        return found if dated is None else [*found, dated]

    def _reach(self, column: Sql, home: Home, context: Context) -> Iterator[Sql]:
        if self.within is None:
            return
        if context.steps:
            now = context.instant(home.customer)
            yield fill("{} > {} - {}", column, now, self.length)
            yield fill("{} <= {} + {}", column, now, AHEAD)
        else:
            yield fill("{} > {}", column, context.now - self.length)
            yield fill("{} <= {}", column, context.now + AHEAD)

    def json(self) -> dict[str, object]:
        """Return the keys that read back as this."""
        said: dict[str, object] = {} if self.within is None else {"within": self.within}
        for test in self.dates:
            said[test.operator] = list(test.operand) if isinstance(test.operand, tuple) else test.operand
        return said

    def sentence(self) -> str:
        """Return what this says, or nothing where it leaves nothing out."""
        said = [] if self.within is None else [_("in the last {length}", length=duration_phrase(self.within))]
        said += [comparisons_phrase("", (test,), "instant").strip() for test in self.dates]
        return _(" and ").join(said)

    def text(self) -> str:
        """Return the words of the command line, with a space before."""
        said = "" if self.within is None else f" in {self.within}"
        for test in self.dates:
            values = test.operand if isinstance(test.operand, tuple) else (test.operand,)
            said += f" {test.operator} " + " and ".join(str(value) for value in values)
        return said


def read_window(value: Mapping[str, object], reader: Reader) -> Window:
    """Return the window that an object's ``within``, ``before``, ``after`` and ``between`` say together."""
    within = reader.at("within").duration(value["within"]) if "within" in value else None
    asked = {key: value[key] for key in ("before", "after", "between") if key in value}
    return Window(within=within, dates=read_comparisons(asked, reader, "instant") if asked else ())


def _roughly(column: Sql, test: Comparison, context: Context) -> Iterator[Sql]:
    """Yield bounds that hold in every zone, plain numbers that an index can use before zones are looked at."""
    words = test.operand if isinstance(test.operand, tuple) else (test.operand,)
    if test.operator in {"after", "between"}:
        side = 1 if test.operator == "after" else 0
        yield fill("{} >= {}", column, min(each[side] for each in spans(str(words[0]), context)))
    if test.operator in {"before", "between"}:
        side = 1 if test.operator == "between" else 0
        yield fill("{} < {}", column, max(each[side] for each in spans(str(words[-1]), context)))
