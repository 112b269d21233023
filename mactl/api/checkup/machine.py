"""The machine: room on the disk, and who may read and write what."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from mactl.api.checkup._finding import Finding
from mactl.engine.workspace import Workspace
from mactl.i18n import _

_ENOUGH = 200 * 1024 * 1024


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield what is wrong with the disk and with permissions."""
    free = shutil.disk_usage(workspace.folder).free
    if free < _ENOUGH:
        yield Finding(
            level="warning",
            message=_("only {free} MB are free on the disk", free=free // 1024 // 1024),
            hint=_("free some space before a send: a ledger of 100,000 messages takes about 30 MB"),
        )
    for path in (workspace.folder, workspace.data):
        if path.exists() and not os.access(path, os.W_OK):
            yield Finding(message=_("{path} cannot be written", path=path), hint=_("chmod u+w {path}", path=path))
    for path in (workspace.data / "mactl.key", workspace.database_path):
        if path.exists() and path.stat().st_mode & 0o007:
            yield Finding(
                level="fault" if path.suffix == ".key" else "warning",
                message=_("{path} can be read by everybody on this machine", path=path),
                hint=_("chmod 600 {path}", path=path),
            )
