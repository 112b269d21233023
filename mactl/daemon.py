"""The daemon: calls the tick every so many seconds until it is told to stop; the only place that knows `schedule`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

import schedule


def serve(
    tick: Callable[[], None], seconds: int, stop: threading.Event, soon: Callable[[], float | None] = lambda: None
) -> None:
    """Call ``tick`` at once and then every ``seconds``, until ``stop`` is set; a tick at work is let finish.

    ``soon`` returns in how many seconds something comes due, None where nothing will: then it is called earlier.
    """
    clockwork = schedule.Scheduler()
    clockwork.every(seconds).seconds.do(tick)
    clockwork.run_all()
    while not stop.is_set():
        idle = clockwork.idle_seconds
        wait = min(idle if idle is not None else seconds, seconds)
        due = soon()
        early = due is not None and due < wait
        stop.wait(max(0.05, due if early and due is not None else wait))
        if not stop.is_set():
            clockwork.run_all() if early else clockwork.run_pending()


def stop_on_signals(stop: threading.Event) -> None:
    """Set ``stop`` when the process is asked to end (SIGTERM, SIGINT)."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
