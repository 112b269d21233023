"""Reading in a process of its own: a large file is read and checked on a second core while this one stores it.

The other process is told the recipe through a pipe, gets ready while this one learns where to begin, and sends back
steps; it is never more than a few ahead. It keeps the rows of a step until that is stored, for only those that the
database refuses are asked for. If either process dies, the other ends: what is committed stands, and the next import
goes on after it.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Generic

from mactl import i18n
from mactl.core.decode.kept import Kept
from mactl.core.decode.profiles import Row
from mactl.engine.ahead import ahead
from mactl.engine.collector import collector_paused
from mactl.engine.steps import Arrange, P, Recipe, Step, steps
from mactl.errors import MactlError
from mactl.i18n import _

AHEAD = 3  # steps
_NICE = 10  # who reads is ahead already: where processors are few, who stores goes first
_PIPE = 1 << 20  # bytes
_ROOT = Path(__file__).resolve().parents[2]
# Packages are where this process finds them, so the other need not look for them again (-S).
_START = "import sys; sys.path[:] = sys.argv[1:]; from mactl.engine.apart import main; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What the other process is told."""

    recipe: Recipe[Any]
    size: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The step ``index`` is stored; the rows of these ``numbers`` are wanted as they stood."""

    index: int
    numbers: list[int]


class Apart(Generic[P]):
    """The steps of a file as another process reads them."""

    def __init__(self, messages: Iterator[object], orders: IO[bytes]) -> None:
        """Take ``messages`` from the other process, and send it what it is asked through ``orders``."""
        self._messages, self._orders = messages, orders
        self._waiting: deque[Step[P]] = deque()

    def after(self, rows: int) -> Iterator[Step[P]]:
        """Yield the steps behind the first ``rows`` rows."""
        self._tell(rows)
        while True:
            step = self._waiting.popleft() if self._waiting else self._next()
            assert isinstance(step, Step)
            yield step
            if not step.count:
                return

    def done(self, step: Step[P], numbers: list[int]) -> dict[int, Row]:
        """Tell that a step is stored, and return those of its rows that are asked for, under the names of fields."""
        self._tell(_Asked(index=step.index, numbers=numbers))
        while numbers:
            found = self._next()
            if isinstance(found, dict):
                return found
            self._waiting.append(found)
        return {}

    def _tell(self, message: object) -> None:
        with suppress(BrokenPipeError):  # an end that came too soon is told where it is read
            _send(self._orders, message)

    def _next(self) -> Any:
        found = next(self._messages)
        if isinstance(found, BaseException):
            raise found
        return found


@contextmanager
def apart(recipe: Recipe[P], size: int, arrange: Arrange[P] = None) -> Iterator[Apart[P]]:
    """Read a file in another process for as long as the block runs; a thread of this one readies its steps."""
    order = _Order(recipe=recipe, size=size, language=i18n.language())
    with subprocess.Popen(
        [sys.executable, "-S", "-P", "-c", _START, str(_ROOT), *filter(None, sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        _widen(process.stdout)
        messages = ahead(_messages(process, process.stdout, recipe.path, arrange), AHEAD)
        try:
            with suppress(BrokenPipeError):
                _send(process.stdin, order)
            yield Apart(messages, process.stdin)
        finally:
            process.kill()
            messages.close()
            with suppress(BrokenPipeError):
                process.stdin.close()


def _messages(
    process: subprocess.Popen[bytes], pipe: IO[bytes], path: Path, arrange: Callable[[Any], None] | None
) -> Iterator[object]:
    """Yield what the other process sends, until it ends."""
    try:
        while True:
            found = pickle.load(pipe)  # noqa: S301 - our own process wrote it
            if arrange and isinstance(found, Step):
                arrange(found.prepared)
            yield found
    except (EOFError, pickle.UnpicklingError):
        code = process.wait()
        raise MactlError(
            _("the process that read {file} ended too soon (exit code {code})", file=path.name, code=code),
            _("run the command again: it goes on where it was"),
        ) from None


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold more at once, where the system can: both sides wake up less often."""
    with suppress(OSError, AttributeError):
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _send(pipe: IO[bytes], message: object) -> None:
    pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def main() -> None:
    """Be the other process: read what the order on standard input names, write its steps to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked decides what Ctrl-C ends
    os.nice(_NICE)
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    with suppress(BrokenPipeError, EOFError), collector_paused():
        order = pickle.load(asked)  # noqa: S301 - our own process wrote it
        i18n.use(order.language)
        try:
            _read(order, asked, answers)
        except (BrokenPipeError, EOFError):
            raise
        except Exception as fault:  # noqa: BLE001 - raised again by the one who asked
            _send(answers, _portable(fault))


def _read(order: _Order, asked: IO[bytes], answers: IO[bytes]) -> None:
    kept: dict[int, Kept] = {}
    with order.recipe.opened() as (source, work):
        skip = pickle.load(asked)  # noqa: S301 - as above
        for step in steps(source, work, skip, order.size):
            kept[step.index], step.prepared.kept = step.prepared.kept, Kept()
            _send(answers, step)
            while len(kept) > (AHEAD if step.count else 0):
                wish = pickle.load(asked)  # noqa: S301 - as above
                held = kept.pop(wish.index)
                if wish.numbers:
                    found = held.find(set(wish.numbers))
                    _send(answers, {number: work.fields(row) for number, row in found.items()})


def _portable(fault: Exception) -> Exception:
    """Return a fault as it can be sent: with its trace, or as its trace alone."""
    trace = traceback.format_exc()
    try:
        pickle.loads(pickle.dumps(fault))  # noqa: S301 - made in this line
    except Exception:  # noqa: BLE001 - whatever it is, it must be told
        return RuntimeError(trace)
    if not isinstance(fault, MactlError):
        fault.add_note(trace)
    return fault
