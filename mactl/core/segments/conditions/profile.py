"""What is known of a customer: columns, addresses, tags and attributes, compared by operators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.segments.condition import HOME_CHANGED, NO_EVENTS, Changed, Condition, ConditionReader, Context
from mactl.core.segments.operands import ADDRESSES, PROFILE, kind_of, profile
from mactl.core.segments.operators import Comparisons, dated, json_of, read_comparisons
from mactl.core.segments.phrases import comparisons_phrase
from mactl.core.segments.shapes import COMPARISONS, Shape
from mactl.core.segments.sql import Sql, earliest, every
from mactl.core.segments.titles import path_title
from mactl.core.segments.written import comparisons_text, word
from mactl.i18n import _


@dataclass(frozen=True, slots=True)
class Profile(Condition):
    """Holds where the profile's values fit the tests: each path with its own, all of them together."""

    KEYS: ClassVar[tuple[str, ...]] = ("profile.",)
    EXAMPLE: ClassVar[str] = '{"profile.city": {"in": ["上海", "杭州"]}}'

    asked: tuple[tuple[str, Comparisons], ...]

    @classmethod
    def recognises(cls, value: Mapping[str, object]) -> bool:
        """Return whether a key of ``value`` is a path of the profile."""
        return any(key.startswith("profile.") for key in value)

    @classmethod
    def read(cls, value: Mapping[str, object], reader: ConditionReader) -> Condition:
        """Return the condition that ``value`` says."""
        asked = []
        for key, tests in value.items():
            path = key.removeprefix("profile.")
            here = reader.at(key)
            if path == key or not all(path.split(".")) or '"' in path:
                hint = _("Write it as in profile.city, profile.attributes.level or profile.level.")
                here.fault(_("{key} is no path of a profile", key=repr(key)), hint)
            asked.append((path, read_comparisons(tests, here, kind_of(path))))
        return cls(tuple(asked))

    @classmethod
    def shapes(cls) -> Mapping[str, Shape]:
        """Return the JSON Schema of what may be said."""
        paths = {"^profile[.].": COMPARISONS}
        return {
            "profile.": {
                "type": "object", "patternProperties": paths, "additionalProperties": False, "minProperties": 1,
                "properties": {f"profile.{path}": COMPARISONS for path in PROFILE},
            }
        }  # fmt: skip

    def sql(self, context: Context) -> Sql:
        """Return where this holds."""
        return every([profile(path, context).holds(tests, context) for path, tests in self.asked])

    def history(self, _context: Context) -> frozenset[Changed]:
        """Return which recorded changes may have changed the answer."""
        days = any(dated(tests, kind_of(path)) for path, tests in self.asked)
        return frozenset(_recorded(path) for path, _tests in self.asked) | (HOME_CHANGED if days else frozenset())

    def event_types(self, _context: Context) -> frozenset[str]:
        """Return that no event matters."""
        return NO_EVENTS

    def turn(self, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether this holds."""
        found = [turn for path, tests in self.asked if (turn := profile(path, context).turn(tests, context))]
        return earliest(found) if found else None

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _(" and ").join(comparisons_phrase(path_title(path), tests, kind_of(path)) for path, tests in self.asked)

    def json(self) -> dict[str, object]:
        """Return what reads back as this."""
        return {f"profile.{path}": json_of(tests) for path, tests in self.asked}

    def text(self) -> str:
        """Return the words of the command line."""
        return " and ".join(comparisons_text(_written(path), tests) for path, tests in self.asked)


def _written(path: str) -> str:
    """Return ``path`` as a word: a field of every profile by its name, an attribute so that nothing else is meant."""
    return path if path in PROFILE else word(f"profile.{path}")


def _recorded(path: str) -> Changed:
    """Return what a change of the value at ``path`` is recorded as."""
    if path in ADDRESSES or path.startswith("ids."):
        return ("address", path.removeprefix("ids."))
    if path == "tags":
        return ("tag", "")
    return ("profile", path if path in PROFILE else f"attributes.{path.removeprefix('attributes.').split('.')[0]}")


KINDS = (Profile,)
