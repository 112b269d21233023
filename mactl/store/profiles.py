"""One customer's profile as templates know it."""

from __future__ import annotations

import json
from typing import Any

from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store.database import Database

_FIELDS = ("customer_id", "name", "owner", "company", "member_level", "time_zone", "locale", "birthday", "gender",
           "city", "region", "country", "signup_at", "attributes")  # fmt: skip


def row_id(database: Database, customer: str) -> int:
    """Return the row id of the customer with this public id; raise MactlError where there is none."""
    row = database.row("SELECT id FROM customers WHERE customer_id = ?", (customer,))
    if row is None:
        raise MactlError(_("no customer with the id {id}", id=customer), _("mactl customers find looks for one"))
    return int(row[0])


def template_values(database: Database, customer: str | None) -> dict[str, Any]:
    """Return what a template knows as `customer`: the one with this public id, else the first of all, else nobody."""
    row = database.row(
        f"SELECT {', '.join(_FIELDS)}, id FROM customers WHERE ? IS NULL OR customer_id = ? ORDER BY id LIMIT 1",  # noqa: S608
        (customer, customer),
    )
    if row is None:
        return {} if customer is None else {"id": row_id(database, customer)}
    values = dict(zip(_FIELDS, row, strict=False))
    attributes = json.loads(values.pop("attributes"))
    found = {str(kind): value for kind, value in database.rows(
        "SELECT kind, value FROM addresses WHERE customer = ?", (row[-1],))}  # fmt: skip
    return {**attributes, **found, **values, "id": values.pop("customer_id"), "attributes": attributes}
