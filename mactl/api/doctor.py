"""Every fault of a workspace, found at once: the checks of ``checkup/``, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mactl import registry
from mactl.api.checkup._finding import Finding, fault
from mactl.core.decode.machine import refusal, remedy
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store import controls, home

_PACKAGE = "mactl.api.checkup"
_ORDER = ("fault", "warning", "note")


def checks() -> list[str]:
    """Return the names of the checks."""
    return registry.names(_PACKAGE)


def examine(workspace: Workspace, progress: Callable[[int, int], None] = lambda _done, _total: None) -> list[Finding]:
    """Return what every check found, faults first."""
    found: list[Finding] = []
    names = checks()
    for number, name in enumerate(names, 1):
        try:
            found += registry.load(_PACKAGE, name).check(workspace)
        except MactlError as wrong:
            found.append(fault(wrong))
        except OSError as wrong:
            place = f"{wrong.filename}: " if wrong.filename else ""
            found.append(Finding(message=f"{place}{refusal(wrong)}", hint=remedy(wrong)))
        progress(number, len(names))
    return sorted(dict.fromkeys(found), key=lambda one: _ORDER.index(one.level))


def adopt_home(workspace: Workspace) -> Path:
    """Let a restored or copied database send from now on; return it."""
    with workspace.open() as database:
        home.adopt(database)
        with database.transaction():
            controls.write_audit(
                database, who=workspace.who, what="adopt", now=workspace.clock.now(), about=str(database.path)
            )
        return database.path
