"""The calculator: counts and means as people write them become the arms of a finished test."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from string import ascii_uppercase
from typing import TypeVar

from mactl.core.experiments.groups import Group
from mactl.core.experiments.intervals import Sample
from mactl.errors import UsageError
from mactl.i18n import _

T = TypeVar("T")
MOST = len(ascii_uppercase)


def counts(text: str, weights: str = "") -> list[Group]:
    """Return the arms A, B, C ... that ``text`` says: who did it of how many, as in 200/1000,250/1000."""
    found = _listed(text, _count, _("write who did it of how many, for each variant: 200/1000,250/1000"))
    shares = _weights(weights, len(found))
    return [
        Group(name=name, n=n, hits=hits, expected=share)
        for name, (hits, n), share in zip(ascii_uppercase, found, shares, strict=False)
    ]


def means(text: str, weights: str = "") -> list[Group]:
    """Return the arms that ``text`` says: people, mean and standard deviation, as in 1000:2.50:11.3,1000:2.81:12."""
    found = _listed(text, _mean, _("write people, mean and standard deviation: 1000:2.50:11.3,1000:2.81:12"))
    shares = _weights(weights, len(found))
    return [
        Group(name=name, n=sample.n, values=sample, active=sample.n, expected=share)
        for name, sample, share in zip(ascii_uppercase, found, shares, strict=False)
    ]


def _listed(text: str, read: Callable[[str], T], hint: str) -> list[T]:
    words = [word.strip() for word in text.replace("，", ",").split(",")]
    try:
        found = [read(word) for word in words]
    except ValueError:
        raise UsageError(_("{text} cannot be read as figures of variants", text=repr(text)), hint) from None
    if not 2 <= len(found) <= MOST:
        raise UsageError(_("a test has two variants or more, {most} at most", most=MOST), hint)
    return found


def _count(word: str) -> tuple[int, int]:
    hits, _slash, n = word.partition("/")
    done, people = int(hits), int(n)
    if not 0 <= done <= people or not people:
        raise ValueError(word)
    return done, people


def _mean(word: str) -> Sample:
    n, mean, spread = word.split(":")
    people, middle, sd = int(n), float(mean), float(spread)
    if people < 2 or not math.isfinite(middle) or not math.isfinite(sd) or sd < 0:
        raise ValueError(word)
    total = people * middle
    return Sample(n=people, total=total, squares=sd * sd * (people - 1) + total * middle)


def _weights(text: str, arms: int) -> Sequence[float]:
    """Return the share that each arm should have: alike, unless ``text`` (1,1,2) says otherwise."""
    if not text:
        return [1.0] * arms
    try:
        found = [float(word) for word in text.replace("，", ",").split(",")]
    except ValueError:
        found = []
    if len(found) != arms or not all(math.isfinite(one) and one > 0 for one in found):
        raise UsageError(
            _("{text} are not the weights of {n} variants", text=repr(text), n=arms),
            _("write one number above 0 for each: --weights 1,1,2"),
        )
    return found
