"""Columns of texts that mean themselves, as most do: that is told of a whole column at a fraction of the cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mactl.core.decode import emails, phones
from mactl.core.decode.spelt import Spelt
from mactl.core.model.customer import TEXTS

_TEXT = {str}
_SHORT = 64  # characters: no limit of any field is below
_SHAPES = {"email": emails.COLUMN, "phone": phones.COLUMN}
_PLAIN = frozenset(("id", *TEXTS, *_SHAPES))


def usual(name: str, values: Sequence[Any], kinds: set[type]) -> bool:
    """Return whether the values of a field, of these ``kinds``, are texts that mean themselves."""
    if name not in _PLAIN or kinds != _TEXT or max(map(len, values)) > _SHORT:
        return False
    if name in _SHAPES:
        lines = "\n".join((*values, ""))
        return lines.count("\n") == len(values) and _SHAPES[name](lines) is not None
    # A value that holds the divider itself is merely read one by one, and so is a column with an empty value.
    whole = "|".join(("", *values, ""))
    return whole.isprintable() and not any(odd in whole for odd in ("| ", " |", "||"))


def spelt_usual(name: str, values: Spelt) -> bool:
    """Return the same for a column as it is spelt."""
    if name not in _PLAIN or not values.shorter(_SHORT) or not values.all_texts():
        return False
    return _SHAPES[name](values.lines()) is not None if name in _SHAPES else values.clean()
