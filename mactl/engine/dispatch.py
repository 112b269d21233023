"""Dispatch: claims due messages in batches, hands them over, and writes down what came of each (rules M2 to M7).

A worker serves one channel with its own connection to the database. Its rhythm: one transaction settles the
batch before and claims the next; then each message is rendered while the server still answers the one before. Whatever
happens to the process, the ledger and the wire journal together know where each message is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mactl.adapters.socket import Line, Receipts
from mactl.core.model.message import Content, Outgoing, Receipt
from mactl.engine import claims, settling
from mactl.engine.claims import Item
from mactl.engine.outcomes import Consequence, Sent, consequence, unmade
from mactl.engine.plans import Plan
from mactl.engine.shift import Shift
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls
from mactl.store.database import Database

LOST = 10  # answers lost in a row, after which a channel is halted


@dataclass(slots=True, kw_only=True)
class Worker:
    """Who serves one channel: ``plans`` in their order, until nothing is due."""

    shift: Shift
    database: Database
    plans: Sequence[Plan]
    line: Line | None = None
    halted: str = ""
    open: dict[int, Sent] = field(default_factory=dict)  # on the line, not yet answered
    answered: list[Consequence] = field(default_factory=list)  # not yet in the ledger
    heard: list[tuple[int, Receipt]] = field(default_factory=list)  # to stand in the journal before the next content
    noted: set[int] = field(default_factory=set)  # answers that stand there already
    lost: int = 0  # answers lost since the last one that came

    def work(self) -> None:
        """Serve until nothing is due, the shift stops, or the channel halts; then leave nothing half done."""
        try:
            while not self.halted and (items := self._next()):
                self._serve(items)
        finally:
            self._close()

    def _next(self) -> list[Item]:
        """Write down what was answered and claim the next batch; an empty one when there is no more to do now."""
        while True:
            channel = self.plans[0].channel
            fed = channel if self.shift.fed(channel) else ""
            batch = self._claim()
            if batch is None or batch.items:
                return [] if batch is None else batch.items
            if batch.looked:
                continue  # every one was refused: the next may pass
            if self.open:
                self._take(self._drain())  # an answer may make something due again
            elif not self.shift.wait(batch.resume_at, fed=fed):
                return []

    def _claim(self) -> claims.Batch | None:
        now = self.shift.clock.now()
        with self.database.transaction():
            self._write(now)
            plans = self.shift.serving(self.database, self.plans)
            return claims.next_batch(self.database, self.shift, plans, now) if plans else None

    def _serve(self, items: Sequence[Item]) -> None:
        """Make a message for each of the lines, then hand them over one after the other."""
        lines, clock = items[0].plan.lines, self.shift.clock
        for start in range(0, len(items), lines):
            group, now = items[start : start + lines], clock.now()
            made = [(item, content) for item in group if (content := self._made(item, now)) is not None]
            for number, (item, content) in enumerate(made):
                if self.halted or self.shift.stop.is_set():
                    self._give_back([*(item for item, _ in made[number:]), *items[start + len(group) :]])
                    return
                self._hand(item, content, now)

    def _give_back(self, items: Sequence[Item]) -> None:
        with self.database.transaction():
            claims.give_back(self.database, self.shift, items, self.shift.clock.now())

    def _made(self, item: Item, now: int) -> Content | None:
        """Return the message of ``item``, or None where it could not be made: that is its outcome."""
        try:
            content = item.content or claims.made(self.database, item.plan, item.row, now, item.granted)
        except MactlError as fault:
            self.answered.append(unmade(_sent(item, 1), fault.told))
            return None
        item.plan.keep(item.row, content)
        return content

    def _hand(self, item: Item, content: Content, now: int) -> None:
        self.open[item.row.id] = sent = _sent(item, content.parts)
        if self.line is None:
            self.line = item.plan.open_line(self.shift.clock, self._hear)
        self._take(self.line.hand(_outgoing(item, sent.key, content, now), self._on_wire))

    def _hear(self, message: int, receipt: Receipt) -> None:
        """Keep an answer for the journal: it is noted with the content that leaves next."""
        self.heard.append((message, receipt))

    def _on_wire(self, message: int) -> None:
        """Note in the journal that a content is about to leave, and what was heard before."""
        self.shift.on_wire(message, self.heard)
        self.noted.update([answered for answered, _ in self.heard])
        self.heard.clear()

    def _take(self, receipts: Receipts) -> None:
        for message, receipt in receipts:
            sent = self.open.pop(message, None)
            if sent is None:
                continue
            if message not in self.noted:
                self.shift.on_answer(message, receipt)
            self.noted.discard(message)
            result = consequence(sent, receipt, self.shift.clock.now())
            self.answered.append(result)
            if result.halts:
                self.halted = _words(receipt)
            self._heed(receipt)

    def _heed(self, receipt: Receipt) -> None:
        """Halt where answer after answer is lost: the whole audience would be in doubt before anybody looks."""
        if receipt.status != "unknown":
            if receipt.error != "retry":  # a connection that cannot be opened is no answer
                self.lost = 0
            return
        self.lost += 1
        if self.lost >= LOST + self.plans[0].lines - 1 and not self.halted:  # one cut loses an answer on each line
            self.halted = _("the last {n} messages were handed over and none was answered", n=self.lost)

    def _drain(self) -> Receipts:
        return self.line.drain() if self.line is not None else ()

    def _write(self, now: int) -> None:
        """Write what was answered into the ledger, inside the caller's transaction."""
        if self.answered:
            settling.settle(self.database, self.answered, now)
            self.shift.count(result.outcome for result in self.answered)
            self.answered = []

    def _close(self) -> None:
        """Hear the last answers, write them, and end the line."""
        try:
            self._take(self._drain())
            with self.database.transaction():
                self._write(self.shift.clock.now())
                if self.halted:
                    controls.halt(self.database, self.plans[0].channel, self.halted, self.shift.clock.now())
                    self.shift.halted(self.plans[0].channel, self.halted)
        finally:
            if self.line is not None:
                self.line.close()


# By position, in the order of the fields: by name it takes four times as long, for every message of a campaign.
def _outgoing(item: Item, key: str, content: Content, now: int) -> Outgoing:
    plan, row = item.plan, item.row
    marketing = not plan.policy.transactional
    return Outgoing(
        row.id,
        key,
        plan.channel,
        item.address,
        content,
        now,
        row.name or "",
        row.customer_id,
        plan.origin.name,
        marketing,
    )


def _sent(item: Item, parts: int) -> Sent:
    plan, row = item.plan, item.row
    return Sent(
        row.id,
        plan.origin.id,
        plan.message_key(row),
        item.address,
        row.attempts + 1,
        plan.cost(parts),
        item.cost,
        plan.channel,
        plan.next_channel,
        parts,
        row.enrolment,
        plan.receipt_within,
        tuple([each.id for each in item.granted if each.state == "granted"]) if item.granted else (),
    )


def _words(receipt: Receipt) -> str:
    return " ".join(part for part in (receipt.code, receipt.detail) if part)
