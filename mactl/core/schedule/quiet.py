"""Quiet hours: the local hours at which nobody is disturbed ("22:00-08:00"), the complement of a window.

What happens to a message that falls into them (hold or drop) is the caller's to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mactl.core.schedule.typed import typed
from mactl.core.schedule.windows import FULL_DAY, Window, check_opens, clock_minutes, clock_text, next_allowed
from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Quiet hours; ``open`` is the window that they leave, from the quiet hours' stop to their start."""

    open: Window

    def __str__(self) -> str:
        """Write the hours as files give them: "22:00-08:00"."""
        return f"{clock_text((self.open.stop or 0) % FULL_DAY)}-{clock_text(self.open.start or 0)}"


def parse_quiet(text: str) -> Quiet:
    """Read quiet hours ("22:00-08:00": from ten in the evening, inclusive, to eight in the morning, exclusive)."""
    first, dash, last = typed(text).replace("~", "-").partition("-")
    if not dash:
        raise MactlError(_("Not quiet hours: {text}", text=repr(text)), _("Write them as in 22:00-08:00."))
    start, stop = clock_minutes(first), clock_minutes(last)
    if start == stop or (start, stop) == (0, FULL_DAY):
        raise MactlError(
            _("Quiet hours of {text} leave no time to send", text=text.strip()),
            _("Give a start and a different stop, as in 22:00-08:00, or null for none."),
        )
    return Quiet(open=Window(start=stop % FULL_DAY, stop=start or FULL_DAY))


def allowed_from(instant: int, quiet: Quiet, zone: ZoneInfo) -> int:
    """Return the first instant, from ``instant`` on, that is outside ``quiet`` in ``zone``."""
    return next_allowed(instant, quiet.open, zone)


def check_window(window: Window, quiet: Quiet | None) -> None:
    """Raise when ``window`` never opens outside ``quiet``."""
    check_opens(*((window, quiet.open) if quiet else (window,)))
