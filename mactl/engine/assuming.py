"""Opens and clicks that nobody made: assumed of the messages that a simulation sends, so that flows go on past them.

Who opens, and when, is drawn by hash: the same each time, for each message its own lot. An open comes five minutes to
a day after the message, half of them within an hour and a half; a click two minutes after it. A text message is not
opened, only clicked.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mactl.clock import DAY, MINUTE
from mactl.core.schedule.arms import share
from mactl.engine import flow_legs
from mactl.engine.surroundings import surroundings
from mactl.engine.world import World
from mactl.store import engagement, events, simulated
from mactl.store.simulated import Out

SOURCE = "assumed"
_SOONEST = 5 * MINUTE
_AFTER = 2 * MINUTE  # a click after the open
_UNOPENED = frozenset({"sms"})  # channels that tell of clicks alone


class Rates(NamedTuple):
    """What share of the messages is assumed to be opened, and clicked; whoever clicks has opened."""

    opens: float = 0.0
    clicks: float = 0.0


NOBODY = Rates()


class _Reaction(NamedTuple):
    at: int
    number: int  # so that those of one instant keep their order
    type: str
    message: Out


@dataclass(slots=True, kw_only=True)
class Audience:
    """What the people of a world will do with the messages that it sends."""

    scene: World
    rates: Rates
    seen: int
    coming: list[_Reaction] = field(default_factory=list)
    counted: int = 0

    def __post_init__(self) -> None:
        """Let what went out be found."""
        if any(self.rates):
            simulated.index(self.scene.database)

    @property
    def next(self) -> int | None:
        """Return when the next of them does something, or None."""
        return self.coming[0].at if self.coming else None

    def notice(self, at: int) -> None:
        """Take in what went out up to ``at``."""
        if not any(self.rates):
            return
        for one in simulated.went_out(self.scene.database, self.seen):
            for when, kind in reactions(one, self.rates):
                self.counted += 1
                heapq.heappush(self.coming, _Reaction(when, self.counted, kind, one))
        self.seen = at

    def react(self, at: int) -> None:
        """Let everything be told that they have done up to ``at``."""
        done: list[_Reaction] = []
        while self.coming and self.coming[0].at <= at:
            done.append(heapq.heappop(self.coming))
        if not done:
            return
        database = self.scene.database
        with database.transaction():
            before, source = events.last(database), events.source(database, SOURCE)
            events.add(database, [_stored(each, source) for each in done], at)
            engagement.apply(database, before, at)
            flow_legs.act(surroundings(self.scene.workspace, database, self.scene.authored), before, arrive=True)


def reactions(one: Out, rates: Rates) -> Iterator[tuple[int, str]]:
    """Yield what is assumed to come of a message, each with its instant."""
    own = f"{one.flow}/{one.step}/{one.visit}/{one.channel}"
    lot = share(f"assumed/{own}", one.customer_id)
    opened = one.at + round(_SOONEST * (DAY / _SOONEST) ** share(f"delay/{own}", one.customer_id))
    if lot < max(rates) and one.channel not in _UNOPENED:
        yield opened, "message_opened"
    if lot < rates.clicks:
        yield opened + _AFTER, "message_clicked"


def _stored(each: _Reaction, source: int) -> events.Stored:
    said = {"flow": each.message.flow, "step": each.message.step, "channel": each.message.channel}
    return (each.message.customer, each.type, each.at, source, str(each.number), None, json.dumps(said))
