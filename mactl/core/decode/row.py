"""What every reader of data files gives: numbered rows, and faults for the rows that cannot be used."""

from __future__ import annotations

from collections.abc import Callable

from mactl.core.decode.faults import Fault

Fields = dict[str, object]
Row = tuple[int, Fields]
Reject = Callable[[Fault], None]
