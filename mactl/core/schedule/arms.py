"""Drawing lots by hash: the same key and customer always draw the same lot, whatever the batch (rules F9, X1).

``share`` maps (key, customer) evenly onto [0, 1): the first 53 bits of BLAKE2b over both, their lengths told apart.
Splits and samples read it against cumulative weights. Holdouts and spreads salt the key, so that who is held out of a
campaign says nothing about the arm that they would have drawn in it. The hash is a promise: changing it would move
people between arms, so golden values stand in its test.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b

from mactl.errors import MactlError
from mactl.i18n import _

_UNIT = 2.0**-53
_integer = int.from_bytes


def share(key: str, customer: str) -> float:
    """Return the lot of ``customer`` under ``key``: a number in [0, 1), even over customers."""
    lot = _begun(key).copy()
    lot.update(customer.encode("utf-8", "surrogatepass"))
    return (_integer(lot.digest(), "big") >> 11) * _UNIT


def draw(key: str, customer: str, weights: Mapping[str, float]) -> str:
    """Return the arm of ``customer`` under ``key``; ``weights`` add up in their order and need not sum to 1."""
    point = share(key, customer) * sum(weights.values())
    chosen = ""
    for name, weight in weights.items():
        if weight > 0:
            chosen = name
            point -= weight
            if point < 0:
                break
    return chosen


def in_holdout(key: str, customer: str, fraction: float) -> bool:
    """Tell whether ``customer`` belongs to the ``fraction`` (0 to 1) of everybody that ``key`` holds out."""
    return share(f"holdout:{key}", customer) < fraction


@lru_cache(maxsize=256)
def _begun(key: str) -> blake2b:
    """Return the hash as far as ``key`` goes, to be copied for each customer: half the time of starting afresh."""
    return blake2b(f"{len(key)}:{key}:".encode("utf-8", "surrogatepass"), digest_size=8)


def check_weights(weights: Mapping[str, float]) -> None:
    """Raise unless there are arms with weights, none negative and not all nothing."""
    wrong = [name for name, weight in weights.items() if not (math.isfinite(weight) and weight >= 0)]
    if wrong or not sum(weights.values()):
        raise MactlError(
            _("These weights divide nobody: {names}", names=", ".join(wrong or weights) or "-"),
            _("Give each arm a number of 0 or more, and at least one more than 0."),
        )
