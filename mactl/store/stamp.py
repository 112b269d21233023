"""Under what a change of profiles is recorded: when, from where, by which import."""

from __future__ import annotations

from dataclasses import dataclass

INLET = "customers.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The particulars of a change. ``batch`` is the import's number, 0 without; ``skip`` leaves known people alone."""

    now: int
    source: str
    batch: int = 0
    skip: bool = False

    @property
    def digest(self) -> str:
        """Return the column that knows an unchanged row again: the inlet's own, or that of imports."""
        return "inlet_digest" if self.source == INLET else "import_digest"
