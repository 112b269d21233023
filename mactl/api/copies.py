"""Copies of the database: taken while others use it, whole, without secrets."""

from __future__ import annotations

from pathlib import Path

from mactl.core.decode.machine import refusal
from mactl.core.schedule.zones import local, zone
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store.database import backup


def copy_database(workspace: Workspace, target: Path | None = None) -> Path:
    """Copy the database to ``target`` (data/backups/mactl-DATE.db without one) and return where it is.

    ``.env``, the key that signs links and the sandbox's files are not in it.

    Raises:
        MactlError: there is no database yet, or the target is there already or cannot be written.
    """
    if not workspace.database_path.exists():
        raise MactlError(
            _("there is no database yet: {path}", path=workspace.database_path),
            _("mactl tick and mactl customers import make it; until then your files are all there is"),
        )
    path = target or _default(workspace)
    if path.exists():
        raise MactlError(_("{path} is there already", path=path), _("give another name: mactl backup FILE"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise MactlError(
            _("{path} cannot be written: {fault}", path=path, fault=refusal(fault)),
            _("give a folder that you may write to"),
        ) from fault
    with workspace.open() as database:
        backup(database, path)
    return path


def _default(workspace: Workspace) -> Path:
    """Return a name that no earlier copy has: the local date and time."""
    now = local(workspace.clock.now(), zone(workspace.zone))
    return workspace.data / "backups" / f"mactl-{now:%Y-%m-%d-%H%M%S}.db"
