"""A/B tests as the reports ask for them: each that was started, with the verdict on it as of now."""

from __future__ import annotations

from mactl.core.reports._kind import Row
from mactl.engine.abtests import counting
from mactl.engine.abtests.counting import Asked
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import experiments
from mactl.store.database import Database
from mactl.store.experiments import Started


def answer(
    workspace: Workspace,
    database: Database,
    test: str = "",
    metric: str | None = None,
    goal: str | None = None,
    window: str | None = None,
) -> list[Row]:
    """Return (id, name, mode, state, started, how it ended, winner, verdict now) of one test, or of each, latest first.

    Raises:
        MactlError: no test of that name or id was started.
    """
    asked, now = Asked(metric=metric, goal=goal, window=window), workspace.clock.now()
    found = [_named(workspace, database, test)] if test else experiments.everything(database)
    return [
        (
            one.id, str(one.definition["name"]), one.mode, one.state, one.started_at,
            str(one.verdict.get("status", "")), one.winner,
            counting.judged(workspace, database, one, now, asked),
        )
        for one in found
    ]  # fmt: skip


def _named(workspace: Workspace, database: Database, name: str) -> Started:
    from mactl.engine import catalogue

    found = experiments.called(database, name)
    if found is not None:
        return found
    known = catalogue.read(workspace).test(name)
    raise MactlError(
        _("test {name} has not been started", name=known.name),
        _("mactl abtest run --test {name} --dry-run shows what it would do", name=known.name),
    )
