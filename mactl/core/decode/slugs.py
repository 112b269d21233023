"""Ids made of names: "Spring news!" is ``spring_news``, 新品推广 stays as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from itertools import count


def slug(name: str) -> str:
    """Return ``name`` as an id: letters and digits of any script, small, with single underscores between."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return "_".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def fresh(wanted: str, taken: Container[str]) -> str:
    """Return ``wanted``, or the first of wanted_2, wanted_3 ... that nobody has yet."""
    return next(one for number in count(1) if (one := wanted if number == 1 else f"{wanted}_{number}") not in taken)
