"""Loyalty points booked by hand, and what a customer's account says (rules M8, G2)."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.schedule import durations
from mactl.engine.intake import Surroundings
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, people, points
from mactl.store.points import Booked, Booking

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A customer's points: what can be spent now, and the latest bookings."""

    customer: str
    balance: int
    book: list[Booked]


def account(
    around: Surroundings, name: str, *, amount: int = 0, key: str = "", note: str = "", valid: str = ""
) -> Account:
    """Book ``amount`` points (less than 0: spent) for the customer called ``name`` and return the account.

    Raises:
        MactlError: nobody of that name, a balance that does not suffice, a time that is none.
    """
    database = around.database
    with database.transaction():
        number = people.number(database, name, around.region)
        if amount:
            _book(around, number, name, amount, key, note, valid)
        balance = points.balances(database, [number], around.now).get(number, 0)
        found = points.book(database, number, _SHOWN)
        row = database.row("SELECT customer_id FROM customers WHERE id = ?", (number,))
    return Account(customer=str(row[0]) if row else name, balance=balance, book=found)


def _book(around: Surroundings, number: int, name: str, amount: int, key: str, note: str, valid: str) -> None:
    database = around.database
    entries = database.number("SELECT COUNT(*) FROM points WHERE customer = ?", (number,))
    source = f"{around.who} {key}" if key else f"{around.who} #{entries + 1}"
    if amount > 0:
        expires = durations.add(around.now, durations.parse(valid), around.zone) if valid else None
        booked = points.earn(database, [Booking(number, amount, source, expires, note)], around.now)
    else:
        if not points.is_booked(database, number, source):
            _require(around, number, name, -amount)
        booked = points.spend(database, Booking(number, amount, source, None, note), around.now)
    if booked:
        controls.write_audit(
            database, who=around.who, what="points", now=around.now, about=name, detail={"points": amount, "note": note}
        )


def _require(around: Surroundings, number: int, name: str, wanted: int) -> None:
    balance = points.balances(around.database, [number], around.now).get(number, 0)
    if balance < wanted:
        raise MactlError(
            _("{name} has {balance} points, not {wanted}", name=name, balance=balance, wanted=wanted),
            _("spend {balance} or less", balance=balance),
        )
