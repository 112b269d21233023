"""When to try a message again whose provider said "later" (rule M7): backoff with a limit, and jitter by hash."""

from __future__ import annotations

from mactl.clock import DAY, MINUTE, SECOND
from mactl.core.schedule.arms import share

# The waits after the first, second ... attempt. They add up to three hours, so greylisting and a restarted server pass.
WAITS: tuple[int, ...] = (10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 40 * MINUTE, 120 * MINUTE)
LIMIT = len(WAITS)
LONGEST = DAY  # a provider that asks for more than a day is asked again after one
_JITTER = 0.2


def backoff(attempt: int, retry_after: int | None = None, *, key: str = "", limit: int = LIMIT) -> int | None:
    """Return the milliseconds to wait after ``attempt`` (1 is the first) failed, or None when it was the last.

    ``limit`` is how many times a message is tried again. ``retry_after`` is the wait that the provider asked for, never
    undercut. ``key`` (the message's) spreads the wait up to a fifth longer, the same on every run, so that
    messages that failed together do not come back together.
    """
    if attempt > limit:
        return None
    wait = WAITS[min(max(attempt, 1), len(WAITS)) - 1]
    wait = max(wait, min(retry_after or 0, LONGEST))
    return wait + int(wait * _JITTER * share(f"retry:{attempt}", key))
