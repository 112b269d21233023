"""The leg that takes events in: whose they are, stored once, and what they mean for messages sent (rules E2, M2).

Opens, clicks, bounces, complaints and unsubscribes are events about a message; they also move the ledger's row forward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mactl.core.decode.happenings import Happening, Happenings
from mactl.core.decode.profiles import Address, Profile
from mactl.core.decode.rejected import Rejected
from mactl.core.model.event import MESSAGES
from mactl.engine import flow_legs
from mactl.engine.intake import Surroundings
from mactl.i18n import _
from mactl.store import engagement, events, grants, intake, people
from mactl.store.database import Database
from mactl.store.events import Stored
from mactl.store.stamp import Stamp
from mactl.store.taken import Taken


def store(
    around: Surroundings, told: Happenings, *, anonymous: str, create: bool = False, batch: int = 0,
    trigger: bool = False,
) -> Taken:  # fmt: skip
    """Store events in the caller's transaction; ``anonymous`` is the source of those without an id.

    ``created`` counts the new ones, ``unchanged`` those known already; an event of an unknown customer is rejected
    unless ``create`` makes one. Goals and exits of open journeys act at once; with ``trigger`` the events also arrive
    at the flows that they may start (E3).
    """
    database, kinds, names = around.database, set(told.types), set(told.customers)
    whom = people.numbers(database, names, around.region)
    if create:
        whom |= _create(around, [name for name in told.customers if name not in whom], batch)
    taken = Taken()
    if not names <= whom.keys():
        taken.rejected = [_unknown(one) for one in told.rows() if one.customer not in whom]
    before, ready = events.last(database), _ready(database, told, whom, anonymous)
    taken.created = events.add(database, ready, around.now)
    taken.unchanged = len(ready) - taken.created
    if not _REDEEMING.isdisjoint(kinds):
        grants.redeem(database, before)
    if not _MOVING.isdisjoint(kinds):
        engagement.apply(database, before, around.now)
    if taken.created:
        flow_legs.act(around, before, arrive=trigger)
    return taken


_MOVING = frozenset(MESSAGES) - {"message_sent", "replied"}
_REDEEMING = frozenset({"coupon_redeemed", "order_paid"})


def _ready(database: Database, told: Happenings, whom: Mapping[str, int], anonymous: str) -> list[Stored]:
    """Return the events of known customers as they are stored; one without an id is known by its row's number."""
    sources = {name: events.source(database, name) for name in {*told.sources, anonymous}}
    origins, keys = list(map(sources.__getitem__, told.sources)), list[str | int | None](told.ids)
    if None in keys:
        for place, number in enumerate(told.numbers):
            if keys[place] is None:
                origins[place], keys[place] = sources[anonymous], number
    owners = list(map(whom.get, told.customers))
    found = zip(owners, told.types, told.instants, origins, keys, told.amounts, told.properties, strict=True)
    return list(found) if None not in owners else [one for one in found if one[0] is not None]


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
