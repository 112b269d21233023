"""A fixed share of everybody, drawn by hash: the same people every time the key is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.condition import NO_EVENTS, Changed, Condition, ConditionReader, Context
from mactl.core.segments.shapes import TEXT, Shape, closed
from mactl.core.segments.spoken import read_value, read_word
from mactl.core.segments.sql import Sql, fill
from mactl.core.segments.words import Words
from mactl.core.segments.written import word
from mactl.i18n import _


@dataclass(frozen=True, slots=True)
class Sample(Condition):
    """Holds for ``sample`` (0 to 1) of everybody, chosen by ``key``."""

    KEYS: ClassVar[tuple[str, ...]] = ("sample",)
    LEADS: ClassVar[tuple[str, ...]] = ("sample",)
    EXAMPLE: ClassVar[str] = '{"sample": 0.1, "key": "pilot-1"}'

    sample: float
    key: str = ""

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("sample", "key"))
        sample = reader.at("sample").number(value["sample"])
        if not 0 <= sample <= 1:
            reader.at("sample").fault(_("a share is from 0 to 1"), _("0.1 is a tenth of everybody."))
        return cls(float(sample), reader.at("key").text(value["key"]) if "key" in value else "")

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        share = {"type": "number", "minimum": 0, "maximum": 1}
        return {"sample": closed({"sample": share, "key": TEXT}, "sample")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        said: dict[str, object] = {"sample": read_value(words)}
        return {**said, "key": read_word(words)} if words.accept("by") else said

    def sql(self, _context: Context) -> Sql:
        """Return where this holds."""
        return fill("share({}, c.customer_id) < {}", self.key, self.sample)

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return that no recorded change matters."""
        return frozenset()

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return that no event matters."""
        return NO_EVENTS

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        percent = f"{self.sample * 100:g}%"
        if self.key:
            return _("one of {percent} of everybody, drawn by {key}", percent=percent, key=self.key)
        return _("one of {percent} of everybody", percent=percent)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"sample": self.sample, **({"key": self.key} if self.key else {})}

    def text(self) -> str:
        """Return the words of the command line."""
        return f"sample {self.sample!r}" + (f" by {word(self.key)}" if self.key else "")


KINDS = (Sample,)
