"""Customers from a file into the database: mapped, checked, taken in chunk by chunk; a cut-short import goes on."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from mactl.engine import files, running
from mactl.engine.customer_file import CustomerFile
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.intake import Imported, Progress, Surroundings
from mactl.engine.prepared import Prepared
from mactl.engine.rejects import beside
from mactl.store import controls


def import_customers(
    around: Surroundings, path: Path, options: CustomerOptions, progress: Progress | None = None
) -> Imported:
    """Import a file of customers; run again after a kill, it goes on where it was.

    Raises:
        MactlError: a file that cannot be read at all, or a mapping from a column that it has not.
    """
    said = json.dumps({**asdict(options), "errors": None, "dry_run": None}, sort_keys=True, default=str)
    recipe = CustomerFile(
        path=path,
        database=around.database.path,
        conventions=around.conventions,
        options=options,
        source=path.name,
        meaning=said,
    )
    run = running.Run(
        around=around,
        kind="customers",
        path=path,
        options=said,
        digest=files.fingerprint,
        dry_run=options.dry_run,
        errors=options.errors or beside(path),
        progress=progress,
    )
    done = running.work(run, recipe, lambda: _taker(around, path.name, options), Prepared.arrange)
    if options.consent and not options.dry_run:
        _audit(around, done, options)
    return done


def _taker(around: Surroundings, source: str, options: CustomerOptions) -> running.Take[Prepared]:
    """Return what stores a chunk; what it needs is loaded now, while who reads gets ready."""
    from mactl.engine.taking import take
    from mactl.store.seen import Seen
    from mactl.store.stamp import Stamp

    stamp, seen = Stamp(now=around.now, source=source, skip=options.skip), Seen()
    return lambda prepared, batch: take(around.database, prepared, replace(stamp, batch=batch.id), seen)


def _audit(around: Surroundings, done: Imported, options: CustomerOptions) -> None:
    """Record who said that the customers of a file consent, and where that is said to come from (G2, G3)."""
    detail = {"batch": done.batch, "channels": list(options.consent), "source": options.consent_source}
    with around.database.transaction():
        controls.write_audit(
            around.database, who=around.who, what="import consent", now=around.now, about=done.path.name, detail=detail
        )
