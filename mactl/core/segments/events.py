"""Which events a condition looks at: their type, properties and window, as rows of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mactl.core.model.event import AHEAD
from mactl.core.schedule.durations import parse as parse_duration
from mactl.core.segments.condition import HOME_CHANGED, Changed, Context, Home, Slice, home_of
from mactl.core.segments.operands import Operand, document, json_path
from mactl.core.segments.operators import Comparison, Comparisons, dated, json_of, read_comparisons
from mactl.core.segments.phrases import comparisons_phrase, duration_phrase
from mactl.core.segments.reader import Reader
from mactl.core.segments.sql import NEVER, TRUE, Sql, earliest, every, fill, negate
from mactl.core.segments.turning import later, soonest
from mactl.core.segments.windows import Window, read_window
from mactl.core.segments.written import comparisons_text, word
from mactl.i18n import _

ROW = "e"  # the name of an event in SQL
FOLLOWED = ("followed_by", "not_followed_by")
_WIDE = 14 * 86_400_000  # from here on most of those who have such events at all have one inside
_BY_CUSTOMER = "FROM rollups AS r CROSS JOIN events AS e INDEXED BY events_customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What comes, or does not come (``never``), after an event: events of another type within a length of time.

    What has not come is decided when the time is over. Of two events at one instant the one stored later follows.
    """

    event: str
    where: tuple[tuple[str, Comparisons], ...] = ()
    within: str | None = None
    never: bool = False

    @property
    def length(self) -> int:
        """How long there is time to follow, in milliseconds; 0: for ever."""
        return 0 if self.within is None else parse_duration(self.within).elapsed_ms()

    def sql(self, context: Context) -> Sql:
        """Return where an event ``e`` is followed as said."""
        inside = fill("f.at <= e.at + {}", self.length) if self.within else TRUE
        there = fill(
            "EXISTS (SELECT 1 FROM events AS f INDEXED BY events_customer WHERE {})",
            every([
                fill("f.customer = e.customer AND f.type = {} AND f.at >= e.at", self.event),
                Sql("(f.at > e.at OR f.id > e.id)"),
                inside,
                context.happened("f"),
                fits(self.where, "f", context),
            ]),
        )  # fmt: skip
        if not self.never:
            return there
        ripe = fill("e.at + {} <= {}", self.length, context.instant(Sql("e.customer")))
        return every([ripe, negate(there)]) if self.within else negate(there)

    def turns(self, context: Context) -> list[Sql]:
        """Return the next instants at which time alone decides whether an event ``e`` is followed."""
        found = [turn for path, tests in self.where if (turn := event_property(path, "f").turn(tests, context))]
        if found:
            rows = fill(
                "FROM events AS f INDEXED BY events_customer WHERE f.customer = e.customer AND f.type = {}", self.event
            )
            found = [soonest(earliest(found), rows)]
        if self.never and self.within:
            found.append(later(fill("e.at + {}", self.length), context.instant(Sql("e.customer"))))
        return found

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        said = _described(self.event, self.where)
        if self.within is None:
            return _("never followed by {event}", event=said) if self.never else _("followed by {event}", event=said)
        names = {"event": said, "length": duration_phrase(self.within)}
        if self.never:
            return _("not followed by {event} within {length}", **names)
        return _("followed by {event} within {length}", **names)

    def json(self) -> dict[str, object]:
        """Return the key that reads back as this."""
        within = {} if self.within is None else {"within": self.within}
        return {FOLLOWED[self.never]: {"event": self.event, **_where_json(self.where), **within}}

    def text(self) -> str:
        """Return the words of the command line, with a space before."""
        start = " not followed by " if self.never else " followed by "
        return start + _worded(self.event, self.where) + (f" in {self.within}" if self.within else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Events of the type ``event`` whose properties fit ``where``, inside ``window``, and followed as asked."""

    event: str
    where: tuple[tuple[str, Comparisons], ...] = ()
    window: Window = field(default_factory=Window)
    following: tuple[Following, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether all events of the type are meant: what the rollups have counted already."""
        return not self.where and not self.window and not self.following

    @property
    def is_brief(self) -> bool:
        """Whether so short a time is looked back on that few of those who have such events have one inside."""
        return 0 < self.window.length < _WIDE

    def is_indexed(self, of: str = "at") -> bool:
        """Return whether the index of events knows all that is asked; ``of`` is what is read."""
        return {of, *(path for path, _tests in self.where)} <= {"amount", "at"}

    @property
    def history(self) -> frozenset[Changed]:
        """Which recorded changes matter: where days are meant, those of the zone that a customer lives in."""
        asked = (*self.where, *(test for each in self.following for test in each.where))
        days = bool(self.window.dates) or any(
            dated(tests, "money" if path == "amount" else "any") for path, tests in asked
        )
        return HOME_CHANGED if days else frozenset()

    @property
    def event_types(self) -> frozenset[str]:
        """The types of events looked at."""
        return frozenset({self.event, *(each.event for each in self.following)})

    def rows(self, context: Context, hint: str = "") -> Sql:
        """Return the FROM and WHERE of these events, as ``e``; ``hint`` says how to find those of everybody."""
        # With a few customers in question their own events are read, whatever the planner guesses.
        own = f"FROM events AS e{hint}" if context.scope is None else "FROM events AS e INDEXED BY events_customer"
        return self._among(Sql(own), context.scoped("e.customer"), context)

    def sought(self, context: Context, of: str = "at") -> tuple[Sql, Sql]:
        """Return the column of the customer, to group by, and these events as ``rows`` does; ``of`` is what is read.

        Of everybody they are read by who has any, where the window is wide and the index knows all that is asked: one
        walk along it, with nothing to sort. Over a short window, or to look into properties, by their type and instant.
        """
        narrow = self.window.dates or self.is_brief
        if not self.is_indexed(of) or (narrow if context.scope is None else not isinstance(context.scope, Slice)):
            return Sql("e.customer"), self.rows(context)
        who = [context.scoped("r.customer"), fill("r.type = {} AND e.customer = r.customer", self.event)]
        who += [fill("r.last_at > {} - {}", context.now, self.window.length)] if self.window.within else []
        return Sql("r.customer"), self._among(Sql(_BY_CUSTOMER), every(who), context)

    def _among(self, source: Sql, who: Sql, context: Context) -> Sql:
        inside = self.window.sql(Sql("e.at"), home_of("e.customer"), context)
        asked = [who, fill("e.type = {}", self.event), inside, context.happened("e"), self.fits(context)]
        return fill("{} WHERE {}", source, every([*asked, *(each.sql(context) for each in self.following)]))

    def fits(self, context: Context) -> Sql:
        """Return the test of whether the properties of an event ``e`` fit."""
        return fits(self.where, ROW, context)

    def turn(self, context: Context, *others: Sql, last: bool = False) -> Sql | None:
        """Return the next instant at which one of these events may come to count or cease to; None: none ever does.

        ``others`` are further instants of an event ``e``. With ``last`` only the last event's dropping out matters.
        """
        moving = [turn for path, tests in self.where if (turn := event_property(path).turn(tests, context))]
        moving += [*others, *(turn for each in self.following for turn in each.turns(context))]
        turns = self.window.turns(Sql("e.at"), home_of("e.customer"), context)
        if not turns and not moving:
            return None
        asked = [fill("e.customer = c.id AND e.type = {}", self.event), context.happened("e")]
        if not moving:
            asked += [self.fits(context), *(each.sql(context) for each in self.following)]
        rows = fill("FROM events AS e INDEXED BY events_customer WHERE {}", every(asked))
        if last and not moving and not self.window.dates:
            now = context.instant(Sql("c.id"))
            end = fill(
                "IFNULL((SELECT MAX(e.at) {} AND e.at <= {} + {}), 0) + {}", rows, now, AHEAD, self.window.length
            )
            start = fill("IFNULL((SELECT MIN(e.at) - {} {} AND e.at > {} + {}), {})", AHEAD, rows, now, AHEAD, NEVER)
            return earliest([later(end, now), start])
        return soonest(earliest([*turns, *moving]), rows)

    def sentence(self) -> str:
        """Return the event and its properties, in the language spoken."""
        return _described(self.event, self.where, *(each.sentence() for each in self.following))

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        said = {"event": self.event, **_where_json(self.where), **self.window.json()}
        return {**said, **{key: value for each in self.following for key, value in each.json().items()}}

    def name(self) -> str:
        """Return the event and its properties in the words of the command line."""
        return _worded(self.event, self.where)

    def text(self, count: Comparisons) -> str:
        """Return the words of the command line for a count of these events."""
        once = (Comparison(">=", 1),)
        counted = "" if count == once else "".join(comparisons_text("", (each,)) for each in count)
        return f"did {self.name()}{counted}{self.window.text()}" + "".join(each.text() for each in self.following)


def read_happening(value: Mapping[str, object], reader: Reader) -> Happening:
    """Return the events that an object's ``event``, ``where``, window and ``followed_by`` say."""
    return Happening(
        event=reader.at("event").text(value.get("event")),
        where=_read_where(value, reader),
        window=read_window(value, reader),
        following=tuple(_read_following(key, value[key], reader.at(key)) for key in FOLLOWED if key in value),
    )


def fits(where: tuple[tuple[str, Comparisons], ...], row: str, context: Context) -> Sql:
    """Return the test of whether the properties of an event under the name ``row`` fit."""
    return every([event_property(path, row).holds(tests, context) for path, tests in where])


def event_property(path: str, row: str = ROW) -> Operand:
    """Return what stands at ``path`` of the properties of an event ``row``; ``amount`` is kept as exact money."""
    home = home_of(f"{row}.customer")
    if path == "amount":
        return Operand(value=Sql(f"{row}.amount"), kind="money", home=home)
    if path.startswith("items."):
        return _item(path.split(".")[1:], row, home)
    return document(Sql(f"{row}.properties"), path.split("."), home=home)


def _item(path: list[str], row: str, home: Home) -> Operand:
    """Return what stands at ``path`` of any of an order's ``items``."""
    rows = fill(
        f"FROM json_each({row}.properties, '$.items') AS i, "
        "json_each(CASE i.type WHEN 'object' THEN i.value ELSE 'null' END, {}) AS v",
        json_path(path),
    )
    return Operand(
        value=Sql("v.value"), before=fill("EXISTS (SELECT 1 {} WHERE ", rows), after=")", rows=rows, home=home
    )


def _read_following(key: str, value: object, reader: Reader) -> Following:
    asked = reader.object(value, '{"event": "order_paid", "within": "3d"}')
    reader.keys(asked, ("event", "where", "within"))
    return Following(
        event=reader.at("event").text(asked.get("event")),
        where=_read_where(asked, reader),
        within=reader.at("within").duration(asked["within"]) if "within" in asked else None,
        never=key == FOLLOWED[True],
    )


def _read_where(value: Mapping[str, object], reader: Reader) -> tuple[tuple[str, Comparisons], ...]:
    asked = reader.at("where").object(value.get("where", {}), '{"amount": {">": 100}}')
    where = []
    for path, tests in asked.items():
        here = reader.at("where", path)
        if not all(path.split(".")) or '"' in path:
            here.fault(_("{key} is no path of a property", key=repr(path)), _("Write it as in amount or address.city."))
        where.append((path, read_comparisons(tests, here, "money" if path == "amount" else "any")))
    return tuple(where)


def _described(event: str, where: tuple[tuple[str, Comparisons], ...], *others: str) -> str:
    said = [*(comparisons_phrase(path, tests) for path, tests in where), *others]
    return _("{event} ({tests})", event=event, tests=_(" and ").join(said)) if said else event


def _where_json(where: tuple[tuple[str, Comparisons], ...]) -> dict[str, object]:
    return {"where": {path: json_of(tests) for path, tests in where}} if where else {}


def _worded(event: str, where: tuple[tuple[str, Comparisons], ...]) -> str:
    inside = ", ".join(comparisons_text(path, (test,)) for path, tests in where for test in tests)
    return word(event) + (f"({inside})" if inside else "")
