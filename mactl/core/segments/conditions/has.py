"""Whether a customer can be reached somehow: has an e-mail address, a phone number, a push token ..."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.condition import NO_EVENTS, Changed, Condition, ConditionReader, Context
from mactl.core.segments.operands import ADDRESSES
from mactl.core.segments.shapes import Shape, closed, one_of
from mactl.core.segments.sql import Sql, fill, listed
from mactl.core.segments.titles import path_title
from mactl.core.segments.words import Words
from mactl.core.segments.written import word
from mactl.i18n import _, mark

# What a channel's own name stands for.
CHANNELS = {
    "sms": ("phone",),
    "wechat": ("wechat_openid", "mini_openid", "wecom_external_userid"),
    "push": ("push_token",),
    **{kind: (kind,) for kind in ADDRESSES},
}

_TITLES = {"sms": mark("a phone for sms"), "wechat": mark("a WeChat account"), "push": mark("a device for push")}


@dataclass(frozen=True, slots=True)
class Has(Condition):
    """Holds where the customer has an address of this kind, or one for this channel, that is not known as invalid."""

    KEYS: ClassVar[tuple[str, ...]] = ("has",)
    LEADS: ClassVar[tuple[str, ...]] = ("has",)
    EXAMPLE: ClassVar[str] = '{"has": "email"}'

    kind: str

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("has",))
        kind = reader.at("has").text(value["has"])
        return cls(kind if kind.startswith("ids.") else reader.at("has").name(kind, CHANNELS))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        kinds = {"anyOf": [one_of(CHANNELS), {"type": "string", "pattern": "^ids[.]."}]}
        return {"has": closed({"has": kinds}, "has")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        return {"has": words.name(_("a channel or a kind of address"))}

    def sql(self, _context: Context) -> Sql:
        """Return where this holds."""
        kinds = CHANNELS.get(self.kind, (self.kind.removeprefix("ids."),))
        return fill(
            "EXISTS (SELECT 1 FROM addresses AS a INDEXED BY addresses_customer "
            "WHERE a.customer = c.id AND a.kind IN {} AND a.status <> 'invalid')",
            listed(kinds),
        )

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        return frozenset([("address", "")])

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return that no event matters."""
        return NO_EVENTS

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _("has {kind}", kind=_(_TITLES[self.kind]) if self.kind in _TITLES else path_title(self.kind))

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"has": self.kind}

    def text(self) -> str:
        """Return the words of the command line."""
        return f"has {word(self.kind)}"


KINDS = (Has,)
