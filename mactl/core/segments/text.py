"""Conditions as text, for a command line: ``city in 上海,杭州 and tag = 母婴 and order_paid >= 3 in 30d``.

The text becomes the JSON that means the same, so there is one reader of meaning; what a word starts is asked of the
conditions themselves (``LEADS``). Faults show the text and point at the column.
"""

from __future__ import annotations

import json

from mactl.core.decode.faults import Fault
from mactl.core.decode.strict_json import faults
from mactl.core.model.event import STANDARD
from mactl.core.segments.condition import Condition
from mactl.core.segments.operators import ORDERS
from mactl.core.segments.parse import examine, kinds, parse
from mactl.core.segments.spoken import (
    is_duration,
    read_comparison,
    read_event,
    read_window,
)
from mactl.core.segments.words import END, Words, split
from mactl.errors import MactlError
from mactl.i18n import _

_DEEPEST = 50
_AND = ("and", "且", "并且", "&&")
_OR = ("or", "或", "或者", "||")


def parse_text(source: str) -> Condition:
    """Return the condition that ``source`` says: JSON where it starts with a brace, words otherwise.

    Raises:
        MactlError: what is wrong, with the column, and what would be right.
    """
    if source.lstrip("\ufeff \t\r\n")[:1] == "{":
        return parse(_json(source))
    return parse(to_json(source))


def to_json(source: str) -> dict[str, object]:
    """Return the JSON of the condition that the words of ``source`` say."""
    words = split(source)
    if words.next.kind == END:
        raise words.fault(_("this says no condition"), _("For example city = 上海, or all for everybody."))
    said = _either(words, 0)
    if words.next.kind != END:
        raise words.fault(_("and or or is missing here"))
    return said


def _json(source: str) -> object:
    try:
        return json.loads(source.lstrip("\ufeff"))
    except ValueError as fault:
        found = faults(source)
        # Full-width signs and missing commas are said as for a data file; where no quote is left, the shell ate them.
        if found and ('"' in source or "“" in source):
            raise MactlError(_("The condition is not JSON: {fault}", fault=found[0].message), found[0].hint) from None
        message = _("The condition is not JSON: look at character {n}", n=getattr(fault, "pos", 0) + 1)
        raise MactlError(message, _("Put it in single quotes, so that the shell leaves it alone.")) from None


def _either(words: Words, depth: int) -> dict[str, object]:
    if depth > _DEEPEST:
        raise words.fault(_("this condition is nested too deeply"), _("Give parts of it names, as segments."))
    said = [_both(words, depth)]
    while words.accept(*_OR):
        said.append(_both(words, depth))
    return said[0] if len(said) == 1 else {"any": said}


def _both(words: Words, depth: int) -> dict[str, object]:
    said = [_one(words, depth)]
    while words.accept(*_AND):
        said.append(_one(words, depth))
    return said[0] if len(said) == 1 else {"all": said}


def _one(words: Words, depth: int) -> dict[str, object]:
    if words.accept("not", "非"):
        return {"not": _one(words, depth + 1)} if depth < _DEEPEST else _either(words, depth + 1)
    if words.accept("("):
        said = _either(words, depth + 1)
        words.expect(")")
        return said
    start = words.next.column
    said = _leaf(words)
    faults = examine(said)[1]
    if faults:
        raise _pointing(words, faults[0], start)
    return said


def _leaf(words: Words) -> dict[str, object]:
    if words.next.kind == "word":
        for kind in kinds():
            if words.next.text in kind.LEADS:
                return kind.read_text(words)
    if words.next.kind not in {"word", "quoted"} or words.is_next(*_AND, *_OR):
        raise words.fault(_("a condition is missing here"), _("For example city = 上海, or tag = 母婴."))
    if words.next.text in STANDARD or words.after.text == "(":
        return read_event(words)
    return _compared(words)


def _compared(words: Words) -> dict[str, object]:
    """Read a profile's field, or an event of the shop's own where a window follows: ``tasted >= 3 in 30d``."""
    name = words.take().text
    if words.is_next("in") and is_duration(words.after):
        return {"event": name, **read_window(words)}
    comparison = read_comparison(words)
    if words.is_next("in") and is_duration(words.after) and set(comparison) <= set(ORDERS):
        return {"event": name, "count": comparison, **read_window(words)}
    return {f"profile.{name.removeprefix('profile.')}": comparison}


def _pointing(words: Words, fault: Fault, column: int) -> MactlError:
    return words.fault(fault.message, fault.hint, column)
