"""The run of an import: chunk by chunk, each in one transaction with the count of rows done, so that it can go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from mactl.core.decode.profiles import Rejected, Row
from mactl.core.decode.rows import rows
from mactl.engine.ahead import ahead
from mactl.engine.files import Source
from mactl.engine.intake import Imported, Progress, Surroundings, collector_paused, unread
from mactl.engine.rejects import Rejects, rejects
from mactl.store import batches
from mactl.store.batches import Batch
from mactl.store.database import Database
from mactl.store.intake import Taken

Numbered = tuple[int, Row]
CHUNK = 10_000  # rows a transaction


class Counted(Protocol):
    """A chunk that was read, which knows of how many rows it is."""

    count: int


P = TypeVar("P", bound=Counted)
SHOWN = 100  # rejects that are kept at hand; their file has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One import: its file, what makes it the same import again, and where its rejects go."""

    around: Surroundings
    kind: str
    path: Path
    digest: str
    options: str
    errors: Path
    chunk: int | None = None  # rows a transaction; CHUNK without one
    dry_run: bool = False
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Generic[P]):
    """One chunk, read: how many rows, what they say, which could not even be read, and how far the file is read."""

    count: int
    prepared: P
    unreadable: list[Rejected]
    done: int


def work(
    run: Run, source: Source, prepare: Callable[[Iterator[Numbered]], P], take: Callable[[P, int], Taken]
) -> Imported:
    """Take a file in: ``prepare`` reads a chunk of rows (in a thread, ahead), ``take`` stores it under the batch."""
    done = Imported(path=run.path, dry_run=run.dry_run)
    database = run.around.database
    with database.loading(), _holding(database, dry_run=run.dry_run), collector_paused():
        batch = _begin(run)
        done.batch, done.resumed = batch.id, batch.rows
        with (
            _rejects(run, going_on=bool(batch.rows)) as refused,
            closing(ahead(steps(source, batch.rows, prepare, run.chunk or CHUNK))) as read,
        ):
            for step in read:
                source.check()
                count(done, _store(run, step, batch, take), step.count, refused)
                if run.progress:
                    run.progress(done.resumed + done.rows, step.done, source.size)
            done.errors = run.errors if refused and refused.count else None
        with _transaction(run.around.database, dry_run=run.dry_run):
            batches.finish(run.around.database, batch.id)
    return done


def steps(
    source: Source, skip: int, prepare: Callable[[Iterator[Numbered]], P], size: int = CHUNK
) -> Iterator[Step[P]]:
    """Yield the chunks of a file after its first ``skip`` rows; the last has what could not be read at its end."""
    unreadable: list[Rejected] = []
    found = islice(rows(source.stream, source.name, lambda fault: unreadable.append(unread(fault))), skip, None)
    while True:
        prepared = prepare(islice(found, size))
        yield Step(count=prepared.count, prepared=prepared, unreadable=unreadable[:], done=source.done())
        unreadable.clear()
        if not prepared.count:
            return


def _store(run: Run, step: Step[P], batch: Batch, take: Callable[[P, int], Taken]) -> Taken:
    """Store a chunk, and that it is stored, in one transaction."""
    database = run.around.database
    with _transaction(database, dry_run=run.dry_run):
        taken = take(step.prepared, batch.id)
        taken.rejected += step.unreadable
        batches.advance(database, batch.id, step.count, taken)
    return taken


def _begin(run: Run) -> Batch:
    around = run.around
    with _transaction(around.database, dry_run=run.dry_run):
        return batches.begin(
            around.database, run.kind, str(run.path), run.digest, run.options, now=around.now, who=around.who
        )


def count(done: Imported, taken: Taken, rows: int, refused: Rejects | None) -> None:
    """Add what became of a chunk of ``rows``; rejected ones go to their file, the first of them stay at hand."""
    done.rows += rows
    done.rejects += len(taken.rejected)
    taken.rejected.sort(key=lambda one: one.number)
    if refused:
        refused.write(taken.rejected)
    taken.rejected = taken.rejected[: max(0, SHOWN - len(done.taken.rejected))]
    done.taken.add(taken)


@contextmanager
def _rejects(run: Run, *, going_on: bool) -> Iterator[Rejects | None]:
    if run.dry_run:
        yield None
        return
    with rejects(run.errors, append=going_on) as refused:
        yield refused


def _transaction(database: Database, *, dry_run: bool) -> AbstractContextManager[object]:
    """Hold a chunk's transaction; a dry run stands within one that is undone as a whole."""
    return nullcontext() if dry_run else database.transaction()


def _holding(database: Database, *, dry_run: bool) -> AbstractContextManager[object]:
    """Undo everything at the end of a dry run, so that it reports what a real one would do, row by row."""
    return database.rehearsal() if dry_run else nullcontext()
