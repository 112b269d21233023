"""A customer's tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.condition import HOME_CHANGED, NO_EVENTS, Changed, Condition, ConditionReader, Context
from mactl.core.segments.operands import tags
from mactl.core.segments.operators import Comparisons, dated, json_of, read_comparisons
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.shapes import COMPARISONS, Shape, closed
from mactl.core.segments.spoken import SIGNS, read_comparison, read_word
from mactl.core.segments.sql import Sql
from mactl.core.segments.words import Words
from mactl.core.segments.written import comparisons_text
from mactl.i18n import _


@dataclass(frozen=True, slots=True)
class Tag(Condition):
    """Holds where a tag of the customer's fits the tests."""

    KEYS: ClassVar[tuple[str, ...]] = ("tag",)
    LEADS: ClassVar[tuple[str, ...]] = ("tag", "标签")
    EXAMPLE: ClassVar[str] = '{"tag": "母婴"}'

    tests: Comparisons

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("tag",))
        return cls(read_comparisons(value["tag"], reader.at("tag")))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {"tag": closed({"tag": COMPARISONS}, "tag")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        bare = words.next.kind in {"word", "quoted"} and words.next.text not in SIGNS and not words.is_next("not")
        return {"tag": read_word(words) if bare else _texts(read_comparison(words))}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return tags(context).holds(self.tests, context)

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        return frozenset({("tag", "")}) | (HOME_CHANGED if dated(self.tests, "text") else frozenset())

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return that no event matters."""
        return NO_EVENTS

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds."""
        return tags(context).turn(self.tests, context)

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return comparisons_phrase(_("a tag"), self.tests)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"tag": json_of(self.tests)}

    def text(self) -> str:
        """Return the words of the command line."""
        return comparisons_text("tag", self.tests)


def _texts(comparison: dict[str, object]) -> dict[str, object]:
    """Return ``comparison`` with numbers as text: a tag is text, also where it is written in digits."""
    return {
        operator: [str(each) for each in value] if isinstance(value, list) else value if value is True else str(value)
        for operator, value in comparison.items()
    }


KINDS = (Tag,)
