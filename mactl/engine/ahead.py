"""Reading ahead: the next chunk is read and checked while the database writes the one before."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_TURN = 0.0002  # seconds: the one who writes asks for Python between two statements, and should not wait long for it
_WAIT = 0.2  # seconds between looks at whether anybody still wants what was read


class _Ended:
    """The end of what is read, with the error that ended it."""

    def __init__(self, fault: BaseException | None) -> None:
        self.fault = fault


def ahead(items: Iterator[T], size: int = 2) -> Generator[T, None, None]:
    """Yield ``items``, made by a thread that is up to ``size`` of them ahead; its errors are raised here."""
    ready: Queue[T | _Ended] = Queue(maxsize=size)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    stopped = Event()
    thread = Thread(target=_fill, args=(items, ready, stopped), name="read ahead", daemon=True)
    thread.start()
    try:
        while not isinstance(found := ready.get(), _Ended):
            yield found
        if found.fault is not None:
            raise found.fault
    finally:
        stopped.set()
        thread.join()
        sys.setswitchinterval(interval)


def _fill(items: Iterator[T], ready: Queue[T | _Ended], stopped: Event) -> None:
    fault: BaseException | None = None
    try:
        for item in items:
            if not _put(ready, item, stopped):
                return
    except BaseException as found:  # noqa: BLE001 - raised again in the thread that asked
        fault = found
    _put(ready, _Ended(fault), stopped)


def _put(ready: Queue[T | _Ended], item: T | _Ended, stopped: Event) -> bool:
    while not stopped.is_set():
        with suppress(Full):
            ready.put(item, timeout=_WAIT)
            return True
    return False
