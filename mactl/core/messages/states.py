"""The states of a message and the only moves between them, as one table (rules M2, M3).

Receipts only lead forward: of two, the one further on stands, in whatever order they come. So a late "sent" never
hides "bounced", and an open or click, which proves that the message arrived, is not hidden by a late bounce.
"""

from __future__ import annotations

from collections.abc import Mapping

from mactl.core.model.message import State

# Receipts, from the first to the last word on a message.
RECEIPTS: tuple[State, ...] = ("sent", "delivered", "bounced", "opened", "clicked", "complained")
_RANK: Mapping[str, int] = {state: rank for rank, state in enumerate(RECEIPTS)}


def _after(state: State) -> frozenset[State]:
    return frozenset(RECEIPTS[_RANK[state] + 1 :])


# What each state may become. From `sending` back to `queued` goes only what a dead run never put on the wire (M3). A
# delayed message that is claimed, or delayed again, makes two moves in one transaction.
MOVES: Mapping[State, frozenset[State]] = {
    "queued": frozenset({"sending", "delayed", "skipped", "held_out"}),
    "delayed": frozenset({"queued", "skipped"}),
    "sending": frozenset({"failed", "unknown", "delayed", "queued", *RECEIPTS}),
    "unknown": frozenset({"sending", "failed", *RECEIPTS}),
    "sent": _after("sent"),
    "delivered": _after("delivered"),
    "bounced": _after("bounced"),
    "opened": _after("opened"),
    "clicked": _after("clicked"),
    "complained": frozenset(),
    "failed": frozenset(),
    "skipped": frozenset(),
    "held_out": frozenset(),
}

# Everything that a provider accepted, whatever was heard of it later: what reports count as sent.
ACCEPTED: frozenset[State] = frozenset(RECEIPTS)
# What nothing is waited for any more: a run is finished when all its messages are here (a receipt may still come).
SETTLED: frozenset[State] = ACCEPTED | {"failed", "unknown", "skipped", "held_out"}
# Nothing of its own accord, nor any receipt, moves these.
TERMINAL: frozenset[State] = frozenset(state for state, following in MOVES.items() if not following)
# What still may be taken back: not yet claimed (F6).
UNCLAIMED: frozenset[State] = frozenset({"queued", "delayed"})
_HOLDING = (ACCEPTED - {"bounced"}) | {"sending", "unknown"}


def may(state: State, following: State) -> bool:
    """Tell whether a message may move from ``state`` to ``following``."""
    return following in MOVES[state]


def advance(state: State, receipt: State) -> State:
    """Return the state of a message in ``state`` once ``receipt`` has come: the further of the two."""
    if receipt in _RANK and receipt in MOVES[state]:
        return receipt
    return state


def holds_slot(state: State, attempts: int) -> bool:
    """Tell whether a message holds its slot of the frequency caps (M5).

    It does from the claim on; one that waits to be tried again (``attempts`` so far) keeps it. A definite failure,
    a bounce included, gives it back; ``unknown`` may have arrived, so it keeps it.
    """
    if state in UNCLAIMED:
        return attempts > 0
    return state in _HOLDING
