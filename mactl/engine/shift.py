"""A shift: what the workers of one run share while they dispatch."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from mactl.adapters.socket import Receipts
from mactl.clock import Clock
from mactl.core.model.message import Receipt
from mactl.engine.plans import Plan
from mactl.store import controls
from mactl.store.database import Database
from mactl.store.outbox import Outcome
from mactl.store.runs import Run

_MOMENT = 0.2  # seconds between looks at what a fallback hands over, unless its worker leaves


@dataclass(slots=True, kw_only=True)
class Shift:
    """One run's dispatch, in progress.

    ``limit`` is how many more messages may be claimed (None: any number), ``only`` the one customer served, ``until``
    the instant after which nothing is waited for (None: wait as long as a retry or a rate takes). A rehearsal has no
    ``run``.
    """

    clock: Clock
    run: Run | None = None
    batch: int = 200
    plans: Sequence[Plan] = ()  # of all channels that are served
    limit: int | None = None
    only: int | None = None
    until: int | None = None
    progress: Callable[[int, int], None] = lambda _done, _total: None
    total: int = 0
    settled: bool = False  # every worker has left nothing half done
    counts: Counter[str] = field(default_factory=Counter)
    halts: dict[str, str] = field(default_factory=dict)
    faults: list[BaseException] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    at_work: Counter[str] = field(default_factory=Counter)  # workers by channel
    feeders: dict[str, frozenset[str]] = field(default_factory=dict)  # whose fallbacks a channel is handed
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _left: threading.Condition = field(init=False)  # a worker has left
    _limited: bool = False

    def __post_init__(self) -> None:
        """Remember whether there was a limit."""
        self._limited = self.limit is not None
        self._left = threading.Condition(self._lock)

    @property
    def run_id(self) -> int | None:
        """Return the run's row, or None in a rehearsal."""
        return None if self.run is None else self.run.id

    def on_wire(self, message: int, answers: Receipts) -> None:
        """Note the answers that came before, and that a message's content is about to leave."""
        if self.run is not None:
            self.run.journal.on_wire(message, answers)

    def on_claim_again(self, message: int) -> None:
        """Note that a message that was tried before is about to be claimed."""
        if self.run is not None:
            self.run.journal.claimed_again(message)

    def on_answer(self, message: int, receipt: Receipt) -> None:
        """Note a message's answer."""
        if self.run is not None:
            self.run.journal.answered(message, receipt)

    def room(self) -> int:
        """Return how many messages the next batch may hold."""
        with self._lock:
            return self.batch if self.limit is None else min(self.batch, self.limit)

    def claimed(self, messages: int) -> None:
        """Count claimed messages against the limit; less than 0 gives back."""
        with self._lock:
            if self.limit is not None:
                self.limit -= messages

    def count(self, outcomes: Iterable[Outcome]) -> None:
        """Count what became of messages."""
        with self._lock:
            self.counts.update(outcome.state for outcome in outcomes)

    def show(self) -> None:
        """Show progress; never while the database is held, for a terminal may be slow."""
        self.progress(self.counts.total(), self.total)

    @property
    def holds(self) -> bool:
        """Tell whether this run serves a part of what it launched, and nobody else may serve the rest."""
        return self.only is not None or self._limited

    def halted(self, channel: str, words: str) -> None:
        """Note that a provider refuses this account."""
        with self._lock:
            self.halts[channel] = words

    def serving(self, database: Database, plans: Sequence[Plan]) -> list[Plan]:
        """Return the plans that may still be served: not paused, cancelled or stopped by anybody (M12)."""
        if self.stop.is_set() or self.room() == 0:
            return []
        return [plan for plan in plans if self.may_serve(database, plan)]

    def may_serve(self, database: Database, plan: Plan) -> bool:
        """Tell whether nobody has paused, cancelled or stopped what a plan is of."""
        state = database.row("SELECT state FROM origins WHERE id = ?", (plan.origin.id,))
        if state is None or state[0] != "running":
            return False
        return controls.stopped(database, plan.origin.name, plan.channel, holding=self.holds) is None

    def leave(self, channel: str) -> None:
        """Note that a worker of a channel has ended."""
        with self._left:
            self.at_work[channel] -= 1
            self._left.notify_all()

    def fed(self, channel: str) -> bool:
        """Tell whether a fallback may still hand messages to a channel; asked before looking for them."""
        with self._lock:
            return self._feeds(channel)

    def _feeds(self, channel: str) -> bool:
        return any(self.at_work[feeder] > 0 for feeder in self.feeders.get(channel, ()))

    def wait(self, at: int | None, *, fed: str = "") -> bool:
        """Wait until ``at``, or a moment while the channel ``fed`` is; return whether there is then more to look at."""
        if fed:
            with self._left:
                self._left.wait_for(lambda: not self._feeds(fed), _MOMENT)
            return not self.stop.is_set()
        if at is None or (self.until is not None and at > self.until):
            return False
        if self.run is None:
            return False  # a rehearsal does not live through time
        self.stop.wait(max(0.0, (at - self.clock.now()) / 1000) + 0.001)
        return not self.stop.is_set()
