"""What became of the messages to a customer: sent, delivered, opened, clicked, bounced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from mactl.core.model.message import CHANNELS
from mactl.core.segments import spoken
from mactl.core.segments.condition import HOME_CHANGED, Changed, Condition, ConditionReader, Context, home_of
from mactl.core.segments.shapes import TEXT, Shape, closed, one_of
from mactl.core.segments.shapes import WINDOW as WINDOW_SHAPE
from mactl.core.segments.sql import Sql, earliest, every, fill
from mactl.core.segments.turning import soonest
from mactl.core.segments.windows import KEYS as WINDOW
from mactl.core.segments.windows import Window, read_window
from mactl.core.segments.words import Words
from mactl.core.segments.written import word
from mactl.i18n import _, mark

# The instant of each fate. A click implies an open (M2); opens by machines are left out (X3).
FATES = {
    "sent": "m.sent_at",
    "delivered": "m.delivered_at",
    "opened": "IFNULL(m.opened_at, m.clicked_at)",
    "clicked": "m.clicked_at",
    "bounced": "m.bounced_at",
}
_SAID = {
    "sent": mark("was sent {what}"),
    "delivered": mark("received {what}"),
    "opened": mark("opened {what}"),
    "clicked": mark("clicked in {what}"),
    "bounced": mark("{what} bounced"),
}
_SOURCES = ("campaign", "flow", "step", "template", "link")
_HOME = home_of("m.customer")
# Some click since it was sent whose address holds these words; one that names no campaign or flow may be of any.
_CLICKED = (
    "EXISTS (SELECT 1 FROM events AS k INDEXED BY events_customer WHERE k.customer = m.customer"
    " AND k.type = 'message_clicked' AND k.at >= m.sent_at"
    " AND coalesce(json_extract(k.properties, '$.campaign'), json_extract(k.properties, '$.flow'), o.name) = o.name"
    " AND instr(IFNULL(json_extract(k.properties, '$.url'), json_extract(k.properties, '$.link')), {}) > 0)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Condition):
    """Holds where a message (of the campaign, flow, step or template, on the channel, in the window) met this fate.

    With ``link`` only clicks count whose address holds these words.

    Live messages count in a live context, sandbox ones in a sandbox one, never both.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("message",)
    LEADS: ClassVar[tuple[str, ...]] = ("message",)
    EXAMPLE: ClassVar[str] = '{"message": "clicked", "campaign": "新品推广", "within": "14d"}'

    fate: str
    source: tuple[tuple[str, str], ...] = ()
    channel: str = ""
    window: Window = field(default_factory=Window)

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("message", *_SOURCES, "channel", *WINDOW))
        if "campaign" in value and ("flow" in value or "step" in value):
            reader.fault(_("a message comes from a campaign or from a flow"), _("Leave out the one or the other."))
        if "link" in value and value["message"] != "clicked":
            reader.at("link").fault(_("a link is clicked"), _('Write "message": "clicked", or leave the link out.'))
        return cls(
            fate=reader.at("message").name(value["message"], FATES),
            source=tuple((key, reader.at(key).text(value[key])) for key in _SOURCES if key in value),
            channel=reader.at("channel").name(value["channel"], CHANNELS) if "channel" in value else "",
            window=read_window(value, reader),
        )

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        sources = dict.fromkeys(_SOURCES, TEXT)
        said = {"message": one_of(FATES), **sources, "channel": one_of(CHANNELS), **WINDOW_SHAPE}
        return {"message": closed(said, "message")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say: ``message clicked campaign 新品推广 in 14d``."""
        words.take()
        said: dict[str, object] = {"message": words.one_of(FATES, _("what became of the message"))}
        while words.is_next(*_SOURCES, "channel"):
            key = words.take().text
            said[key] = spoken.read_word(words)
        return {**said, **spoken.read_window(words)}

    def _asked(self, context: Context) -> list[Sql]:
        """Return what is asked of a message ``m`` and its launch ``o``."""
        instant = Sql(FATES[self.fate])
        source = dict(self.source)
        asked = [fill("o.mode = {}", context.mode)]
        if "campaign" in source:
            name = context.campaigns.get(source["campaign"], source["campaign"])
            asked.append(fill("o.kind = 'campaign' AND o.name = {}", name))
        if "flow" in source or "step" in source:
            asked.append(Sql("o.kind = 'flow'"))
        if "flow" in source:
            asked.append(fill("o.name = {}", context.campaigns.get(source["flow"], source["flow"])))
        if "step" in source:  # the occurrence of a step is its id and the number of its version
            asked.append(fill("rtrim(o.occurrence, '0123456789') = {} || '/'", source["step"]))
        if "template" in source:  # without a name it is the channel's own
            asked.append(
                fill(
                    "IFNULL(NULLIF((SELECT json_extract(t.value, '$.template')"
                    " FROM json_each(o.definition, '$.content') AS t WHERE t.key = m.channel), ''), m.channel) = {}",
                    source["template"],
                )
            )
        if "link" in source:
            asked.append(fill(_CLICKED, source["link"]))
        if self.channel:
            asked.append(fill("m.channel = {}", self.channel))
        asked.append(fill("{} IS NOT NULL", instant))
        if context.past:
            asked.append(fill("{} <= {}", instant, context.instant(_HOME.customer)))
        return asked

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds."""
        turns = self.window.turns(Sql(FATES[self.fate]), _HOME, context)
        if not turns:
            return None
        rows = fill(
            "FROM origins AS o CROSS JOIN messages AS m ON m.origin = o.id AND m.customer = c.id WHERE {}",
            every(self._asked(context)),
        )
        return soonest(earliest(turns), rows)

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        inside = self.window.sql(Sql(FATES[self.fate]), _HOME, context)
        # From the launches to their messages: the ledger's key starts with the launch and the customer.
        return fill(
            "c.id IN (SELECT m.customer FROM origins AS o CROSS JOIN messages AS m ON m.origin = o.id WHERE {} AND {})",
            *(context.scoped("m.customer"), every([*self._asked(context), inside])),
        )

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        return HOME_CHANGED if self.window.dates else frozenset()

    def splits(self, _context: Context) -> bool:
        """Return whether a slice costs its share: links clicked are gone through."""
        return "link" not in dict(self.source)

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        what = ", ".join(f"{_(_TITLES[key])} {name}" for key, name in self.source)
        what = " ".join(part for part in (what, self.channel) if part)
        said = _(_SAID[self.fate], what=_("a message ({what})", what=what) if what else _("a message"))
        when = self.window.sentence()
        return _("{what}, {when}", what=said, when=when) if when else said

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        channel = {"channel": self.channel} if self.channel else {}
        return {"message": self.fate, **dict(self.source), **channel, **self.window.json()}

    def text(self) -> str:
        """Return the words of the command line."""
        source = "".join(f" {key} {word(name)}" for key, name in self.source)
        return (
            f"message {self.fate}{source}" + (f" channel {self.channel}" if self.channel else "") + self.window.text()
        )


_TITLES = {
    "campaign": mark("campaign"),
    "flow": mark("flow"),
    "step": mark("step"),
    "template": mark("template"),
    "link": mark("link"),
}


KINDS = (Message,)
