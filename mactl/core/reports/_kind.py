"""What a kind of report is: a frozen value whose fields are its options, asked for a report at an instant.

A kind asks the store by the name of a question (``mactl/store/figures/NAME.py`` answers it, set-wise, with rows of
numbers) and never sees a database. ``Kind.WHOLE`` says what is meant where no period is asked for: all of history, or
the last 30 days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Protocol

from mactl.core.model import shown
from mactl.core.model.report import Report
from mactl.core.reports._figures import Threshold
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.i18n import _

Row = tuple[Any, ...]


class Ask(Protocol):
    """A way to the store: the rows that answer a question."""

    def __call__(self, question: str, /, **what: object) -> list[Row]:
        """Return the rows that ``mactl/store/figures/QUESTION.py`` finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Instants from ``since`` (None: the beginning) to before ``until``."""

    since: int | None
    until: int

    @property
    def bounds(self) -> dict[str, int]:
        """Return the two instants as questions take them."""
        return {"since": -(2**62) if self.since is None else self.since, "until": self.until}


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """When and for whom a report is made.

    ``span`` is what it is about; ``recent`` and ``before`` are compared: the period asked for and the one before it,
    else the last 30 days and the 30 before. ``targets`` and ``thresholds`` are asked of its measures. ``margin`` is the
    share of revenue that is gross profit, ``coupons`` what each coupon costs (ten-thousandths), ``providers`` who
    carries a channel. ``listed`` asks for the list of people beside the answer.
    """

    now: int
    span: Span
    recent: Span
    before: Span
    asked: bool = False
    currency: str = "CNY"
    time_zone: str = "UTC"
    targets: Mapping[str, float] = field(default_factory=dict)
    thresholds: tuple[Threshold, ...] = ()
    margin: Decimal = Decimal(1)
    coupons: Mapping[str, int] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    listed: bool = False

    def iso(self, instant: int | None) -> str | None:
        """Return an instant as ISO 8601 with the workspace's offset."""
        return None if instant is None else iso(instant, zone(self.time_zone))

    @property
    def about(self) -> str:
        """Return the span in words: the window of every figure."""
        if self.span.since is None:
            return _("Everything until {until}.", until=shown.instant(self.span.until, self.time_zone))
        return between(self.span, self.time_zone)

    def window(self) -> dict[str, object]:
        """Return the span under its stable names."""
        return {"since": self.iso(self.span.since), "until": self.iso(self.span.until)}


class Kind(Protocol):
    """One kind of report."""

    WHOLE: ClassVar[bool]

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""


def between(span: Span, time_zone: str) -> str:
    """Return a span in words."""
    until = shown.instant(span.until, time_zone)
    if span.since is None:
        return _("until {until}", until=until)
    return _("From {since} to {until}.", since=shown.instant(span.since, time_zone), until=until)
