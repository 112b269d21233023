"""Two campaigns compared, each by its latest launch or by its launches of a period."""

from __future__ import annotations

from mactl.api import counting, freshness, reporting
from mactl.api.counting import Asked
from mactl.core.model.report import Report
from mactl.core.reports._compared import Comparison
from mactl.engine.workspace import Workspace
from mactl.store import results


def compare(workspace: Workspace, names: tuple[str, str], asked: Asked) -> Report:
    """Return the report of two campaigns side by side.

    Raises:
        MactlError: one of them was never launched.
    """
    with workspace.open() as database:
        freshness.sync(workspace, database)
        with results.snapshot(database):
            a, b = (
                counting.count(workspace, database, reporting.launches(database, name, asked), asked) for name in names
            )
    made = Comparison(currency=workspace.config.workspace.currency, time_zone=workspace.zone)
    return made.report(a, b)
