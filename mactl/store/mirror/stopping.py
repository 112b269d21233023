"""Ctrl-C while DuckDB is at work.

DuckDB itself listens between pieces of work, and only where the thread that asked is not at work on one of its own: by
chance, half of the time. Python's handler runs once DuckDB returns. So a thread listens meanwhile, and interrupts.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_open: WeakSet[DuckDBPyConnection] = WeakSet()


def heeded(opened: DuckDBPyConnection) -> DuckDBPyConnection:
    """Return a connection, which Ctrl-C reaches from now on."""
    _open.add(opened)
    return opened


@contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C be Ctrl-C in a block: what DuckDB raises when it is interrupted is a KeyboardInterrupt."""
    with _listening():
        try:
            yield
        except Exception as fault:
            if type(fault).__name__ in {"RuntimeError", "InterruptException"} and "interrupt" in str(fault).lower():
                raise KeyboardInterrupt from fault
            raise


@contextmanager
def _listening() -> Iterator[None]:
    """Interrupt what is open when the signal comes; signals come to the main thread alone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    before = signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    listener = threading.Thread(target=_listen, args=(heard,), name="ctrl-c", daemon=True)
    listener.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(told)
        listener.join()
        os.close(heard)


def _listen(heard: int) -> None:
    """Wait for signals until the other end is closed."""
    while came := os.read(heard, 1):
        if came[0] == signal.SIGINT:
            for opened in list(_open):
                with suppress(Exception):  # closed meanwhile
                    opened.interrupt()
