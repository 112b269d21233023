"""Approval of a test: exactly as it is, with its campaign and the templates of every variant (rule G1)."""

from __future__ import annotations

from mactl.core.experiments import variants
from mactl.core.model.experiment import AbTest
from mactl.engine import preparing
from mactl.engine.abtests.design import Ready, ready
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls
from mactl.store.database import Database
from mactl.store.origins import Origin

KIND = "abtest"


def require(workspace: Workspace, database: Database, made: Ready) -> None:
    """Raise MactlError where a test may not run as it stands now."""
    if workspace.config.require_approval and not controls.approval(database, KIND, made.test.id, made.version):
        raise MactlError(
            _("test {name} is not approved as it stands now", name=made.test.name),
            _("mactl abtest approve --test {name} approves exactly this version", name=made.test.name),
        )


def approve(workspace: Workspace, database: Database, made: Ready) -> None:
    """Approve a test exactly as it is now."""
    now = workspace.clock.now()
    with database.transaction():
        controls.approve(database, KIND, made.test.id, made.version, who=workspace.who, now=now)
        controls.write_audit(
            database, who=workspace.who, what="abtest approve", now=now, about=made.test.id, digest=made.version
        )


def require_still(workspace: Workspace, database: Database, authored: Catalogue, origin: Origin) -> None:
    """Raise MactlError where a launch may not go on: its approval is not for the files as they are now."""
    name = variants.test_of(origin.occurrence)
    if not name:
        preparing.require_still_approved(workspace, database, authored, origin)
    elif workspace.config.require_approval:
        test: AbTest = authored.test(name)
        require(workspace, database, ready(workspace, database, authored, test, workspace.clock.now()))
