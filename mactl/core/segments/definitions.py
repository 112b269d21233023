"""Segments by name: what each one's file entry says, as conditions that others can refer to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import ClassVar, Protocol

from mactl.core.decode.faults import Fault, error
from mactl.core.segments.condition import NO_EVENTS, Changed, Condition, ConditionReader, Context, circle
from mactl.core.segments.parse import examine, walk
from mactl.core.segments.reader import nearest
from mactl.core.segments.sql import LONG_LIST, Sql, fill, listed
from mactl.errors import MactlError
from mactl.i18n import _, ngettext


class Definition(Protocol):
    """A segment as its file has it: a condition in JSON, or the ids of its members."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def where(self) -> object:
        """Its condition in JSON, or None."""

    @property
    def members(self) -> Iterable[str] | None:
        """The ids of its members, or None."""


@dataclass(frozen=True, slots=True)
class Members(Condition):
    """Holds for the customers of a list, with those added to the ``segment`` by hand, without those removed (S1)."""

    KEYS: ClassVar[tuple[str, ...]] = ("members",)
    EXAMPLE: ClassVar[str] = '{"members": ["c1", "c2"]}'

    ids: tuple[str, ...]
    segment: str = ""

    @classmethod
    def read(cls, _value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Refuse: members stand in a segment, not in a condition."""
        reader.fault(_("members stand in a segment, not in a condition"))
        return cls(())

    def sql(self, _context: Context) -> Sql:
        """Return where this holds."""
        edited = "c.id IN (SELECT h.customer FROM segment_edits AS h WHERE h.segment = {} AND h.added = {})"
        return fill(
            f"((c.customer_id IN {{}} OR {edited}) AND NOT {edited})",
            *(listed(self.ids), self.segment, 1, self.segment, 0),
        )

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return that no recorded change matters."""
        return frozenset()

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return that no event matters."""
        return NO_EVENTS

    def splits(self, _context: Context) -> bool:
        """Return whether a slice costs its share: a long list is read each time."""
        return len(self.ids) <= LONG_LIST

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return ngettext("one of a list of {n} customer", "one of a list of {n} customers", len(self.ids))

    def json(self) -> dict[str, object]:
        """Return its members."""
        return {"members": list(self.ids)}

    def text(self) -> str:
        """Return the words of the command line: the ids, one by one."""
        return "profile.id in " + ", ".join(self.ids)


@dataclass(frozen=True, slots=True)
class Faulty(Condition):
    """A segment whose definition has faults: asking for it raises them; other segments go on working."""

    KEYS: ClassVar[tuple[str, ...]] = ()
    EXAMPLE: ClassVar[str] = ""

    faults: tuple[Fault, ...]
    place: str

    @classmethod
    def read(cls, _value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return a faulty condition of the reader's faults."""
        return cls(tuple(reader.faults), "")

    def sql(self, _context: Context) -> Sql:
        """Raise the faults."""
        raise error(self.faults, self.place)

    def sentence(self) -> str:
        """Return that it has faults."""
        return _("a segment with faults")

    def json(self) -> dict[str, object]:
        """Return nothing: it cannot be read."""
        return {}

    def text(self) -> str:
        """Return nothing: it cannot be read."""
        return ""


@dataclass(frozen=True, slots=True)
class Definitions(Mapping[str, Condition]):
    """The conditions of segments by id and by name, each read when it is first asked for; ids win over names."""

    segments: Mapping[str, Definition]
    faults: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    read: dict[str, Condition] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Condition:
        """Return the condition of the segment with this id or name."""
        if name not in self.read:
            self.read[name] = _condition(self.segments[name], self.faults)
        return self.read[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids and names."""
        return iter(self.segments)

    def __len__(self) -> int:
        """Return how many ids and names there are."""
        return len(self.segments)


def definitions(segments: Iterable[Definition], faults: Mapping[str, tuple[Fault, ...]] | None = None) -> Definitions:
    """Return the conditions of ``segments`` by id and by name, for ``Context.segments``.

    ``faults`` are those of their conditions, by id, where it is known on which lines of which file they stand.
    """
    listed_once = list(segments)
    names = {segment.name: segment for segment in listed_once}
    return Definitions({**names, **{segment.id: segment for segment in listed_once}}, faults or {})


def version(name: str, known: Mapping[str, Condition]) -> str:
    """Return the hash of what the segment says, and of what the segments say that it looks into (S3).

    Raises:
        MactlError: these segments refer to each other in a circle (S2), or to one that there is not.
    """
    said = {each: known[each].json() for each in _looked_into(name, known, ())}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=12).hexdigest()


def ordered(segments: Iterable[Definition], known: Mapping[str, Condition]) -> list[Definition]:
    """Return ``segments`` so that each stands after those that it looks into (S2); circles stand last."""
    depth: dict[str, int] = {}
    listed_once = list(segments)
    for segment in listed_once:
        try:
            depth[segment.id] = len(_looked_into(segment.id, known, ()))
        except MactlError:
            depth[segment.id] = len(known) + 1
    return sorted(listed_once, key=lambda segment: depth[segment.id])


def _looked_into(name: str, known: Mapping[str, Condition], inside: tuple[str, ...]) -> dict[str, None]:
    """Return the names of a segment and of those that it looks into."""
    if name in inside:
        raise circle((*inside[inside.index(name) :], name))
    if name not in known:
        raise MactlError(_("No segment named {name}", name=name), nearest(name, known))
    found = {name: None}
    for part in walk(known[name]):
        for other in part.refers():
            found |= _looked_into(other, known, (*inside, name))
    return found


def _condition(segment: Definition, located: Mapping[str, tuple[Fault, ...]]) -> Condition:
    if segment.members is not None:
        return Members(tuple(segment.members), segment.id)
    condition, faults = examine(segment.where, ("where",))
    place = _("The segment {name}", name=segment.name)
    if not faults:
        return condition
    return Faulty(located.get(segment.id) or tuple(replace(fault, file=place) for fault in faults), place)
