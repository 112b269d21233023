"""The only place that asks the time or draws a random number; everything else is given an instant.

An instant is an ``int``: milliseconds since 1970-01-01T00:00Z. A ``Clock`` starts at an instant and moves with the
machine's elapsed time, so that ``--now`` shifts a whole command without stopping its clock (rule T1). An idle tick
loads this module: it imports next to nothing.
"""

import time

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """A clock that shows ``start`` now (milliseconds, UTC) and moves on with elapsed time."""

    __slots__ = ("_since", "start")

    def __init__(self, *, start: int) -> None:
        """Set the clock to ``start``."""
        self.start = start
        self._since = time.monotonic()

    def now(self) -> int:
        """Return this clock's instant: its start plus the time elapsed since."""
        return self.start + int((time.monotonic() - self._since) * 1000)

    def elapsed(self) -> float:
        """Return the seconds since this clock was made."""
        return time.monotonic() - self._since

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        time.sleep(seconds)


def wall() -> int:
    """Return the machine's instant, in milliseconds since 1970 (UTC)."""
    return time.time_ns() // 1_000_000


def system() -> Clock:
    """Return a clock that shows the machine's time."""
    return Clock(start=wall())


def token(size: int = 16) -> str:
    """Return a fresh random name of ``size`` bytes, in hexadecimal digits."""
    import secrets

    return secrets.token_hex(size)
