"""Dates of profiles, for clocks that come round: everybody's, and those that changed since one last looked (E5, E6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mactl.core.model.customer import COLUMNS
from mactl.store.arrays import array
from mactl.store.database import Database


class Dated(NamedTuple):
    """A customer with the value of a date's field, as the profile has it, and the zone that they live in."""

    customer: int
    value: Any
    time_zone: str | None


def everybody(database: Database, field: str) -> Iterator[Dated]:
    """Yield everybody whose profile has a value in ``field``."""
    value, params = _value(field)
    rows = database.rows(
        f"SELECT id, {value} AS said, time_zone FROM customers WHERE said IS NOT NULL ORDER BY id",  # noqa: S608 - a name of COLUMNS
        params,
    )
    return (Dated._make(row) for row in rows)


def dated(database: Database, field: str, customers: Sequence[int]) -> list[Dated]:
    """Return those of ``customers`` whose profile has a value in ``field``."""
    value, params = _value(field)
    among = "json_each(?) w JOIN customers c ON c.id = w.value WHERE said IS NOT NULL ORDER BY c.id"
    rows = database.rows(
        f"SELECT c.id, {value} AS said, c.time_zone FROM {among}",  # noqa: S608 - a name of COLUMNS
        (*params, array(sorted(set(customers)))),
    )
    return [Dated._make(row) for row in rows]


def reached(database: Database) -> str:
    """Return how far profiles are known: the last change and the last customer."""
    change = database.number("SELECT max(id) FROM changes")
    customer = database.number("SELECT max(id) FROM customers")
    return f"{change} {customer}"


def changed(database: Database, field: str, before: str) -> list[int]:
    """Return those who are new since ``before``, or whose ``field`` or time zone changed."""
    change, customer = (int(part) for part in before.split())
    name = field if field in COLUMNS else f"attributes.{field.removeprefix('attributes.')}"
    rows = database.rows(
        "SELECT customer FROM changes WHERE id > ? AND kind = 'profile' AND name IN (?, 'time_zone')"
        " UNION SELECT id FROM customers WHERE id > ? ORDER BY 1",
        (change, name, customer),
    )
    return [int(row[0]) for row in rows]


def _value(field: str) -> tuple[str, tuple[object, ...]]:
    if field in COLUMNS:
        return field, ()
    return "json_extract(attributes, ?)", ('$."' + field.removeprefix("attributes.") + '"',)
