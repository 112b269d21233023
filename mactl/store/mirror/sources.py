"""What is mirrored: of each event and each message sent a few numbers; no name, address or text of anybody.

Types of events and channels are numbers, too; the table ``names`` says which. Instants are called ``moment`` over
there, because AT is a word of DuckDB's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mactl.store import results

VERSION = "1"  # of these tables: a mirror of another one is made anew
UNSENT = 2**62

# Each type by one step through the index, instead of a walk over every event.
_TYPES = """
WITH RECURSIVE types (name) AS (
  SELECT MIN(type) FROM events UNION ALL
  SELECT (SELECT MIN(type) FROM events WHERE type > name) FROM types WHERE name IS NOT NULL
)
SELECT name FROM types WHERE name IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A table that is mirrored.

    ``columns`` are what each is called over there, with the expression of its number here, over the table's own rows
    and the ``n.code`` of its text column ``named``; ``names`` finds the texts of that column in the rows after :after.
    """

    table: str
    named: str
    names: str
    columns: Mapping[str, str]
    where: str = "1"

    @property
    def created(self) -> str:
        """Return the columns as DuckDB declares them."""
        return ", ".join(f"{name} BIGINT" for name in self.columns)

    @property
    def asked(self) -> str:
        """Return the query of the rows with ids from :low to :high: how many, and all their numbers as one text."""
        alias = self.table[0]
        numbers = " || ',' || ".join(f"({expression})" for expression in self.columns.values())
        return (
            f"SELECT count(*), group_concat({numbers}) FROM {self.table} AS {alias}"  # noqa: S608 - of SOURCES
            f" CROSS JOIN temp.mirror_names AS n ON n.name = {alias}.{self.named}"
            f" WHERE {alias}.id BETWEEN :low AND :high AND {self.where}"
        )


EVENTS = Source(
    table="events",
    named="type",
    names=_TYPES,
    columns={
        "id": "e.id",
        "customer": "e.customer",
        "type": "n.code",
        "moment": "e.at",
        "amount": "ifnull(e.amount, 0)",
    },
)
# Messages that went out. Whether one was delivered depends on whether its channel reports deliveries, so both are told.
MESSAGES = Source(
    table="messages",
    named="channel",
    names="SELECT DISTINCT channel FROM messages WHERE id > :after",
    columns={
        "id": "m.id",
        "customer": "m.customer",
        "origin": "m.origin",
        "channel": "n.code",
        "sent": f"ifnull(m.sent_at, {UNSENT})",
        "moment": "coalesce(m.delivered_at, m.sent_at)",
        "derived": results.DERIVED,
        "proven": results.PROVEN,
        "reported": "m.delivered_at IS NOT NULL",
    },
    where="coalesce(m.sent_at, m.delivered_at) IS NOT NULL",
)
SOURCES = (EVENTS, MESSAGES)
