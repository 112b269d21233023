"""The touches before goal events, counted by their place (as ``store/figures/touches_ranked.py``)."""

from __future__ import annotations

from typing import Any

from mactl.store.database import Row
from mactl.store.mirror.answers._touches import lay_out
from mactl.store.mirror.columns import Columns

_ASKED = "SELECT part, place, places, count(*), sum(amount) FROM touched GROUP BY ALL"


def answer(mirror: Columns, **what: Any) -> list[Row]:
    """Return (part, place, places, events, amount), the amount in ten-thousandths."""
    names = lay_out(mirror, **what)
    return sorted((names[part], *rest, int(amount)) for part, *rest, amount in mirror.rows(_ASKED))
