"""How a journey ended, in words."""

from __future__ import annotations

from collections.abc import Mapping

from mactl.i18n import _, mark

OUTCOMES: Mapping[str, str] = {
    "completed": mark("went through"),
    "goal": mark("met the goal"),
    "filter": mark("no longer passed the filter"),
    "stopped": mark("the flow was stopped"),
    "late": mark("too late after a pause"),
    "skipped": mark("left: a message was skipped"),
    "failed": mark("left: a message failed"),
    "merged": mark("merged into another customer"),
    "forgotten": mark("the customer was forgotten"),
}


def outcome(name: str | None) -> str:
    """Return how a journey ended, in words; a reason of the author's own stands for itself."""
    return "" if name is None else _(OUTCOMES[name]) if name in OUTCOMES else name
