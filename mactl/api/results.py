"""What became of a send: the totals that programs rely on, and what a person is shown beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from mactl.api import budgets
from mactl.api.budgets import MonthUse
from mactl.core.messages import tally
from mactl.core.messages.cost import amount
from mactl.core.model.message import Content
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.store import totals
from mactl.store.database import Database
from mactl.store.origins import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One message as a rehearsal rendered it."""

    customer: str
    address: str
    content: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of a campaign's occurrence. ``messages`` is the document of key ``messages``; money is exact."""

    campaign: str
    mode: str
    audience: int
    messages: Mapping[str, object]
    cost: Decimal
    parts: int
    finished: bool
    already: bool = False  # it had been sent before: nothing was added
    fault: str = ""  # of a rehearsal: why the first message that cannot be made cannot
    halts: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[str, Sequence[Sample]] = field(default_factory=dict)
    budget: MonthUse | None = None  # of the workspace's month, as it stands now; of a rehearsal: as it would

    @property
    def channels(self) -> list[str]:
        """Return the channels it goes out on."""
        found = self.messages["by_channel"]
        return list(found) if isinstance(found, dict) else []

    @property
    def failed(self) -> int:
        """Return how many messages failed or are in doubt."""
        return int(str(self.messages["failed"])) + int(str(self.messages["unknown"]))


def of(
    workspace: Workspace,
    database: Database,
    launches: Sequence[Origin],
    shift: Shift | None = None,
    *,
    finished: bool = False,
    samples: Mapping[str, Sequence[Sample]] | None = None,
) -> Sent:
    """Return what the ledger says of the launches of one occurrence."""
    rows = [row for origin in launches for row in _rows(database, origin)]
    modes = {origin.mode for origin in launches}
    audience = max((origin.audience for origin in launches), default=0)
    by_channel: dict[str, str] = {channel: origin.mode for origin in launches for channel in origin.channels}
    cost, parts = _spent(database, launches)
    return Sent(
        campaign=launches[0].name if launches else "",
        mode=next(iter(modes)) if len(modes) == 1 else "mixed",
        audience=audience,
        messages=tally.document(
            mode=next(iter(modes)) if len(modes) == 1 else "mixed",
            audience=audience,
            rows=rows,
            modes=by_channel if len(modes) > 1 else None,
        ),
        cost=cost,
        parts=parts,
        finished=all(origin.state == "finished" for origin in launches),
        already=finished,
        halts=dict(shift.halts) if shift else {},
        samples=samples or {},
        budget=budgets.of(workspace, database, "live" if "live" in modes else "sandbox"),
    )


def samples(plan: Plan) -> list[Sample]:
    """Return what a rehearsal's plan kept of the first messages that it rendered."""
    return [Sample(customer=row.customer_id, address=row.address or "", content=content) for row, content in plan.kept]


def _rows(database: Database, origin: Origin) -> list[tuple[str, str, str | None, int]]:
    fallback = origin.definition.get("mode") == "fallback"
    rows = totals.final_totals(database, origin.id) if fallback else totals.totals(database, origin.id)
    return [row for row in rows if row[0] in origin.channels]


def _spent(database: Database, launches: Sequence[Origin]) -> tuple[Decimal, int]:
    cost = parts = 0
    for origin in launches:
        row = totals.spent(database, origin.id)
        cost, parts = cost + row[0], parts + row[1]
    return amount(cost), parts
