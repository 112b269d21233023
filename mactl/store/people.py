"""Who is meant by an id, an e-mail address, a phone number or a shop's id (``taobao:123``)."""

from __future__ import annotations

from collections.abc import Iterable

from mactl.core.decode.emails import email
from mactl.core.decode.phones import e164
from mactl.core.model.customer import ADDRESSES
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import current
from mactl.store.arrays import array
from mactl.store.database import Database


def numbers(database: Database, names: Iterable[str], region: str = "CN") -> dict[str, int]:
    """Return the numbers of customers by any of their names; names that nobody bears are left out."""
    wanted = sorted(names)  # in the order of the index
    found: dict[str, int] = dict(
        database.rows(
            "SELECT customer_id, id FROM customers WHERE customer_id IN (SELECT value FROM json_each(?))",
            (array(wanted),),
        )
    )
    addresses = {name: address(name, region) for name in wanted if name not in found}
    owners = current.owners(database, {one for one in addresses.values() if one})
    found |= {name: owners[one] for name, one in addresses.items() if one in owners}
    return found


def address(name: str, region: str = "CN") -> tuple[str, str] | None:
    """Return the address (kind, value) that a name could be, None where it can only be an id."""
    try:
        if "@" in name:
            return "email", email(name)
        kind, colon, value = name.partition(":")
        if colon and value and (kind.isidentifier() or kind in ADDRESSES):
            return kind, value
        return ("phone", e164(name, region)) if sum(map(str.isdigit, name)) >= 7 else None
    except MactlError:
        return None


def number(database: Database, name: str, region: str = "CN") -> int:
    """Return the number of the one customer called ``name``.

    Raises:
        MactlError: nobody is called so.
    """
    found = numbers(database, [name], region).get(name)
    if found is None:
        raise MactlError(
            _("no customer is known as {name}", name=name),
            _("Name one by id, e-mail, phone or taobao:123; mactl customers find looks for parts of names."),
        )
    return found


def public_ids(database: Database, customers: Iterable[int]) -> dict[int, str]:
    """Return the public ids of customers by their numbers."""
    return dict(
        database.rows(
            "SELECT id, customer_id FROM customers WHERE id IN (SELECT value FROM json_each(?))",
            (array(sorted(set(customers))),),
        )
    )


def time_zones(database: Database, customers: Iterable[int]) -> list[str]:
    """Return the names of the zones that customers live in, each once."""
    rows = database.rows(
        "SELECT DISTINCT time_zone FROM customers WHERE time_zone <> '' AND id IN (SELECT value FROM json_each(?))",
        (array(sorted(set(customers))),),
    )
    return [str(row[0]) for row in rows]
