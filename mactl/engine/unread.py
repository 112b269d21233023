"""Rows that could not even be read, told as the refused ones that they are."""

from __future__ import annotations

from mactl.core.decode.faults import Fault
from mactl.core.decode.rejected import Rejected


def unread(fault: Fault) -> Rejected:
    """Return a row that could not be read as a rejected one."""
    return Rejected(fault.line or _place(fault), "file", fault.sentence(), {})


def _place(fault: Fault) -> int:
    first = next((part for part in fault.path if isinstance(part, int)), -1)
    return first + 1
