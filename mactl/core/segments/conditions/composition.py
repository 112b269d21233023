"""Conditions made of conditions: ``all``, ``any`` and ``not``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.condition import Condition, ConditionReader, Context
from mactl.core.segments.shapes import CONDITION, CONDITIONS, Shape, closed
from mactl.core.segments.sql import NEVER, Sql, earliest, every, fill, negate, some
from mactl.core.segments.words import Words
from mactl.i18n import _


@dataclass(frozen=True, slots=True)
class All(Condition):
    """Holds where all of its conditions hold; with none, for everybody."""

    KEYS: ClassVar[tuple[str, ...]] = ("all",)
    LEADS: ClassVar[tuple[str, ...]] = ("all", "everybody")
    EXAMPLE: ClassVar[str] = '{"all": [{"tag": "母婴"}, {"has": "email"}]}'

    conditions: tuple[Condition, ...] = ()

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        return cls(_members("all", value, reader))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {"all": closed({"all": CONDITIONS}, "all")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        return {"all": []}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return every([condition.sql(context) for condition in self.conditions])

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds: where what time leaves alone
        does not hold, there is none."""
        return _while(every, self, context, "CASE WHEN {} THEN {} ELSE {} END")

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if not self.conditions:
            return _("everybody")
        return _(" and ").join(_enclosed(each.sentence(), needed=isinstance(each, Any_)) for each in self.conditions)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"all": [condition.json() for condition in self.conditions]}

    def text(self) -> str:
        """Return the words of the command line."""
        return " and ".join(_enclosed(each.text(), needed=isinstance(each, Any_)) for each in self.conditions) or "all"

    def parts(self) -> Sequence[Condition]:
        """Return its conditions."""
        return self.conditions


@dataclass(frozen=True, slots=True)
class Any_(Condition):  # noqa: N801 - Any is typing's
    """Holds where at least one of its conditions holds; with none, for nobody."""

    KEYS: ClassVar[tuple[str, ...]] = ("any",)
    LEADS: ClassVar[tuple[str, ...]] = ("nobody",)
    EXAMPLE: ClassVar[str] = '{"any": [{"tag": "母婴"}, {"tag": "儿童"}]}'

    conditions: tuple[Condition, ...] = ()

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        return cls(_members("any", value, reader))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {"any": closed({"any": CONDITIONS}, "any")}

    @classmethod
    def read_text(cls, words: Words) -> dict[str, object]:
        """Return the JSON of the condition that ``words`` say."""
        words.take()
        return {"any": []}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return some([condition.sql(context) for condition in self.conditions])

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds: where what time leaves alone
        holds, there is none."""
        return _while(some, self, context, "CASE WHEN NOT {} THEN {} ELSE {} END")

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        if not self.conditions:
            return _("nobody")
        return _(" or ").join(_enclosed(each.sentence(), needed=isinstance(each, All)) for each in self.conditions)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"any": [condition.json() for condition in self.conditions]}

    def text(self) -> str:
        """Return the words of the command line."""
        return " or ".join(each.text() for each in self.conditions) or "nobody"

    def parts(self) -> Sequence[Condition]:
        """Return its conditions."""
        return self.conditions


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """Holds exactly where its condition does not."""

    KEYS: ClassVar[tuple[str, ...]] = ("not",)
    EXAMPLE: ClassVar[str] = '{"not": {"tag": "母婴"}}'

    condition: Condition

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        reader.keys(value, ("not",))
        return cls(reader.at("not").condition(value["not"]))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        return {"not": closed({"not": CONDITION}, "not")}

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return negate(self.condition.sql(context))

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _("not ({condition})", condition=self.condition.sentence())

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {"not": self.condition.json()}

    def text(self) -> str:
        """Return the words of the command line."""
        return f"not ({self.condition.text()})"

    def parts(self) -> Sequence[Condition]:
        """Return its condition."""
        return (self.condition,)


def _while(join: Callable[[Sequence[Sql]], Sql], whole: All | Any_, context: Context, said: str) -> Sql | None:
    """Return the next turn of those of a condition's parts that time may turn, as far as the others leave it open."""
    turns = [(part, part.turn(context)) for part in whole.conditions]
    moving = [turn for _part, turn in turns if turn is not None]
    still = [part.sql(context) for part, turn in turns if turn is None]
    if not moving or not still:
        return earliest(moving) if moving else None
    return fill(said, join(still), earliest(moving), NEVER)


def _members(key: str, value: Mapping[str, object], reader: ConditionReader) -> tuple[Condition, ...]:
    reader.keys(value, (key,))
    members = value[key]
    if not isinstance(members, list | tuple):
        reader.at(key).fault(
            _("{key} holds a list of conditions", key=key), _("For example {example}", example=_EXAMPLE)
        )
        return ()
    return tuple(reader.at(key, index).condition(member) for index, member in enumerate(members))


_EXAMPLE = '[{"tag": "母婴"}, {"has": "email"}]'


def _enclosed(text: str, *, needed: bool) -> str:
    return f"({text})" if needed else text


KINDS = (All, Any_, Not)
