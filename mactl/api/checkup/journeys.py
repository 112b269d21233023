"""Flows at work: everybody inside has exactly one thing that will move them on (rule F3)."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.api.checkup._finding import Finding
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import wakers

_SHOWN = 20


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield the open journeys that nothing will move on, or two things at once."""
    if not workspace.database_path.exists():
        return
    try:
        with workspace.open() as database:
            found = list(wakers.wrong(database))
    except MactlError:
        return  # said by the check of the database
    for stuck in found[:_SHOWN]:
        yield Finding(
            message=_(
                "journey {number} of {customer} in {flow} stands at {step} ({phase}) without exactly one waker",
                number=stuck.enrolment, customer=stuck.customer or "?", flow=stuck.flow, step=stuck.step,
                phase=stuck.phase,
            ),
            hint=_("this is a defect of mactl: keep a backup of the database and report it"),
        )  # fmt: skip
