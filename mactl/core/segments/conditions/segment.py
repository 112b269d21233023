"""Membership in a named segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.condition import Changed, Condition, ConditionReader, Context
from mactl.core.segments.reader import nearest
from mactl.core.segments.shapes import TEXT, Shape, closed
from mactl.core.segments.spoken import read_word, read_words
from mactl.core.segments.sql import Sql, fill
from mactl.core.segments.words import Words
from mactl.core.segments.written import word
from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True)
class InSegment(Condition):
    """Holds for the members of the segment with this id or name."""

    KEYS: ClassVar[tuple[str, ...]] = ("segment",)
    LEADS: ClassVar[tuple[str, ...]] = ("segment", "人群")
    EXAMPLE: ClassVar[str] = '{"segment": "vip_users"}'

    segment: str

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("segment",))
        return cls(reader.at("segment").text(value["segment"]))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {"segment": closed({"segment": TEXT}, "segment")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        if words.accept("!="):
            return {"not": {"segment": read_word(words)}}
        if words.accept("in"):
            return {"any": [{"segment": name} for name in read_words(words)]}
        words.accept("=")
        return {"segment": read_word(words)}

    def sql(self, context: Context) -> Sql:
        """Return where this holds: its members where they are written down for this instant, else what it says."""
        kept = context.kept.get(self.segment)
        if kept is not None:
            return fill(
                "c.id IN (SELECT member.customer FROM members AS member WHERE member.segment = {} AND {})",
                *(kept, context.scoped("member.customer")),
            )
        return self._meant(context).sql(context.within_segment(self.segment))

    def refers(self) -> Sequence[str]:
        """Return the segment's id or name."""
        return (self.segment,)

    def history(self, context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        return self._meant(context).history(context.within_segment(self.segment))

    def event_types(self, context: Context) -> frozenset[str] | None:
        """Return of which types an event that is stored may change the answer."""
        return self._meant(context).event_types(context.within_segment(self.segment))

    def splits(self, context: Context) -> bool:
        """Return whether a slice costs its share."""
        return self.segment in context.kept or self._meant(context).splits(context.within_segment(self.segment))

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds."""
        return self._meant(context).turn(context.within_segment(self.segment))

    def _meant(self, context: Context) -> Condition:
        found = context.segments.get(self.segment)
        if found is None:
            message = _("No segment named {name}", name=self.segment)
            raise MactlError(message, nearest(self.segment, context.segments))
        return found

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _("a member of the segment {name}", name=self.segment)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"segment": self.segment}

    def text(self) -> str:
        """Return the words of the command line."""
        return f"segment = {word(self.segment)}"


KINDS = (InSegment,)
