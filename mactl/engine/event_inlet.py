"""The inlet of events, ``data/events.jsonl``: a file that other programs append to; only its new lines are read.

An event without an id is known by what its line says, and by how many equal lines stand before it. So lines that move
are not taken twice, equal lines stay two events, and a file begun anew loses none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from mactl.core.decode.happenings import Telling
from mactl.core.decode.line_rows import line_rows
from mactl.core.decode.marks import strong
from mactl.core.decode.profiles import Row
from mactl.core.decode.rejected import Rejected
from mactl.core.decode.row import Batch
from mactl.engine.collector import collector_paused
from mactl.engine.import_events import Events
from mactl.engine.intake import Imported, Surroundings, chunks
from mactl.engine.receive import store
from mactl.engine.rejects import Rejects, replaced, with_rows
from mactl.engine.running import count
from mactl.engine.unread import unread
from mactl.store import events, inlets
from mactl.store.inlets import Inlet
from mactl.store.taken import Taken

NAME = "events.jsonl"
_CHUNK = 50_000  # lines a transaction; all they say is in memory at once
_TAIL = 1 << 16
_PIECE = 1 << 18


def take_in(around: Surroundings, path: Path, errors: Path) -> Imported | None:
    """Take in the new lines; where earlier ones changed, all of them, each once. None: nothing to do.

    Lines that are refused are listed in ``errors``.
    """
    known = inlets.last(around.database, path.name)
    if not path.exists():
        return None
    state = path.stat()
    if known and (known.size, known.mtime) == (state.st_size, state.st_mtime_ns):
        return None
    with path.open("rb") as file, collector_paused():
        grown = known if known and _tail(file, known.size) == known.digest else None
        start, lines = (grown.size, grown.lines) if grown else (0, 0)
        stop = _stop(file, state.st_size)
        with replaced(errors, keep=grown is not None) as rejects:
            done = _take(around, path, line_pieces(file, start, stop), lines, rejects, grown=grown is not None)
        done.errors = errors if done.rejects else None
        lines += sum(piece.count(b"\n") for piece in line_pieces(file, start, stop))
        seen = Inlet(path=path.name, size=stop, mtime=state.st_mtime_ns, digest=_tail(file, stop), lines=lines)
    with around.database.transaction():
        inlets.remember(around.database, seen)
    return done


def _take(
    around: Surroundings, path: Path, pieces: Iterator[bytes], lines: int, rejects: Rejects, *, grown: bool
) -> Imported:
    """Store the events of ``pieces``, which stand behind ``lines`` earlier lines."""
    done, unreadable = Imported(path=path), list[Rejected]()
    how = Telling(instant=around.instant(), now=around.now, currency=around.currency, names=around.names, authored=True)
    job = Events(how, None, NAME)
    ids = _Ids(around, grown=grown)
    found = line_rows(pieces, path.name, lambda fault: unreadable.append(unread(fault)))
    for chunk in chunks(found, _CHUNK):
        prepared = job.prepare([Batch([number + lines for number, _ in chunk], [ids.named(row) for _, row in chunk])])
        with around.database.transaction():
            taken = store(around, prepared.happenings, anonymous=NAME, trigger=True)
        taken.rejected = [*with_rows(taken.rejected, prepared.kept), *prepared.rejected]
        count(done, taken, len(chunk), rejects)
    count(done, Taken(rejected=unreadable), 0, rejects)
    return done


class _Ids:
    """Ids of lines that give none: their content, and their place among equal lines."""

    def __init__(self, around: Surroundings, *, grown: bool) -> None:
        self._around, self._grown = around, grown
        self._counts: Counter[str] = Counter()

    def named(self, row: Row) -> Row:
        """Return a row with an id and a source."""
        if row.get("id") is not None:
            return row
        name = strong(row).hex()
        if self._grown and name not in self._counts:
            self._counts[name] = events.begun(self._around.database, NAME, name)
        self._counts[name] += 1
        return {**row, "id": f"{name}#{self._counts[name]}", "source": NAME}


def line_pieces(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    """Yield the bytes of a file from ``start`` up to ``stop``."""
    file.seek(start)
    while start < stop and (piece := file.read(min(_PIECE, stop - start))):
        start += len(piece)
        yield piece


def _tail(file: BinaryIO, size: int) -> str:
    """Return a digest of the last bytes of the first ``size``: a file that only grew still has it."""
    file.seek(max(0, size - _TAIL))
    return blake2b(file.read(min(size, _TAIL)), digest_size=16).hexdigest()


def _stop(file: BinaryIO, size: int) -> int:
    """Return where the last whole line ends: one that is still being written is left for the next time."""
    start = max(0, size - (1 << 20))
    file.seek(start)
    end = file.read(size - start)
    last = end.rpartition(b"\n")[2]
    try:
        json.loads(last or b"0")
    except ValueError:
        return size - len(last)
    return size
