"""The daemon: calls the tick every so many seconds until it is told to stop; the only place that knows `schedule`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import schedule

_HEARD = 0.2  # seconds: how soon one who waits for threads hears that it is to end, on every system


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


@dataclass(slots=True, kw_only=True)
class Fleet:
    """Workspaces served side by side, each on a thread of its own, so that none waits for another.

    ``look`` names those that there are now; it is asked again every ``seconds``, so that new ones are served and those
    that are gone let go of, while the others are at work. ``serve`` serves one until the event that it is given is
    set; where it ends before, it is begun again. ``told`` hears what begins ("begun"), what is gone ("gone") and what
    ended by itself ("again").
    """

    look: Callable[[], Collection[Path]]
    serve: Callable[[Path, threading.Event], None]
    told: Callable[[Path, str], None]
    seconds: float
    crew: dict[Path, tuple[threading.Thread, threading.Event]] = field(default_factory=dict)

    def sail(self, stop: threading.Event) -> None:
        """Serve until ``stop`` is set; what is at work then is let finish."""
        while not stop.is_set():
            self._muster(set(self.look()))
            stop.wait(self.seconds)
        for _thread, ending in self.crew.values():
            ending.set()
        for thread, _ending in self.crew.values():
            while thread.is_alive():
                thread.join(_HEARD)

    def _muster(self, there: Collection[Path]) -> None:
        """Begin with those that are new, let go of those that are gone; nobody is waited for."""
        for folder, (thread, ending) in list(self.crew.items()):
            if folder not in there and not ending.is_set():
                ending.set()
                self.told(folder, "gone")
            if not thread.is_alive():
                del self.crew[folder]
                if not ending.is_set():
                    self.told(folder, "again")
        for folder in sorted(there):
            if folder not in self.crew:
                self._begin(folder)

    def _begin(self, folder: Path) -> None:
        ending = threading.Event()
        thread = threading.Thread(target=self.serve, args=(folder, ending), name=str(folder))
        self.crew[folder] = (thread, ending)
        self.told(folder, "begun")
        thread.start()


def stop_on_signals(stop: threading.Event) -> None:
    """Set ``stop`` when the process is asked to end (SIGTERM, SIGINT)."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
