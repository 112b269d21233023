"""The leg that takes events in: whose they are, stored once, and what they mean for messages sent (rules E2, M2).

Opens, clicks, bounces, complaints and unsubscribes are events about a message; they also move the ledger's row forward.
"""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.decode.happenings import Happening
from mactl.core.decode.profiles import Address, Profile, Rejected
from mactl.core.model.event import MESSAGES
from mactl.engine import flow_legs
from mactl.engine.intake import Surroundings
from mactl.i18n import _
from mactl.store import engagement, events, grants, intake, people
from mactl.store.events import Stored
from mactl.store.intake import Taken
from mactl.store.stamp import Stamp


def store(
    around: Surroundings, happenings: Sequence[Happening], *, anonymous: str, create: bool = False, batch: int = 0,
    trigger: bool = False,
) -> Taken:  # fmt: skip
    """Store events in the caller's transaction; ``anonymous`` is the source of those without an id.

    ``created`` counts the new ones, ``unchanged`` those known already; an event of an unknown customer is rejected
    unless ``create`` makes one. Goals and exits of open journeys act at once; with ``trigger`` the events also arrive
    at the flows that they may start (E3).
    """
    database = around.database
    taken = Taken()
    whom = people.numbers(database, {one.customer for one in happenings}, around.region)
    if create:
        whom |= _create(around, [one.customer for one in happenings if one.customer not in whom], batch)
    sources = {name: events.source(database, name) for name in {one.source for one in happenings} | {anonymous}}
    taken.rejected = [_unknown(one) for one in happenings if one.customer not in whom]
    other = sources[anonymous]
    ready: list[Stored] = [
        (whom[name], kind, at, other if known is None else sources[source], number if known is None else known,
         amount, said)
        for number, kind, name, at, known, source, amount, said in happenings
        if name in whom
    ]  # fmt: skip
    before = events.last(database)
    taken.created = events.add(database, ready, around.now)
    taken.unchanged = len(ready) - taken.created
    if not _REDEEMING.isdisjoint(one.type for one in happenings):
        grants.redeem(database, before)
    if not _MOVING.isdisjoint(one.type for one in happenings):
        engagement.apply(database, before, around.now)
    if taken.created:
        flow_legs.act(around, before, arrive=trigger)
    return taken


_MOVING = frozenset(MESSAGES) - {"message_sent", "replied"}
_REDEEMING = frozenset({"coupon_redeemed", "order_paid"})


def _unknown(one: Happening) -> Rejected:
    reason = _("no customer is known as {name}", name=one.customer)
    row = {"customer": one.customer, "type": one.type, "at": one.at, "id": one.id, "properties": one.properties}
    return Rejected(one.number, "customer", reason, row)


def _create(around: Surroundings, names: Sequence[str], batch: int) -> dict[str, int]:
    """Make a customer of each name: of an address, or of an id."""
    profiles = []
    for name in dict.fromkeys(names):
        address = people.address(name, around.region)
        addresses: list[Address] = [(*address, None)] if address else []
        profiles.append(Profile(0, None if address else name, 0, {}, addresses, [], [], "{}"))
    intake.take(around.database, profiles, Stamp(now=around.now, source="events", batch=batch))
    return people.numbers(around.database, names, around.region)
