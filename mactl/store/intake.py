"""Customers' rows taken into the database: who each row is, what is new, what changed, what contradicts.

A row's customer is the one with its id; a row without id is the customer who holds one of its addresses. An address
that belongs to somebody else is a conflict: the row is named and left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mactl.core.decode import block
from mactl.core.decode.block import Block
from mactl.core.decode.packing import Packed
from mactl.core.decode.profiles import Profile
from mactl.core.decode.rejected import Rejected
from mactl.i18n import _
from mactl.store import bulk, current
from mactl.store.arranged import Arranged, arrange, own_id
from mactl.store.database import Database
from mactl.store.revise import revise
from mactl.store.seen import Seen
from mactl.store.stamp import Stamp
from mactl.store.taken import Taken


def take(database: Database, profiles: Sequence[Profile], stamp: Stamp) -> Taken:
    """Create and revise customers as rows say, in order, inside the caller's transaction."""
    return take_blocks(database, [block.of(profiles)], stamp)


def take_blocks(
    database: Database,
    blocks: Sequence[Block | Packed],
    stamp: Stamp,
    seen: Seen | None = None,
    arranged: Arranged | None = None,
) -> Taken:
    """Do the same for rows by columns; where all are new, they stay columns (``arranged``, if that is done already).

    ``seen`` are those whom earlier rows of the same file spoke of: a row that says something else of them is refused.
    """
    total = Taken()
    first = bulk.following(database)
    created = _all_new(database, arranged or arrange(blocks), stamp)
    if created is not None:
        total.created = created
        if seen:
            seen.span(first, created)
        return total
    rest: Sequence[Profile] = sorted((one for found in blocks for one in found.profiles()), key=_number)
    while rest:
        wave, rest = _wave(rest)
        _take_wave(database, wave, stamp, total, seen)
    return total


def differing(database: Database, rows: Sequence[tuple[str, int]], stamp: Stamp) -> list[int]:
    """Return the places of those ``rows`` (id, digest) that are not what the database last took in of the customer."""
    if not rows:
        return []
    held = current.by_id(database, [known for known, _digest in rows], stamp.digest)
    return [place for place, (known, digest) in enumerate(rows) if known in held and held[known][1] != digest]


def twice(number: int, known: str) -> Rejected:
    """Return the row ``number`` as refused, because an earlier one of its file spoke of the same customer."""
    reason = _("customer {id} stands twice in this file, and the rows differ; this one was left out", id=known)
    return Rejected(number, "id", reason, {})


def _number(profile: Profile) -> int:
    return profile.number


def _all_new(database: Database, new: Arranged, stamp: Stamp) -> int | None:
    """Try whether all rows are of people nobody knows, as in most first imports; if not, nothing has happened.

    The database's own keys say so while it writes, which is cheaper than asking them before.
    """
    database.sql.execute("SAVEPOINT all_new")
    try:
        return bulk.create(database, new, stamp)
    except sqlite3.IntegrityError:
        database.sql.execute("ROLLBACK TO all_new")
        return None
    finally:
        database.sql.execute("RELEASE all_new")


def _wave(profiles: Sequence[Profile]) -> tuple[list[Profile], list[Profile]]:
    """Split rows: those that name nobody twice, and the later ones that speak of the same people again."""
    seen: set[object] = set()
    first: list[Profile] = []
    later: list[Profile] = []
    for profile in profiles:
        names: list[object] = [profile.key] if profile.key is not None else []
        names += [(kind, value) for kind, value, _platform in profile.addresses if value]
        (first if seen.isdisjoint(names) else later).append(profile)
        seen.update(names)
    return first, later


def _take_wave(database: Database, profiles: Sequence[Profile], stamp: Stamp, total: Taken, seen: Seen | None) -> None:
    known = current.by_id(database, [own_id(profile) for profile in profiles], stamp.digest)
    owners = current.owners(
        database,
        ((kind, value) for profile in profiles for kind, value, _platform in profile.addresses if value),
    )
    new: list[Profile] = []
    pairs: list[tuple[int, Profile]] = []
    for profile in profiles:
        own = known.get(own_id(profile))
        holders = {owners[kind, value] for kind, value, _p in profile.addresses if value and (kind, value) in owners}
        who = own[0] if own else next(iter(holders), None) if profile.key is None else None
        if holders - {who}:
            total.rejected.append(_conflict(database, profile, owners, who))
        elif who is None:
            new.append(profile)
        elif seen and (seen.has(who) or (own and stamp.batch and own[2] == stamp.batch)):
            _again(database, profile, who, own, total)
        else:
            pairs.append((who, profile))
    if seen:
        seen.span(bulk.following(database), len(new))
        seen.add(who for who, _profile in pairs)
    bulk.create(database, arrange([block.of(new)]), stamp)
    changed, kept = (0, 0) if stamp.skip else revise(database, pairs, stamp)
    total.created += len(new)
    total.updated += changed
    total.unchanged += len(pairs) - changed
    total.kept += kept


def _again(
    database: Database, profile: Profile, who: int, own: tuple[int, int | None, int | None] | None, total: Taken
) -> None:
    """Refuse a row of somebody whom its file has spoken of, unless it says the same."""
    if own and own[1] == profile.digest:
        total.unchanged += 1
        return
    found = database.row("SELECT customer_id FROM customers WHERE id = ?", (who,))
    total.rejected.append(twice(profile.number, found[0] if found else str(who)))


def _conflict(database: Database, profile: Profile, owners: dict[tuple[str, str], int], who: int | None) -> Rejected:
    """Name the first address of a row that belongs to somebody else."""
    kind, value, owner = next(
        (kind, value, owners[kind, value])
        for kind, value, _platform in profile.addresses
        if value and owners.get((kind, value), who) != who
    )
    found = database.row("SELECT customer_id FROM customers WHERE id = ?", (owner,))
    reason = _("{kind} {value} belongs to customer {owner}", kind=kind, value=value, owner=found[0] if found else owner)
    return Rejected(profile.number, kind, reason, {})
