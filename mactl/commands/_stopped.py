"""Who stopped what, and how it goes on: said wherever else nobody sees why nothing leaves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mactl.engine.workspace import Workspace
from mactl.i18n import _
from mactl.store import controls


def told(workspace: Workspace, reaching: Collection[tuple[str, str]] | None = None) -> Iterator[str]:
    """Yield a sentence for each stop by a person in force; of those (scope, name) in ``reaching`` alone, if given."""
    with workspace.open() as database:
        stops = controls.stops(database)
    for scope, name, who, _reason, _at in stops:
        if who == controls.PROGRAM or (reaching is not None and (scope, name) not in reaching):
            continue
        lifting = "--all" if scope == "all" else f"--{scope} {name}"
        yield _("Sending was stopped by {who}: mactl resume {lifting} lifts that.", who=who, lifting=lifting)
