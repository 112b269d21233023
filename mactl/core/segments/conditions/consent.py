"""Whether a customer has agreed to be written to on a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.model.message import CHANNELS
from mactl.core.segments.condition import Condition, ConditionReader, Context
from mactl.core.segments.sql import Sql, fill, listed
from mactl.core.segments.words import Words
from mactl.core.segments.written import word
from mactl.i18n import _

# Following an account, or holding a push token, is consent for that channel until it is withdrawn (the gate of consent,
# core/messages/refusals.py, judges alike). Where no address shows who follows, nobody has to.
FOLLOWED: dict[str, tuple[str, ...]] = {
    "wechat": ("wechat_openid", "mini_openid", "wecom_external_userid"),
    "push": ("push_token",),
    "social": (),
    "inapp": (),
}


@dataclass(frozen=True, slots=True)
class Consent(Condition):
    """Holds where consent is granted for the channel and not withdrawn for the topic."""

    KEYS: ClassVar[tuple[str, ...]] = ("consent",)
    LEADS: ClassVar[tuple[str, ...]] = ("consent",)
    EXAMPLE: ClassVar[str] = '{"consent": "email", "topic": "promo"}'

    channel: str
    topic: str = ""

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("consent", "topic"))
        channel = reader.at("consent").name(value["consent"], CHANNELS)
        return cls(channel, reader.at("topic").text(value["topic"]) if "topic" in value else "")

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        said: dict[str, object] = {"consent": words.one_of(CHANNELS, _("a channel"))}
        if words.next.kind == "quoted" or (words.next.kind == "word" and not words.is_next("and", "or", "且", "或")):
            said["topic"] = words.take().text
        return said

    def sql(self, _context: Context) -> Sql:
        """Return where this holds."""
        status = fill("IFNULL({}, '')", self._status(""))
        granted = fill("{} = 'granted'", status)
        kinds = FOLLOWED.get(self.channel)
        if kinds == ():
            granted = fill("{} <> 'withdrawn'", status)
        elif kinds:
            granted = fill(
                "({} OR ({} = '' AND EXISTS (SELECT 1 FROM addresses AS a "
                "INDEXED BY addresses_customer WHERE a.customer = c.id AND a.kind IN {})))",
                *(granted, status, listed(kinds)),
            )
        if not self.topic:
            return granted
        topic = fill("IFNULL({}, '')", self._status(self.topic))
        return fill("({} <> 'withdrawn' AND ({} = 'granted' OR ({} = '' AND {})))", status, topic, topic, granted)

    def _status(self, topic: str) -> Sql:
        return fill(
            "(SELECT k.status FROM consents AS k WHERE k.customer = c.id AND k.channel = {} AND k.topic = {})",
            *(self.channel, topic),
        )

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if self.topic:
            return _("has agreed to {channel} on {topic}", channel=self.channel, topic=self.topic)
        return _("has agreed to {channel}", channel=self.channel)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"consent": self.channel, **({"topic": self.topic} if self.topic else {})}

    def text(self) -> str:
        """Return the words of the command line."""
        return f"consent {word(self.channel)}" + (f" {word(self.topic)}" if self.topic else "")


KINDS = (Consent,)
