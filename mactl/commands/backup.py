"""``mactl backup``: a copy of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_FILE = mark("Where to; data/backups/mactl-DATE.db, if you give none.")

app = typer.Typer()


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=_FILE, show_default=False)] = None,
) -> Report:
    """Copy the database to a file, while sends and ticks go on.

    The copy is one consistent state of everything that happened: profiles, events, messages, consents. Secrets (.env)
    and the key that signs links are never in it; your own files (config.json, data/*.json, templates/) belong under
    version control. To go back to a copy, stop the daemon, put it in the place of data/mactl.db and run mactl doctor
    --adopt.

    Examples:

        mactl backup
        mactl backup /mnt/backups/shop.db
    """
    from mactl.api.copies import copy_database

    path = copy_database(_invocation.workspace(context), file)
    size = path.stat().st_size
    return Report(
        sentences=(_("The database is copied to {path} ({size} KB).", path=path, size=f"{size / 1024:,.0f}"),),
        document={"path": str(path), "bytes": size},
    )
