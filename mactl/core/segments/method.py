"""What a method of segmentation is: the socket that the files of ``methods/`` fit.

A method is given facts (columns of numbers, a place a customer) and splits customers into groups. Every file of
``methods/`` has a ``METHOD``; its name is its registration. A method's ``NEEDS`` say what the store is asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from mactl.core.model.report import Column, Table
from mactl.core.model.rfm import RfmMap
from mactl.core.segments.facts import Facts

if TYPE_CHECKING:
    from mactl.core.segments.facts import Ints

Need = Literal["everybody", "intervals", "activity", "columns", "tags"]
# What people do, by the standard events that show it; "read" is told by the ledger (opens and clicks by humans).
ACTIVITY: Mapping[str, tuple[str, ...]] = {
    "viewed": ("product_viewed", "page_view", "content_viewed", "app_open", "login", "store_visited"),
    "wanted": ("cart_updated", "checkout_started", "order_placed"),
    "read": (),
}
SCALE = 10_000  # stored units of one of the currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How to split.

    ``as_of`` is the instant looked at and ``zone`` the one that its days are counted in; ``window`` the length back
    from it, "" for all time. ``bins`` is the number of scores (rfm) or tiers, ``limits`` are limits of a person's own
    choosing (days for lifecycle), ``by`` the fields to split by (attribute), ``split`` how the eight classes tell high
    from low: "mean", "median", or three limits. ``groups`` and ``seed`` are for clusters; 0 groups: choose.
    """

    as_of: int
    zone: str
    map: RfmMap
    window: str = ""
    bins: int = 5
    by: tuple[str, ...] = ()
    limits: tuple[float, ...] = ()
    split: str = "mean"
    groups: int = 0
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the customers: ``who`` are their places in the facts.

    ``key`` names it for programs, ``name`` for people; ``use`` says in one line what it is good for.
    """

    key: str
    name: str
    who: Ints
    use: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One way of splitting the same people: a table of groups. ``key`` is its name in JSON, ``by`` the field."""

    groups: tuple[Group, ...]
    base: int
    key: str = "groups"
    title: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What a method found.

    ``cuts`` are the cut points for programs, ``sentences`` and ``tables`` more for people. ``columns`` are those of the
    list of customers, beside their ids; ``listing`` makes it: a sequence of values a column, a place a customer.
    """

    parts: tuple[Part, ...]
    cuts: Mapping[str, Sequence[float]] | None = None
    bins: int | None = None
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    columns: tuple[Column, ...] = ()
    listing: Callable[[], Sequence[Sequence[object]]] | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


class Method(ABC):
    """A way of splitting customers into groups."""

    __slots__ = ()
    NEEDS: ClassVar[frozenset[Need]] = frozenset()
    # The window that this method looks at where none was asked for; "" is all time.
    WINDOW: ClassVar[str] = ""
    # The fields of the profile that this method splits by where none was asked for.
    BY: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def title(self) -> str:
        """Return what people call it, in the language spoken."""

    @abstractmethod
    def split(self, facts: Facts, asked: Asked) -> Split:
        """Return the groups; raise MactlError where the facts cannot be split."""
