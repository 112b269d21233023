"""A customer's tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.condition import Condition, ConditionReader, Context
from mactl.core.segments.operands import tags
from mactl.core.segments.operators import Comparisons, json_of, read_comparisons
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.sql import Sql
from mactl.core.segments.written import comparisons_text
from mactl.i18n import _


@dataclass(frozen=True, slots=True)
class Tag(Condition):
    """Holds where a tag of the customer's fits the tests."""

    KEY: ClassVar[str] = "tag"
    EXAMPLE: ClassVar[str] = '{"tag": "母婴"}'

    tests: Comparisons

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("tag",))
        return cls(read_comparisons(value["tag"], reader.at("tag")))

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return tags(context).holds(self.tests, context)

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return comparisons_phrase(_("a tag"), self.tests)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"tag": json_of(self.tests)}

    def text(self) -> str:
        """Return the words of the command line."""
        return comparisons_text("tag", self.tests)


KINDS = (Tag,)
