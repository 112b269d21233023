"""Which events a condition looks at: their type, properties and window, as rows of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mactl.core.segments.condition import Context
from mactl.core.segments.operands import Operand, document, json_path
from mactl.core.segments.operators import Comparison, Comparisons, json_of, read_comparisons
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.reader import Reader
from mactl.core.segments.sql import TRUE, Sql, every, fill
from mactl.core.segments.windows import Window, read_window
from mactl.core.segments.written import comparisons_text, word
from mactl.i18n import _

HOME = Sql("(SELECT z.time_zone FROM customers AS z WHERE z.id = e.customer)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Events of the type ``event`` whose properties fit ``where``, inside ``window``."""

    event: str
    where: tuple[tuple[str, Comparisons], ...] = ()
    window: Window = field(default_factory=Window)

    @property
    def is_plain(self) -> bool:
        """Whether all events of the type are meant: what the rollups have counted already."""
        return not self.where and not self.window

    def rows(self, context: Context) -> Sql:
        """Return the FROM and WHERE of these events, as ``e``."""
        scoped = context.scoped("e.customer")
        # With a few customers in question their own events are read, whatever the planner guesses.
        source = "FROM events AS e" if scoped == TRUE else "FROM events AS e INDEXED BY events_customer"
        inside = self.window.sql(Sql("e.at"), HOME, context)
        return fill(source + " WHERE {}", every([scoped, fill("e.type = {}", self.event), inside, self.fits(context)]))

    def fits(self, context: Context) -> Sql:
        """Return the test of whether the properties of an event ``e`` fit."""
        return every([event_property(path).holds(tests, context) for path, tests in self.where])

    def sentence(self) -> str:
        """Return the event and its properties, in the language spoken."""
        if not self.where:
            return self.event
        tests = _(" and ").join(comparisons_phrase(path, tests) for path, tests in self.where)
        return _("{event} ({tests})", event=self.event, tests=tests)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        where = {"where": {path: json_of(tests) for path, tests in self.where}} if self.where else {}
        return {"event": self.event, **where, **self.window.json()}

    def name(self) -> str:
        """Return the event and its properties in the words of the command line."""
        inside = ", ".join(comparisons_text(path, (test,)) for path, tests in self.where for test in tests)
        return word(self.event) + (f"({inside})" if inside else "")

    def text(self, count: Comparisons) -> str:
        """Return the words of the command line for a count of these events."""
        once = (Comparison(">=", 1),)
        counted = "" if count == once else "".join(comparisons_text("", (each,)) for each in count)
        return f"did {self.name()}{counted}{self.window.text()}"


def read_happening(value: Mapping[str, object], reader: Reader) -> Happening:
    """Return the events that an object's ``event``, ``where`` and window say."""
    asked = reader.at("where").object(value.get("where", {}), '{"amount": {">": 100}}')
    where = []
    for path, tests in asked.items():
        here = reader.at("where", path)
        if not all(path.split(".")) or '"' in path:
            here.fault(_("{key} is no path of a property", key=repr(path)), _("Write it as in amount or address.city."))
        where.append((path, read_comparisons(tests, here, "money" if path == "amount" else "any")))
    event = reader.at("event").text(value.get("event"))
    return Happening(event=event, where=tuple(where), window=read_window(value, reader))


def event_property(path: str) -> Operand:
    """Return what stands at ``path`` of an event's properties; ``amount`` is kept as exact money."""
    if path == "amount":
        return Operand(value=Sql("e.amount"), kind="money", home=HOME)
    if path.startswith("items."):
        return _item(path.split(".")[1:])
    return document(Sql("e.properties"), path.split("."), home=HOME)


def _item(path: list[str]) -> Operand:
    """Return what stands at ``path`` of any of an order's ``items``."""
    before = fill(
        "EXISTS (SELECT 1 FROM json_each(e.properties, '$.items') AS i, "
        "json_each(CASE i.type WHEN 'object' THEN i.value ELSE 'null' END, {}) AS v WHERE ",
        json_path(path),
    )
    return Operand(value=Sql("v.value"), before=before, after=")", home=HOME)
