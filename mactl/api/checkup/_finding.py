"""What a check finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mactl.errors import MactlError


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault (something does not work) or a warning (it works, and may surprise); ``hint`` says how to mend it."""

    level: Literal["fault", "warning"] = "fault"
    message: str
    hint: str = ""


def fault(error: MactlError) -> Finding:
    """Return an error as a finding."""
    return Finding(message=error.message, hint=error.hint)
