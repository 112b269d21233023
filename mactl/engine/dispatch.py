"""Dispatch: claims due messages in batches, hands them over, and writes down what came of each (rules M2-M7).

A worker serves one channel on one line with its own connection to the database. Its rhythm: one transaction settles the
batch before and claims the next; then each message is rendered while the server still answers the one before. Whatever
happens to the process, the ledger and the wire journal together know where each message is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mactl.adapters.socket import Line, Receipts
from mactl.core.model.message import Outgoing, Receipt
from mactl.engine import claims
from mactl.engine.claims import Item
from mactl.engine.outcomes import Consequence, Sent, consequence
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.errors import MactlError
from mactl.store import controls, outbox
from mactl.store.database import Database
from mactl.store.outbox import Outcome


@dataclass(slots=True, kw_only=True)
class Worker:
    """One line of one channel, serving ``plans`` in their order until nothing is due."""

    shift: Shift
    database: Database
    plans: Sequence[Plan]
    line: Line | None = None
    halted: str = ""
    waiting: dict[int, Sent] = field(default_factory=dict)  # on the line, not yet answered
    settled: list[Consequence] = field(default_factory=list)  # answered, not yet written

    def work(self) -> None:
        """Serve until nothing is due, the shift stops, or the channel halts; then leave nothing half done."""
        try:
            while not self.halted and (batch := self._next()) is not None:
                self._serve(batch)
        finally:
            self._close()

    def _next(self) -> list[Item] | None:
        """Settle what is answered and claim the next batch; None when there is nothing more to do now."""
        while True:
            batch = self._claim()
            if batch is None or batch.items:
                return None if batch is None else batch.items
            if batch.looked:
                continue
            if self.waiting:
                self._take(self._drain())
            elif self.settled or not self.shift.patience(self.database, self.plans, batch.wait):
                if not self.settled:
                    return None

    def _claim(self) -> claims.Batch | None:
        now = self.shift.clock.now()
        with self.shift.transaction(self.database):
            self._write(now)
            if self.shift.stopped(self.database, self.plans):
                return None
            return claims.next_batch(self.database, self.shift, self.plans, now)

    def _serve(self, batch: Sequence[Item]) -> None:
        for number, item in enumerate(batch):
            if self.halted or self.shift.interrupted():
                self._give_back(batch[number:])
                return
            self._send(item)

    def _send(self, item: Item) -> None:
        try:
            content = item.plan.render(item.row, self.shift.clock.now())
        except MactlError as fault:
            self._refuse(item, "content", fault.message)
            return
        cost = item.plan.cost(content.parts)
        if not claims.affordable(self.shift, item, cost):
            self._refuse(item, "budget", "")
            return
        self.waiting[item.row.id] = Sent(
            id=item.row.id,
            key=item.key,
            address=item.address,
            tries=item.row.attempts + 1,
            cost=cost,
            parts=content.parts,
        )
        message = Outgoing(
            id=item.row.id,
            key=item.key,
            channel=item.plan.channel,
            address=item.address,
            content=content,
            at=self.shift.clock.now(),
            name=item.row.name or "",
            customer=item.row.customer_id,
            campaign=item.plan.origin.name,
        )
        self._take(self._open(item.plan).hand(message, self.shift.on_wire))

    def _open(self, plan: Plan) -> Line:
        if self.line is None:
            self.line = plan.open_line(self.shift.clock)
        return self.line

    def _refuse(self, item: Item, reason: str, detail: str) -> None:
        """Note a message that could not be made: it never was on the wire."""
        state = "skipped" if reason == "budget" else "failed"
        outcome = Outcome(id=item.row.id, state=state, reason=reason, detail=detail or None, release=True)
        self.settled.append(Consequence(outcome=outcome, falls_through=reason == "content"))

    def _take(self, receipts: Receipts) -> None:
        now = self.shift.clock.now()
        for message, receipt in receipts:
            sent = self.waiting.pop(message, None)
            if sent is None:
                continue
            self.shift.on_answer(message, receipt)
            result = consequence(sent, receipt, now)
            self.settled.append(result)
            if result.halts:
                self.halted = _words(receipt)

    def _drain(self) -> Receipts:
        return self.line.drain() if self.line is not None else ()

    def _give_back(self, items: Sequence[Item]) -> None:
        with self.shift.transaction(self.database):
            outbox.requeue(self.database, [item.row.id for item in items], self.shift.clock.now())
            self.shift.unspend(self.database, items)

    def _write(self, now: int) -> None:
        """Write the answered messages into the ledger, inside the caller's transaction."""
        if self.settled:
            claims.settle(self.database, self.shift, self.settled, self.plans, now)
            self.shift.count(self.settled)
            self.settled = []

    def _close(self) -> None:
        """Hear the last answers, write them, and end the line."""
        try:
            self._take(self._drain())
            with self.shift.transaction(self.database):
                self._write(self.shift.clock.now())
                if self.halted:
                    controls.halt(self.database, self.plans[0].channel, self.halted, self.shift.clock.now())
                    self.shift.halted(self.plans[0].channel, self.halted)
        finally:
            if self.line is not None:
                self.line.close()


def _words(receipt: Receipt) -> str:
    return " ".join(part for part in (receipt.code, receipt.detail) if part)
