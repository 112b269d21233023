"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mactl.errors import MactlError


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault (something does not work), a warning (it works, and may surprise) or a note; ``hint`` says what to do.

    ``count`` is how many faults the message names.
    """

    level: Literal["fault", "warning", "note"] = "fault"
    message: str
    hint: str = ""
    count: int = 1


def fault(error: MactlError) -> Finding:
    """Return an error as a finding; one that names several faults has each on an indented line of its own."""
    named = sum(1 for line in error.message.splitlines() if line.startswith("  "))
    return Finding(message=error.message, hint=error.hint, count=named or 1)
