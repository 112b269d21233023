"""A row about an event, from any file, made values that the database stores, or named faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from mactl.core.decode.attributes import as_json, untyped
from mactl.core.decode.faults import shown
from mactl.core.decode.labels import label, name_of
from mactl.core.decode.numbers import money
from mactl.core.decode.profiles import Row
from mactl.core.decode.rejected import Rejected
from mactl.core.model.event import AHEAD, KEYS
from mactl.errors import MactlError
from mactl.i18n import _

UNIT = 10_000  # money is stored in ten-thousandths
LARGEST = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How rows of events are read.

    ``names`` maps a shop's own event names to the standard ones; ``type`` stands for rows that name none; ``source``
    for rows that have an id but no source. ``authored`` and ``table`` as in `Reading`.
    """

    instant: Callable[[object], int]
    now: int
    currency: str = "CNY"
    names: Mapping[str, str] = field(default_factory=dict)
    type: str = ""
    source: str = ""
    authored: bool = False
    table: bool = False


class Happening(NamedTuple):
    """One event's row, read. ``customer`` is as the row names one; ``amount`` in ten-thousandths, None without."""

    number: int
    type: str
    customer: str
    at: int
    id: str | None
    source: str
    amount: int | None
    properties: str


@dataclass(slots=True)
class Happenings:
    """Events by columns: the n-th of every column is of the n-th event.

    Whole columns are looked up, told apart, and sent to another process in a fraction of the time of as many rows.
    """

    numbers: Sequence[int] = ()
    types: Sequence[str] = ()
    customers: Sequence[str] = ()
    instants: Sequence[int] = ()
    ids: Sequence[str | None] = ()
    sources: Sequence[str] = ()
    amounts: Sequence[int | None] = ()
    properties: Sequence[str] = ()

    @classmethod
    def of(cls, rows: Sequence[Happening]) -> Happenings:
        """Return rows by columns."""
        return cls(*zip(*rows, strict=True))

    @classmethod
    def joined(cls, parts: Sequence[Happenings]) -> Happenings:
        """Return all events of ``parts``, one after the other; equal types and sources become one text each."""
        found = cls(*map(list, map(chain.from_iterable, zip(*(part.columns() for part in parts), strict=True))))
        found.types, found.sources = _shared(found.types), _shared(found.sources)
        return found

    def rows(self) -> Iterator[Happening]:
        """Yield the events one by one."""
        return map(Happening._make, zip(*self.columns(), strict=True))

    def __len__(self) -> int:
        """Return how many events there are."""
        return len(self.numbers)

    def columns(self) -> tuple[Sequence[Any], ...]:
        """Return the columns in the order of a `Happening`'s fields."""
        return (
            self.numbers, self.types, self.customers, self.instants, self.ids, self.sources, self.amounts,
            self.properties,
        )  # fmt: skip


def _shared(texts: Sequence[str]) -> Sequence[str]:
    known: dict[str, str] = {}
    return list(map(known.setdefault, texts, texts))


def happening(row: Row, number: int, telling: Telling) -> Happening | Rejected:
    """Read one row; ``number`` is its place in the file."""
    name = "type"
    try:
        kind = _type(row.get("type"), telling)
        name = "customer"
        customer = _customer(row.get("customer"))
        name = "at"
        at = _instant(row.get("at"), telling)
        name = "id"
        known, source = name_of(row.get("id")), label(row.get("source")) or telling.source
        name = "properties"
        properties = _properties(row, telling)
        name = "amount"
        amount = _amount(properties, telling.currency) if "amount" in properties else None
        text = as_json(properties) if properties else "{}"
    except MactlError as fault:
        words = f"{name}: {fault.message}"
        return Rejected(number, name, f"{words} ({fault.hint})" if fault.hint else words, row)
    return Happening(number, kind, customer, at, known, source, amount, text)


def _type(value: object, telling: Telling) -> str:
    given = value or telling.type
    if type(given) is str and given in telling.names:
        return telling.names[given]
    found = name_of(given)
    if found is None:
        raise MactlError(_("the row names no type of event"), _("Give one for all rows: --type order_paid."))
    return telling.names.get(found, found)


def _customer(value: object) -> str:
    found = name_of(value)
    if found is None:
        raise MactlError(_("the row names no customer"), _("Write an id, an e-mail, a phone or taobao:123."))
    return found


def _instant(value: object, telling: Telling) -> int:
    if value is None or value == "":
        raise MactlError(_("the row has no time"), _("Name its column: --map at=COLUMN."))
    at = telling.instant(value)
    if at > telling.now + AHEAD:
        raise MactlError(_("{at} has not come yet", at=shown(value)), _("An event may be five minutes ahead at most."))
    return at


def _properties(row: Row, telling: Telling) -> dict[str, Any]:
    """Return what else the row says: its ``properties``, and in tables every other column."""
    given = row.get("properties")
    read = untyped(given) if isinstance(given, str) and given else given or {}
    if not isinstance(read, dict):
        raise MactlError(_("“{name}” is an object of names and values", name="properties"))
    others = row.keys() - KEYS
    if not others:
        return read
    if telling.authored:
        raise MactlError(_("an event has no “{name}”", name=shown(min(others))), _("Put it under “properties”."))
    convert = untyped if telling.table else _same
    return {**{name: convert(row[name]) for name in row if name in others and row[name] not in {None, ""}}, **read}


def _same(value: object) -> object:
    return value


def _amount(properties: dict[str, Any], currency: str) -> int | None:
    """Return the amount in ten-thousandths; a text such as ¥1,299.00 becomes a number in ``properties``, too."""
    value = properties["amount"]
    if value is None or value == "":
        return None
    if type(value) is int and -LARGEST < value * UNIT < LARGEST:
        return value * UNIT
    exact = money(value, currency)
    if isinstance(value, str):
        properties["amount"] = int(exact) if exact == exact.to_integral_value() else float(exact)
    scaled = int((exact * UNIT).to_integral_value())
    if not -LARGEST < scaled < LARGEST:
        raise MactlError(_("{amount} is no amount that a customer pays", amount=shown(value)))
    return scaled
