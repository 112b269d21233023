"""SQL text with its parameters, put together from parts so that no value ever becomes text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

LONG_LIST = 50
NEVER = 2**62  # an instant that does not come
SECONDS_BELOW = 100_000_000_000  # a smaller number cannot mean milliseconds of this century: it is seconds


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL: ``text`` with a ``?`` for each of ``params``, in order."""

    text: str
    params: tuple[object, ...] = ()


TRUE = Sql("1")
FALSE = Sql("0")


def fill(template: str, *parts: object) -> Sql:
    """Return ``template`` with each ``{}`` replaced by a part: an ``Sql`` as it is, anything else as a parameter."""
    pieces = template.split("{}")
    text = pieces[0]
    params: list[object] = []
    for part, rest in zip(parts, pieces[1:], strict=True):
        held = part if isinstance(part, Sql) else Sql("?", (part,))
        text += held.text + rest
        params.extend(held.params)
    return Sql(text, tuple(params))


def every(parts: Sequence[Sql]) -> Sql:
    """Return the expression that holds where all of ``parts`` do; everywhere for none."""
    return _joined("({} AND {})", [part for part in parts if part != TRUE], TRUE)


def some(parts: Sequence[Sql]) -> Sql:
    """Return the expression that holds where one of ``parts`` does; nowhere for none."""
    return _joined("({} OR {})", parts, FALSE)


def negate(part: Sql) -> Sql:
    """Return the complement of ``part``."""
    return fill("NOT ({})", part)


def listed(values: Sequence[object]) -> Sql:
    """Return ``values`` as what stands after IN; a long list is one parameter, as SQLite counts them."""
    if len(values) > LONG_LIST:
        return fill("(SELECT value FROM json_each({}))", json.dumps(list(values), ensure_ascii=False))
    return Sql("(" + ", ".join("?" for _value in values) + ")", tuple(values))


def earliest(instants: Sequence[Sql]) -> Sql:
    """Return the first of ``instants``, none of which is NULL."""
    return instants[0] if len(instants) == 1 else fill(f"min({', '.join(['{}'] * len(instants))})", *instants)


def _joined(template: str, parts: Sequence[Sql], nothing: Sql) -> Sql:
    """Join in halves, so that depth grows with the logarithm: SQLite takes expressions a thousand deep."""
    if not parts:
        return nothing
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return fill(template, _joined(template, parts[:middle], nothing), _joined(template, parts[middle:], nothing))
