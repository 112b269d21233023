"""The touches before goal events with their ages (as ``store/figures/touches_aged.py``)."""

from __future__ import annotations

from typing import Any

from mactl.store.database import Row
from mactl.store.mirror.answers._touches import lay_out
from mactl.store.mirror.columns import Columns

_ASKED = "SELECT part, age, place, amount FROM touched ORDER BY event, place"


def answer(mirror: Columns, **what: Any) -> list[Row]:
    """Return one row of arrays: the parts there are, then by touch: part's number, age (ms), place, event's amount."""
    import numpy as np

    names = lay_out(mirror, **what)
    found = mirror.arrays(_ASKED)
    met = np.unique(found["part"]).tolist()
    texts = sorted(names[code] for code in met)
    numbers = np.zeros(len(names) + 1, np.int64)
    numbers[met] = [texts.index(names[code]) for code in met]
    columns = (numbers[found["part"]], found["age"], found["place"], found["amount"])
    return [(texts, *columns)]
