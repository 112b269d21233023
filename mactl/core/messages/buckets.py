"""Token buckets: a provider's rate kept by every process that shares the bucket's row (rule M10).

A rate of n per period promises the provider never more than n messages within any stretch of that length. The bucket
holds a burst of b tokens and fills at n - b + 1 a period, which keeps the promise exactly. Seconds and minutes are a
pace (a burst is a twentieth of n), hours and days an allowance (a burst is a half). Arithmetic is in whole numbers: a
token is as many units of credit as its period has milliseconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from mactl.clock import DAY, HOUR, MINUTE, SECOND
from mactl.errors import MactlError
from mactl.i18n import _

_RATE = re.compile(r"([0-9]{1,9})\s*/\s*(s|m|h|d)")
_PERIODS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_PACE, _ALLOWANCE = 20, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """At most ``n`` messages within any ``period`` (milliseconds)."""

    n: int
    period: int

    @property
    def burst(self) -> int:
        """The tokens that a full bucket holds."""
        return max(1, self.n // (_PACE if self.period <= MINUTE else _ALLOWANCE))

    @property
    def refill(self) -> int:
        """The tokens that flow in each period: the units of credit gained each millisecond."""
        return self.n - self.burst + 1


class Bucket(NamedTuple):
    """A bucket's credit (``rate.period`` units are one token) at an instant. It belongs to the rate it was made for."""

    credit: int
    at: int


class Taken(NamedTuple):
    """The bucket after taking, how many tokens it gave, and when it has one again (now, if it still does)."""

    bucket: Bucket
    granted: int
    next_at: int


def parse_rate(text: str) -> Rate:
    """Read a rate: "100/s", "2000/m", "50000/d"."""
    match = _RATE.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        raise MactlError(
            _("Not a rate: {text}", text=repr(text)),
            _("Write it as in 100/s, 2000/m or 50000/d; leave it out for none."),
        )
    return Rate(n=int(match[1]), period=_PERIODS[match[2]])


def full(rate: Rate, now: int) -> Bucket:
    """Return a bucket that nothing was taken from."""
    return Bucket(rate.burst * rate.period, now)


def take(bucket: Bucket, rate: Rate, now: int, n: int) -> Taken:
    """Take up to ``n`` tokens at ``now``. A clock that went backwards fills nothing and takes nothing away."""
    gained = max(0, now - bucket.at) * rate.refill
    credit = min(rate.burst * rate.period, bucket.credit + gained)
    granted = min(n, credit // rate.period)
    left = credit - granted * rate.period
    missing = max(0, rate.period - left)
    return Taken(Bucket(left, now), granted, now + -(-missing // rate.refill))


def give_back(bucket: Bucket, rate: Rate, n: int) -> Bucket:
    """Return the bucket with ``n`` tokens that were taken and not used put back."""
    return Bucket(min(rate.burst * rate.period, bucket.credit + n * rate.period), bucket.at)
