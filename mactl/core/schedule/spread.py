"""Releasing an audience over a stretch of time, each person at a moment of their own (``release_spread``)."""

from __future__ import annotations

from mactl.core.schedule.arms import share


def offset(key: str, customer: str, spread: int) -> int:
    """Return how many of ``spread`` milliseconds after the start ``customer`` is due: the same on every run."""
    return int(share(salted(key), customer) * spread)


def salted(key: str) -> str:
    """Return the key under which moments are drawn, for SQL that draws them for a whole audience at once."""
    return f"spread:{key}"
