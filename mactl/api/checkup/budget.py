"""The workspace's budget of the month: said when it is nearly used up, or used up."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.api import budgets
from mactl.api.checkup._finding import Finding
from mactl.core.model import shown
from mactl.engine.workspace import Workspace
from mactl.i18n import _

_NEARLY = 8  # tenths


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield what the budget of the month lets nobody send any more, or soon."""
    if workspace.config.max_cost is None or not workspace.database_path.exists():
        return
    with workspace.open() as database:
        use = budgets.of(workspace, database, budgets.mode(workspace))
    if use is None or use.used * 10 < use.limit * _NEARLY:
        return
    currency = workspace.config.workspace.currency
    words = {
        "month": use.month,
        "used": shown.money(use.used, currency),
        "limit": shown.money(use.limit, currency),
    }
    spent = use.used >= use.limit
    yield Finding(
        level="warning",
        message=_("the budget of {month} is used up: {used} of {limit}; what costs anything is left out", **words)
        if spent
        else _("the budget of {month} is nearly used up: {used} of {limit}", **words),
        hint=_("raise budget.max_cost in config.json, or wait for the next month"),
    )
