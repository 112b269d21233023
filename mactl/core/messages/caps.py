"""Frequency caps: how many messages one person may get within how long (rule M5).

``day`` is the calendar day in the customer's zone; anything else is a duration that rolls, by the quarter of an hour:
a run takes its time, so what goes out at ten each Monday is some seconds early or late, and "one in 7d" must let it
pass each week. A cap of 0 is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from mactl.clock import DAY, HOUR, MINUTE
from mactl.core.schedule.durations import parse
from mactl.core.schedule.zones import day_bounds
from mactl.errors import MactlError
from mactl.i18n import _

Scope = Literal["channel", "topic", "all"]

_STEPS = ((DAY, 15 * MINUTE), (HOUR, MINUTE))  # caps at least so long roll in steps of so much; shorter ones smoothly


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most ``n`` messages ``per`` ("day" or a duration, ``millis`` long) in a scope.

    ``channel`` counts the messages on the channel of the message in question, ``topic`` those of its topic, ``all``
    every one. ``name`` narrows a channel's or topic's cap to the one of that name; empty, it holds for each by itself.
    """

    scope: Scope
    n: int
    per: str
    millis: int = 0
    name: str = ""


def parse_cap(scope: str, n: int, per: str, name: str = "") -> Cap:
    """Read a cap as files give it."""
    if scope not in get_args(Scope):
        raise MactlError(
            _("A cap has no scope {scope}", scope=repr(scope)),
            _("The scopes are {names}.", names="channel, topic, all"),
        )
    if n < 0:
        raise MactlError(_("A cap of {n} messages makes no sense", n=n), _("Give a number of 0 or more; 0 is no cap."))
    millis = 0 if per == "day" else parse(per).elapsed_ms()
    if per != "day" and not millis:
        raise MactlError(_("A cap needs a length of time"), _("Write day for the calendar day, or as in 24h, 7d, 30d."))
    return Cap(scope=scope, n=n, per=per, millis=millis, name=name)  # type: ignore[arg-type]


def in_force(caps: Iterable[Cap], channel: str, topic: str) -> tuple[Cap, ...]:
    """Return the caps that hold for messages of ``topic`` on ``channel``."""
    own = {"channel": channel, "topic": topic, "all": ""}
    return tuple(cap for cap in caps if cap.n and _holds(cap, own[cap.scope]))


def counts_since(cap: Cap, now: int, zone: ZoneInfo) -> int:
    """Return the first instant whose messages still count at ``now``: midnight in ``zone``, or as it rolls."""
    if cap.per == "day":
        return day_bounds(now, zone)[0]
    step = next((step for least, step in _STEPS if cap.millis >= least), 1)
    return ((now // step * step - cap.millis) // step + 1) * step


def reached(caps: tuple[Cap, ...], counts: tuple[int, ...]) -> str:
    """Return the figures of the first cap that ``counts`` reach ("2/2 (day)"), or "" while there is room."""
    for cap, count in zip(caps, counts, strict=True):
        if count >= cap.n:
            return f"{count}/{cap.n} ({cap.per})"
    return ""


def _holds(cap: Cap, name: str) -> bool:
    return cap.scope == "all" or (bool(name) and cap.name in ("", name))
