"""The leg that takes changed inlets in: ``data/customers.json`` and ``data/events.jsonl`` (the path's first).

An unchanged file costs one look at its size and time. A changed ``customers.json`` is read whole, and only rows that
changed are compared; ``events.jsonl`` grows, so only its new lines are read.
"""

from __future__ import annotations

from pathlib import Path

from mactl.engine import event_inlet, files, taking
from mactl.engine.collector import collector_paused
from mactl.engine.customer_file import CustomerFile
from mactl.engine.intake import Imported, Surroundings
from mactl.engine.prepared import Prepared
from mactl.engine.reading import reading
from mactl.engine.rejects import replaced
from mactl.engine.running import complete, count
from mactl.engine.surroundings import surroundings
from mactl.engine.workspace import Workspace
from mactl.i18n import ngettext
from mactl.store import inlets
from mactl.store.database import Database
from mactl.store.inlets import Inlet
from mactl.store.seen import Seen
from mactl.store.stamp import INLET, Stamp

INLETS = (INLET, event_inlet.NAME)


def sync(workspace: Workspace, database: Database) -> None:
    """Take in what changed in the inlets, so that profiles are as their files say; say which rows were refused."""
    for one in take_in(workspace, database):
        if one.rejects:
            workspace.notice(refused(one))


def take_in(workspace: Workspace, database: Database) -> list[Imported]:
    """Take in what changed in the inlets of a workspace; return what became of each file that did."""
    return sync_inlets(surroundings(workspace, database), workspace.data)


def refused(one: Imported) -> str:
    """Return what a person is told of an inlet with rows that were not taken: how many, and where they stand."""
    return ngettext(
        "data/{file}: {n} row was refused; data/{errors} says why",
        "data/{file}: {n} rows were refused; data/{errors} says why",
        one.rejects,
        file=one.path.name,
        errors=errors_of(one.path).name,
    )


def errors_of(path: Path) -> Path:
    """Return where the refused rows of an inlet are listed: ``data/customers.errors.csv``."""
    return path.with_name(f"{path.stem}.errors.csv")


def sync_inlets(around: Surroundings, data: Path) -> list[Imported]:
    """Take in what changed in the inlets of the folder ``data``; return what became of each file that did.

    Raises:
        MactlError: an inlet that cannot be read at all; what was taken of it before stays.
    """
    found = [_customers(around, data / INLET), _events(around, data / event_inlet.NAME)]
    return [one for one in found if one is not None]


def _events(around: Surroundings, path: Path) -> Imported | None:
    return event_inlet.take_in(around, path, errors_of(path))


def _customers(around: Surroundings, path: Path) -> Imported | None:
    """Take in the rows of customers.json that changed."""
    known = inlets.last(around.database, path.name)
    seen = _look(path, known)
    if seen is None:
        return None
    errors = errors_of(path)
    if known and known.digest == seen.digest and not errors.exists():
        _remember(around, seen)
        return None
    done = Imported(path=path)
    database = around.database
    recipe = CustomerFile(path=path, database=database.path, conventions=around.conventions, source=INLET)
    stamp, seen_so_far = Stamp(now=around.now, source=INLET), Seen()
    with (
        replaced(errors) as rejects,
        database.loading(),
        collector_paused(),
        reading(recipe, arrange=Prepared.arrange) as found,
    ):
        for step in found.after(0):
            with database.transaction():
                taken = taking.take(database, step.prepared, stamp, seen_so_far)
            taken.rejected += [*step.prepared.rejected, *step.unreadable]
            complete(taken, step, found)
            count(done, taken, step.count, rejects)
    done.errors = errors if done.rejects else None
    _remember(around, seen)
    return done


def _look(path: Path, known: Inlet | None) -> Inlet | None:
    """Return an inlet as it is now; None where there is none, or size and time say that it is as it was."""
    if not path.exists():
        return None
    state = path.stat()
    if known and (known.size, known.mtime) == (state.st_size, state.st_mtime_ns):
        return None
    return Inlet(path=path.name, size=state.st_size, mtime=state.st_mtime_ns, digest=files.digest(path))


def _remember(around: Surroundings, seen: Inlet) -> None:
    with around.database.transaction():
        inlets.remember(around.database, seen)
