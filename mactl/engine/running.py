"""The run of an import: chunk by chunk, each in one transaction with the count of rows done, so that it can go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from mactl.engine import files
from mactl.engine.collector import collector_paused
from mactl.engine.intake import Imported, Progress, Surroundings
from mactl.engine.reading import Steps, reading
from mactl.engine.rejects import Rejects, rejects
from mactl.engine.steps import Arrange, P, Recipe, Step
from mactl.store import batches
from mactl.store.batches import Batch
from mactl.store.database import Database
from mactl.store.taken import Taken

Take: TypeAlias = Callable[[P, Batch], Taken]

SHOWN = 100  # rejects that are kept at hand; their file has all


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One import: its file, what makes it the same import again if the file is, and where its rejects go.

    ``digest`` knows the file again.
    """

    around: Surroundings
    kind: str
    path: Path
    options: str
    errors: Path
    digest: Callable[[Path], str] = files.digest
    chunk: int | None = None  # rows a transaction; the usual number without one
    dry_run: bool = False
    progress: Progress | None = None


def work(run: Run, recipe: Recipe[P], taking: Callable[[], Take[P]], arrange: Arrange[P] = None) -> Imported:
    """Take a file in: its steps are read ahead as ``recipe`` says, and each is stored under the batch.

    ``taking`` gives what stores one, asked once somebody reads: what it loads is loaded meanwhile. ``arrange`` readies
    a step while earlier ones are stored.
    """
    done = Imported(path=run.path, dry_run=run.dry_run)
    database, size = run.around.database, files.size(run.path)
    with (
        reading(recipe, run.chunk, arrange) as found,  # first, for who reads gets ready while the batch is looked up
        database.loading(),
        _holding(database, dry_run=run.dry_run),
        collector_paused(),
    ):
        batch, take = _begin(run), taking()
        done.batch, done.resumed = batch.id, batch.rows
        with _rejects(run, going_on=bool(batch.rows)) as refused:
            for step in found.after(batch.rows):
                with _transaction(database, dry_run=run.dry_run):
                    taken = _stored(step, batch, take)
                    batches.advance(database, batch.id, step.count, taken)
                complete(taken, step, found)
                count(done, taken, step.count, refused)
                if run.progress:
                    run.progress(done.resumed + done.rows, step.done, size)
            done.errors = run.errors if refused and refused.count else None
        with _transaction(run.around.database, dry_run=run.dry_run):
            batches.finish(run.around.database, batch.id)
    return done


def _stored(step: Step[P], batch: Batch, take: Take[P]) -> Taken:
    """Store a chunk; what was refused before comes with what the database refuses."""
    taken = take(step.prepared, batch)
    taken.rejected += [*step.prepared.rejected, *step.unreadable]
    return taken


def complete(taken: Taken, step: Step[P], found: Steps[P]) -> None:
    """Tell that a step is stored, and put the rows that the database refused as they stood in the file."""
    rows = found.done(step, [one.number for one in taken.rejected if not one.row])
    taken.rejected = [one._replace(row=rows.get(one.number, one.row)) for one in taken.rejected]


def _begin(run: Run) -> Batch:
    around, digest = run.around, run.digest(run.path)
    with _transaction(around.database, dry_run=run.dry_run):
        return batches.begin(
            around.database, run.kind, str(run.path), digest, run.options, now=around.now, who=around.who
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
