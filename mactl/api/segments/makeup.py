"""What a segment's members are like, against everybody: shares and the target group index (TGI)."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.api.segments.asking import Asked
from mactl.core.segments.condition import Condition
from mactl.store import crowds, makeups

FIELDS = ("gender", "age", "city", "region", "country", "member_level", "locale", "tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One value of a field: how many members and how many of everybody have it."""

    field: str
    value: str | None
    members: int
    everybody: int
    size: int
    whole: int

    @property
    def share(self) -> float:
        """The share of members."""
        return self.members / self.size if self.size else 0.0

    @property
    def base(self) -> float:
        """The share of everybody."""
        return self.everybody / self.whole if self.whole else 0.0

    @property
    def index(self) -> float | None:
        """The TGI: 100 where members have the value as often as everybody; None where nobody has it."""
        return 100 * self.share / self.base if self.base else None


def makeup(asked: Asked, condition: Condition, most: int = 5) -> tuple[int, tuple[Part, ...]]:
    """Return how many members there are, and for each field the values that most of them have."""
    database = asked.database
    size = crowds.gather(database, "crowd_members", condition, asked.context)
    whole = database.number("SELECT count(*) FROM customers")
    parts = []
    for field in FIELDS:
        for value, members, everybody in makeups.values(database, field, asked.context.now, most):
            parts.append(Part(field=field, value=value, members=members, everybody=everybody, size=size, whole=whole))
    return size, tuple(parts)
