"""What became of rows that were taken in."""

from __future__ import annotations

from dataclasses import dataclass, field

from mactl.core.decode.rejected import Rejected


@dataclass(slots=True)
class Taken:
    """What became of rows. ``kept`` counts withdrawn consents that a file would have restored (G3)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def add(self, other: Taken) -> None:
        """Add what became of further rows."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.kept += other.kept
        self.rejected += other.rejected
