"""The workspace's budget of the month as people are told of it: how much is used, how much is left (rule M4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.schedule.months import month_of
from mactl.engine import launch, planning
from mactl.engine.workspace import Workspace
from mactl.i18n import _
from mactl.store import spending
from mactl.store.database import Database, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthUse:
    """What was reserved and spent of the budget of ``month`` ("2026-03"), in the workspace's currency."""

    month: str
    limit: Decimal
    used: Decimal

    @property
    def document(self) -> dict[str, object]:
        """Return it under its stable names."""
        return {"month": self.month, "max_cost": self.limit, "used": self.used, "left": self.limit - self.used}

    def sentence(self, currency: str) -> str:
        """Return it as a sentence."""
        return _(
            "Budget of {month}: {used} of {limit} used.",
            month=self.month,
            used=shown.money(self.used, currency),
            limit=shown.money(self.limit, currency),
        )


def mode(workspace: Workspace) -> str:
    """Return the mode whose budget counts: live as soon as one channel of the settings is."""
    return "live" if any(launch.mode_of(workspace, name) == "live" for name in workspace.config.channels) else "sandbox"


def of(workspace: Workspace, database: Database, mode: str) -> MonthUse | None:
    """Return how the budget of the month stands in a mode, or None where config.json sets none."""
    budget = planning.month_budget(workspace)
    if budget is None:
        return None
    month = month_of(workspace.clock.now(), budget.zone)
    used = spending.used(database, "sandbox" if mode == "sandbox" else "live", month)
    return MonthUse(month=month.name, limit=amount(budget.limit), used=amount(used))


def rows(workspace: Workspace, database: Database, mode: str) -> list[Row]:
    """Return the month, its limit and what is used of it as one row, none where there is no budget: as reports ask."""
    use = of(workspace, database, mode)
    return [] if use is None else [(use.month, use.limit, use.used)]
