"""Whether a customer has agreed to be written to on a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.model.message import CHANNELS
from mactl.core.segments.condition import NO_EVENTS, Changed, Condition, ConditionReader, Context
from mactl.core.segments.shapes import TEXT, Shape, closed, one_of
from mactl.core.segments.sql import Sql, fill, listed, negate, some
from mactl.core.segments.words import Words
from mactl.core.segments.written import word
from mactl.i18n import _, mark

# Following an account, or holding a push token, is consent for that channel until it is withdrawn (the gate of consent,
# core/messages/refusals.py, judges alike). Where no address shows who follows, nobody has to.
FOLLOWED: dict[str, tuple[str, ...]] = {
    "wechat": ("wechat_openid", "mini_openid", "wecom_external_userid"),
    "push": ("push_token",),
    "social": (),
    "inapp": (),
}


STATES = ("granted", "withdrawn", "unknown")


@dataclass(frozen=True, slots=True)
class Consent(Condition):
    """Holds where consent is granted for the channel and not withdrawn for the topic; or by ``state``, otherwise.

    Of everybody consent is one of three: granted; withdrawn, for the channel or the topic; unknown, the rest: who was
    never asked.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("consent",)
    LEADS: ClassVar[tuple[str, ...]] = ("consent",)
    EXAMPLE: ClassVar[str] = '{"consent": "email", "topic": "promo"}'

    channel: str
    topic: str = ""
    state: str = STATES[0]

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("consent", "topic", "is"))
        channel = reader.at("consent").name(value["consent"], CHANNELS)
        topic = reader.at("topic").text(value["topic"]) if "topic" in value else ""
        return cls(channel, topic, reader.at("is").name(value.get("is", STATES[0]), STATES))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {"consent": closed({"consent": one_of(CHANNELS), "topic": TEXT, "is": one_of(STATES)}, "consent")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        said: dict[str, object] = {"consent": words.one_of(CHANNELS, _("a channel"))}
        if words.next.kind == "quoted" or (words.next.kind == "word" and not words.is_next(*_AFTER)):
            said["topic"] = words.take().text
        if words.accept("is", "是"):
            said["is"] = words.one_of(STATES, _("granted, withdrawn or unknown"))
        return said

    def sql(self, _context: Context) -> Sql:
        """Return where this holds."""
        if self.state == "granted":
            return self._granted()
        said_no = some([fill("IFNULL({}, '') = 'withdrawn'", self._status(each)) for each in {"": 1, self.topic: 1}])
        return said_no if self.state == "withdrawn" else negate(some([said_no, self._granted()]))

    def _granted(self) -> Sql:
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

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        return frozenset([("consent", ""), ("address", "")])

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return that no event matters."""
        return NO_EVENTS

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if self.topic:
            return _(_SAID_ON[self.state], channel=self.channel, topic=self.topic)
        return _(_SAID[self.state], channel=self.channel)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        topic = {"topic": self.topic} if self.topic else {}
        return {"consent": self.channel, **topic, **({"is": self.state} if self.state != STATES[0] else {})}

    def text(self) -> str:
        """Return the words of the command line."""
        state = f" is {self.state}" if self.state != STATES[0] else ""
        return f"consent {word(self.channel)}" + (f" {word(self.topic)}" if self.topic else "") + state


_AFTER = ("and", "or", "且", "或", "is", "是")  # what is no topic
_SAID = {
    "granted": mark("has agreed to {channel}"),
    "withdrawn": mark("has said no to {channel}"),
    "unknown": mark("was never asked about {channel}"),
}
_SAID_ON = {
    "granted": mark("has agreed to {channel} on {topic}"),
    "withdrawn": mark("has said no to {channel} on {topic}"),
    "unknown": mark("was never asked about {channel} on {topic}"),
}


KINDS = (Consent,)
