"""What a condition is, and what it is decided in: the sockets that the files of ``conditions/`` fit.

A condition holds or does not hold for a customer. It is written once, as SQL over ``customers AS c`` that is never
NULL; the same text selects from everybody and decides for one. Every file of ``conditions/`` has ``KINDS``, the classes
it offers; its name is its registration.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, Protocol

from mactl.core.segments.reader import Reader, nearest
from mactl.core.segments.sql import FALSE, TRUE, Sql, earliest, fill
from mactl.core.segments.words import Words
from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of everybody: the customers whose row ids are from ``first`` to ``last``, both included."""

    first: int
    last: int


# What a condition is decided for. None: everybody. A number: the customer with that row id. A name: a table (temporary
# as a rule) whose column ``customer`` holds row ids. A slice of everybody: one of several that are decided in turn.
Scope = int | str | Slice | None
# What a recorded change is of: its kind (profile, tag, consent, address), and the name; "" for whatever name.
Changed = tuple[str, str]
EVERY_CHANGE: frozenset[Changed] = frozenset({("profile", ""), ("tag", ""), ("consent", ""), ("address", "")})
HOME_CHANGED: frozenset[Changed] = frozenset({("profile", "time_zone")})
NO_EVENTS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Home:
    """Whose days are meant, in SQL: the row id of the ``customer``, and the name of the ``zone`` they live in."""

    customer: Sql
    zone: Sql


HOME = Home(Sql("c.id"), Sql("c.time_zone"))


def home_of(column: str) -> Home:
    """Return the home of the customer whose row id stands in ``column``."""
    return Home(Sql(column), fill("(SELECT z.time_zone FROM customers AS z WHERE z.id = {})", Sql(column)))


class Scoring(Protocol):
    """A score as conditions ask for it (``core.segments.scoring.Scale``)."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def bands(self) -> Sequence[tuple[str, float]]:
        """Its bands, from the lowest, each with where it begins."""

    def reaches(self, name: str) -> tuple[float, float]:
        """Return from where up to where a band reaches."""

    def sql(self, context: Context) -> Sql:
        """Return the score of ``customers AS c`` at the context's instant."""

    def turn(self, limits: Sequence[float], context: Context) -> Sql | None:
        """Return the next instant at which time alone may take the score past one of ``limits``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What conditions are decided in.

    ``now`` is the instant, ``zone`` the workspace's time zone, ``zones`` the other known zones that customers live in
    (a customer of any other is judged in ``zone``). ``scale`` is how many stored units make one of the currency.
    ``segments`` are the conditions of segments by id and by name, ``scores`` the scores, the first one first;
    ``campaigns`` are the ids of campaigns by name. ``mode`` says whose messages count. ``inside`` names the
    segments being looked into, outermost first.

    With ``past`` an event after ``now`` has not happened yet, and counts kept of all events are of no use. ``steps`` is
    a table of (customer, at, known): each of its customers is decided in the past of an instant of their own, at which
    the events up to the number ``known`` have happened besides. ``kept`` are the numbers of segments, by id and name,
    whose members as they are written down are those of ``now``. ``rollups`` are the names of the rows of rollups that
    are joined, by type of event.
    """

    now: int
    zone: str = "Asia/Shanghai"
    zones: tuple[str, ...] = ()
    scale: int = 10_000
    segments: Mapping[str, Condition] = field(default_factory=dict)
    campaigns: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Scoring] = field(default_factory=dict)
    mode: Literal["live", "sandbox"] = "live"
    scope: Scope = None
    inside: tuple[str, ...] = ()
    past: bool = False
    steps: str = ""
    kept: Mapping[str, int] = field(default_factory=dict)
    rollups: Mapping[str, str] = field(default_factory=dict)

    def instant(self, customer: Sql) -> Sql:
        """Return the instant to decide at, for the customer whose row id is ``customer``."""
        if not self.steps:
            return fill("{}", self.now)
        return fill("(SELECT step.at FROM {} AS step WHERE step.customer = {})", Sql(self.steps), customer)

    def happened(self, event: str) -> Sql:
        """Return where the events under the name ``event`` have happened."""
        if not self.past:
            return TRUE
        if not self.steps:
            return fill("{}.at <= {}", Sql(event), self.now)
        return fill(
            "EXISTS (SELECT 1 FROM {} AS step WHERE step.customer = {}.customer "
            "AND ({}.at <= step.at OR {}.id <= step.known))",
            *(Sql(self.steps), Sql(event), Sql(event), Sql(event)),
        )

    def scoped(self, column: str) -> Sql:
        """Return what keeps a sub-select to the customers that are asked about; ``column`` holds their row ids."""
        if self.scope is None:
            return TRUE
        if isinstance(self.scope, int):
            return fill("{} = {}", Sql(column), self.scope)
        if isinstance(self.scope, Slice):
            return fill("{} BETWEEN {} AND {}", Sql(column), self.scope.first, self.scope.last)
        return fill("{} IN (SELECT scope.customer FROM {} AS scope)", Sql(column), Sql(self.scope))

    def within_segment(self, name: str) -> Context:
        """Return the context to look into segment ``name`` with; raise for a circle, naming its members (S2)."""
        if name in self.inside:
            raise circle((*self.inside[self.inside.index(name) :], name))
        return replace(self, inside=(*self.inside, name))


def circle(names: Sequence[str]) -> MactlError:
    """Return the error of segments that refer to each other in a circle, naming its members (S2)."""
    return MactlError(
        _("These segments are defined by each other: {circle}", circle=" > ".join(names)),
        _("Take one of them out of the condition of another."),
    )


class Condition(ABC):
    """Something that holds or does not hold for a customer.

    ``KEYS`` are the keys that a condition of this kind is known by in JSON, ``LEADS`` the words that one starts with
    on the command line; ``EXAMPLE`` is one, for error messages and the reference.
    """

    __slots__ = ()
    KEYS: ClassVar[tuple[str, ...]]
    LEADS: ClassVar[tuple[str, ...]] = ()
    EXAMPLE: ClassVar[str]

    @classmethod
    def recognises(cls, value: Mapping[str, object]) -> bool:
        """Return whether the JSON object ``value`` means a condition of this kind."""
        return any(key in value for key in cls.KEYS)

    @classmethod
    @abstractmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says; faults are told to ``reader``, which makes the result void."""

    @classmethod
    def shapes(cls) -> Mapping[str, Mapping[str, Any]]:
        """Return the JSON Schemas of what ``read`` takes, one for each of ``KEYS``."""
        return {}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say; the next of them is one of ``LEADS``."""
        raise words.fault(_("this cannot be said in words"), _("Give it as JSON: {example}", example=cls.EXAMPLE))

    @abstractmethod
    def sql(self, context: Context) -> Sql:
        """Return where this holds: an expression over ``customers AS c`` that is 0 or 1, never NULL."""

    @abstractmethod
    def sentence(self) -> str:
        """Return what this says, in the language spoken."""

    @abstractmethod
    def json(self) -> dict[str, object]:
        """Return what reads back as this condition."""

    @abstractmethod
    def text(self) -> str:
        """Return the words of the command line that read back as this condition."""

    def parts(self) -> Sequence[Condition]:
        """Return the conditions that this one is made of."""
        return ()

    def refers(self) -> Sequence[str]:
        """Return the ids or names of the segments that this one itself names."""
        return ()

    def history(self, context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer: all of them, where nothing narrower is known.

        Who had no such change since an instant is decided as of then without being put back to what they were (E6).
        """
        parts = self.parts()
        return frozenset().union(*(part.history(context) for part in parts)) if parts else EVERY_CHANGE

    def event_types(self, context: Context) -> frozenset[str] | None:
        """Return of which types an event that is stored may change the answer; None: of whatever type.

        What an event changes besides (a consent, an address, a stage) is a change of its own.
        """
        found = [part.event_types(context) for part in self.parts()] or [None]
        return None if None in found else frozenset[str]().union(*(types or () for types in found))

    def splits(self, context: Context) -> bool:
        """Return whether to decide it for a slice of everybody costs no more than the slice's share of it all."""
        return all(part.splits(context) for part in self.parts())

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds, ``NEVER`` where it does not.

        None: time alone never changes it, for anybody. The instant is an expression over ``customers AS c``, later than
        the context's; it may be one at which nothing changes, but none at which something does is passed over (E5).
        """
        found = [turn for part in self.parts() if (turn := part.turn(context)) is not None]
        return earliest(found) if found else None


def by_days(history: frozenset[Changed]) -> bool:
    """Return whether a condition of this ``history`` means somebody's own days: the zones they live in matter."""
    return not history.isdisjoint({*HOME_CHANGED, *EVERY_CHANGE})


@dataclass(frozen=True, slots=True)
class Void(Condition):
    """What a fault reads as: it holds for nobody, and is never seen outside the reader that holds the fault."""

    KEYS: ClassVar[tuple[str, ...]] = ()
    EXAMPLE: ClassVar[str] = ""

    @classmethod
    def read(cls, _value: Mapping[str, object], _reader: ConditionReader) -> Condition:
        """Return it."""
        return cls()

    def sql(self, _context: Context) -> Sql:
        """Return what holds for nobody."""
        return FALSE

    def sentence(self) -> str:
        """Return nothing."""
        return ""

    def json(self) -> dict[str, object]:
        """Return nothing."""
        return {}

    def text(self) -> str:
        """Return nothing."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionReader(Reader):
    """A place in JSON where conditions may stand, of the ``kinds`` that are known."""

    kinds: tuple[type[Condition], ...]

    def condition(self, value: object) -> Condition:
        """Return the condition that ``value`` says."""
        asked = self.object(value, '{"profile.city": "上海"}')
        found = [kind for kind in self.kinds if kind.recognises(asked)]
        if len(found) == 1:
            return found[0].read(asked, self)
        if found:
            names = ", ".join(kind.KEYS[0] for kind in found)
            message = _("one object says one condition, this one says several: {names}", names=names)
            self.fault(message, _('Put each into an object of its own, inside {"all": [...]} or {"any": [...]}.'))
        elif isinstance(value, Mapping):
            self._unknown(asked)
        return Void()

    def _unknown(self, value: Mapping[str, object]) -> None:
        first = next(iter(value), "")
        message = _("no condition is known by {key}", key=repr(first)) if value else _("this object says no condition")
        self.fault(message, nearest(first, [key for kind in self.kinds for key in kind.KEYS]))
