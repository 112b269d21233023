"""Whether a customer must not be contacted: an address of theirs is on the suppression list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.model.message import CHANNELS
from mactl.core.segments.condition import NO_EVENTS, Changed, Condition, ConditionReader, Context
from mactl.core.segments.operands import ADDRESSES
from mactl.core.segments.shapes import FLAG, Shape, closed, one_of
from mactl.core.segments.sql import TRUE, Sql, fill, listed, negate
from mactl.core.segments.words import Words
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed(Condition):
    """Holds where an address of the customer's is on the suppression list (or, for false, where none is).

    With ``channel``, only what is suppressed on that channel, or on all of them, counts.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("suppressed",)
    LEADS: ClassVar[tuple[str, ...]] = ("suppressed",)
    EXAMPLE: ClassVar[str] = '{"suppressed": true}'

    suppressed: bool = True
    channel: str = ""

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("suppressed", "channel"))
        channel = reader.at("channel").name(value["channel"], CHANNELS) if "channel" in value else ""
        return cls(suppressed=reader.at("suppressed").flag(value["suppressed"]), channel=channel)

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {"suppressed": closed({"suppressed": FLAG, "channel": one_of(CHANNELS)}, "suppressed")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say: ``suppressed`` or ``suppressed sms``."""
        words.take()
        return {"suppressed": True, **({"channel": words.take().text} if words.next.text in CHANNELS else {})}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        there = fill("b.channel IN ('', {})", self.channel) if self.channel else TRUE
        found = fill(
            "c.id IN (SELECT a.customer FROM suppressions AS b CROSS JOIN addresses AS a "
            "ON a.kind IN {} AND a.value = b.address WHERE {} AND {})",
            *(listed(ADDRESSES), there, context.scoped("a.customer")),
        )
        return found if self.suppressed else negate(found)

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        return frozenset([("address", "")])

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return that no event matters."""
        return NO_EVENTS

    def splits(self, _context: Context) -> bool:
        """Return that a slice costs as much as everybody: the list is gone through."""
        return False

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if self.channel:
            said = _("is on the suppression list for {channel}", channel=self.channel)
        else:
            said = _("is on the suppression list")
        return said if self.suppressed else _("not ({condition})", condition=said)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"suppressed": self.suppressed, **({"channel": self.channel} if self.channel else {})}

    def text(self) -> str:
        """Return the words of the command line."""
        said = "suppressed" + (f" {self.channel}" if self.channel else "")
        return said if self.suppressed else f"not {said}"


KINDS = (Suppressed,)
