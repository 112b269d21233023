"""The mirror of big workspaces: how much room it takes, or that there could be one."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.api.checkup._finding import Finding
from mactl.engine.workspace import Workspace
from mactl.i18n import _
from mactl.store import mirror
from mactl.store.mirror import file

_MEGABYTE = 1024 * 1024


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield what there is to know of the mirror; nothing of it is ever a fault."""
    if not workspace.database_path.exists():
        return
    taken = file.size(workspace.database_path)
    if taken:
        yield Finding(
            level="note",
            message=_(
                "{path} takes {size} MB: reports of everybody are answered from it",
                path=file.folder(workspace.database_path),
                size=f"{taken / _MEGABYTE:,.0f}",
            ),
            hint=_("it may be deleted at any time: the next report makes it anew"),
        )
        return
    with workspace.open() as database:
        big = mirror.is_big(database)
    if big and not file.installed():
        yield Finding(
            level="note",
            message=_("this shop has so many events that funnels, cohorts and attribution could be had much faster"),
            hint=_("pip install 'mactl[mirror]'"),
        )
