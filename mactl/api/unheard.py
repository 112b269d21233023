"""Names that a condition looks for and nobody has: misspelt, as a rule, and else unnoticed.

A slip would else find nobody, or everybody. It is no error: the first such event may come tomorrow.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence

from mactl.core.model.event import STANDARD
from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.mentions import Kind, existence, mentions
from mactl.core.segments.parse import parse, walk
from mactl.core.segments.titles import TITLES
from mactl.i18n import _, mark
from mactl.store import selections
from mactl.store.database import Database

_NOBODY: dict[Kind, str] = {
    "field": mark("No customer has the field {name}."),
    "event": mark("No event {name} was ever recorded."),
    "tag": mark("No customer has the tag {name}."),
    "rfm": mark("No customer is in the RFM group {name}; mactl segment --method rfm --save writes the groups."),
    "campaign": mark("Nobody was ever sent a message of the campaign {name}."),
    "flow": mark("Nobody was ever sent a message of the flow {name}."),
}
_KNOWN: dict[Kind, Sequence[str]] = {"event": STANDARD, "field": tuple(TITLES)}


def unheard(database: Database, conditions: Iterable[Condition], context: Context) -> list[tuple[Kind, str]]:
    """Return the names that nobody bears, of conditions and of the segments they look into."""
    seen: set[str] = set()
    parts = (part for each in conditions for part in _looked_into(each, context, seen))
    named = dict.fromkeys(name for part in parts for name in mentions(part))
    return [each for each in named if not selections.anybody(database, parse(existence(*each)), context)]


def slips(database: Database, conditions: Iterable[Condition], context: Context) -> list[str]:
    """Return what is said of those names that nobody has and that are none of the standard ones: likely slips."""
    found = unheard(database, conditions, context)
    known = {**_KNOWN, "campaign": tuple(context.campaigns), "flow": tuple(context.campaigns)}
    return sentences((kind, name) for kind, name in found if name not in known.get(kind, ()))


def sentences(names: Iterable[tuple[Kind, str]]) -> list[str]:
    """Return what is said of each name that nobody has, and what was probably meant."""
    told = []
    for kind, name in names:
        told.append(_(_NOBODY[kind], name=name))
        near = _near(name, _KNOWN.get(kind, ()))
        if near:
            told.append(_("Did you mean {name}?", name=near))
    return told


def _looked_into(condition: Condition, context: Context, seen: set[str]) -> Iterator[Condition]:
    """Yield a condition and those of the segments that it names, at any depth; who asks names those there are not."""
    yield condition
    for part in walk(condition):
        for name in part.refers():
            if name in context.segments and name not in seen:
                seen.add(name)
                yield from _looked_into(context.segments[name], context, seen)


def _near(name: str, known: Collection[str]) -> str:
    """Return what of ``known`` was probably meant; empty text for nothing, and for a name that is right."""
    if name in known:
        return ""
    parts = [each for each in known if name in each.split("_")]  # level: member_level
    return next(iter(parts or difflib.get_close_matches(name, known, n=1)), "")
