"""Counting what became of a launch: the totals that programs rely on (`send` and `report`, key ``messages``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mactl.core.messages.states import ACCEPTED

_WAITING = frozenset({"queued", "sending"})


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts of messages (or of people, for a fallback) by where they stand; they add up to the audience."""

    queued: int = 0
    sent: int = 0
    delayed: int = 0
    failed: int = 0
    unknown: int = 0
    held_out: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    def add(self, state: str, reason: str | None, n: int) -> None:
        """Count ``n`` more in ``state``."""
        if state in ACCEPTED:
            self.sent += n
        elif state in _WAITING:
            self.queued += n
        elif state == "skipped":
            self.skipped[reason or "other"] = self.skipped.get(reason or "other", 0) + n
        else:
            setattr(self, state, getattr(self, state) + n)

    @property
    def total(self) -> int:
        """Return the sum of everything counted."""
        parts = (self.queued, self.sent, self.delayed, self.failed, self.unknown, self.held_out)
        return sum(parts) + sum(self.skipped.values())

    def document(self) -> dict[str, object]:
        """Return the counts under their stable names."""
        skipped = dict(sorted(self.skipped.items(), key=lambda item: (-item[1], item[0])))
        return {
            "queued": self.queued,
            "sent": self.sent,
            "delayed": self.delayed,
            "failed": self.failed,
            "unknown": self.unknown,
            "held_out": self.held_out,
            "skipped": skipped,
        }


def tally(rows: Iterable[tuple[str, str, str | None, int]]) -> tuple[Tally, dict[str, Tally]]:
    """Add up rows (channel, state, reason, n): all together, and by channel."""
    whole, channels = Tally(), dict[str, Tally]()
    for channel, state, reason, n in rows:
        whole.add(state, reason, n)
        channels.setdefault(channel, Tally()).add(state, reason, n)
    return whole, channels


def document(
    *,
    mode: str,
    audience: int,
    rows: Iterable[tuple[str, str, str | None, int]],
    modes: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """Return the totals of one occurrence; ``modes`` names each channel's mode where they differ."""
    whole, channels = tally(rows)
    by_channel = {
        channel: {**({"mode": modes[channel]} if modes and channel in modes else {}), **part.document()}
        for channel, part in sorted(channels.items())
    }
    return {"mode": mode, "audience": audience, **whole.document(), "by_channel": by_channel}
