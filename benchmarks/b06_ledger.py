"""B6: the ledger with batches of 50 against batches of one, both at full durability.

The work is dispatch's own (engine/claims.py, engine/settling.py): one transaction writes down the outcomes of the batch
before and judges, reserves and claims the next. Nothing is rendered or sent. Every commit waits for the disk; the page
says what an fsync costs there. The ratio is of messages per second.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks import shop
from benchmarks.harness import Result, Scale, disk, in_turn, seconds
from mactl.api.opening import open_workspace
from mactl.core.model.message import Receipt
from mactl.engine import catalogue, claims, crew, launch, preparing, settling
from mactl.engine.outcomes import Consequence, Sent, consequence
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.store.database import Database


def run(scale: Scale) -> Result:
    """Measure at three numbers of people; the largest has the figure."""
    folder = disk(scale.folder)
    sizes = [scale.size(2_000, 100), scale.size(10_000, 200), scale.size(50_000, 300)]
    result = Result(
        code="B6",
        title="the ledger in batches of 50 against batches of one",
        ours="batches of 50",
        theirs="batches of one",
        unit="messages/s",
        goal=8,
    )
    for people in sizes:
        base = shop.lay_out(folder / f"ledger{people}", people, 25)
        few = people // 10
        pairs = in_turn(
            lambda base=base, n=people: n / serve(shop.copy(base, folder / "run"), 50, n),
            lambda base=base, n=few: n / serve(shop.copy(base, folder / "run"), 1, n),
            scale.pairs,
        )
        ours = statistics.median(a for a, _ in pairs)
        result.growth.append((people, ours, statistics.median(a / b for a, b in pairs)))
        result.pairs = pairs
    result.notes.append("batches of one serve a tenth of the people, so that a pair lasts no longer than needed")
    return result


def serve(folder: Path, batch: int, limit: int) -> float:
    """Return the seconds in which ``limit`` messages are claimed and settled in batches of ``batch``."""
    workspace = open_workspace(folder)
    with workspace.open() as database:
        plans = launched(workspace, database)
        shift = Shift(clock=workspace.clock, batch=batch, limit=limit)
        return seconds(lambda: _all(database, shift, plans))


def launched(workspace: Workspace, database: Database) -> list[crew.Plan]:
    """Return the plans of the campaign, its audience frozen."""
    authored = catalogue.read(workspace)
    now = workspace.clock.now()
    prepared = preparing.prepare(workspace, database, authored, authored.campaign(shop.CAMPAIGN), now, sandbox=False)
    launches = launch.launch(workspace, database, prepared.order, now)
    return crew.plans_for(workspace, database, launches)


def _all(database: Database, shift: Shift, plans: list[crew.Plan]) -> None:
    answered: list[Consequence] = []
    while True:
        now = shift.clock.now()
        with database.transaction():
            settling.settle(database, answered, now)
            serving = shift.serving(database, plans)
            items = claims.next_batch(database, shift, serving, now).items if serving else []
        if not items:
            return
        answered = [consequence(_sent(item), Receipt(status="sent", code="250"), now) for item in items]


def _sent(item: claims.Item) -> Sent:
    return Sent(
        id=item.row.id,
        origin=item.plan.origin.id,
        key=item.plan.message_key(item.row),
        address=item.address,
        tries=item.row.attempts + 1,
        cost=item.cost,
        reserved=item.cost,
        channel=item.plan.channel,
    )
