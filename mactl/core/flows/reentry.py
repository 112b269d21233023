"""How often somebody may go through a flow (rule E4).

With ``per_key`` the enrolments of one key are looked at, else all that the customer has had in the flow. A cooldown
counts from when the last of them ended; where several may be open at once, from when the last one began.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mactl.core.flows.timing import duration_of
from mactl.core.model.flow import Reentry


class Passed(Protocol):
    """An enrolment that somebody has had in the flow."""

    @property
    def key(self) -> str:
        """Its key."""

    @property
    def entered_at(self) -> int:
        """When it began."""

    @property
    def ended_at(self) -> int | None:
        """When it ended; None while it is open."""


def refused(reentry: str | Reentry, earlier: Sequence[Passed], key: str, at: int) -> str:
    """Return why somebody with ``earlier`` enrolments may not enter ``at`` an instant under ``key``; "" if they may."""
    rule = Reentry(mode=reentry) if isinstance(reentry, str) else reentry  # type: ignore[arg-type] # checked when read
    own = [each for each in earlier if each.key == key]
    counted = own if rule.mode == "per_key" else list(earlier)
    if any(each.ended_at is None for each in (own if rule.mode == "always" else counted)):
        return "open"
    if counted and rule.mode == "once":
        return "once"
    if rule.max is not None and len(counted) >= rule.max:
        return "max"
    if counted and rule.cooldown is not None:
        last = max(each.entered_at if each.ended_at is None else each.ended_at for each in counted)
        if at < last + duration_of(rule.cooldown).elapsed_ms():
            return "cooldown"
    return ""
