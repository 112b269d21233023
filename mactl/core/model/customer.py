"""A customer as people write one in ``data/customers.json``, and the names by which one is known and reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

# The columns of a profile that are plain text.
TEXTS = ("name", "owner", "company", "member_level", "locale", "gender", "city", "region", "country")
# All columns of a profile, in the database's order.
COLUMNS = (
    "name", "owner", "company", "member_level", "time_zone", "locale",
    "birthday", "gender", "city", "region", "country", "signup_at",
)  # fmt: skip
# What a customer has one of, and is known again by. A customer may have several push tokens, and one id a shop.
ADDRESSES = ("email", "phone", "wechat_openid", "mini_openid", "unionid", "wecom_external_userid")
PUSH = "push_token"
# Keys of a customer that hold more than one value.
LISTS = ("tags", "consents", "attributes", "ids", "push_tokens", "push_token")
KEYS = frozenset(("id", *COLUMNS, *ADDRESSES, *LISTS))

Status = Literal["granted", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PushToken:
    """A device's push token and its platform ("ios", "android" ...)."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    token: str
    platform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent as a record: what was said, when, where, and what proves it (rule G3)."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    status: Status
    at: str | int | None = None
    source: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LunarDay:
    """A birthday of the lunar calendar, as month and day ("08-15")."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    lunar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer of ``data/customers.json``: who one is, how one is reached, what one allows.

    ``consents`` has a key a channel ("email") or a channel and topic ("email:promo"); true and false stand for a record
    without particulars. ``ids`` are the ids that shops know the customer by. Whatever else is known goes under
    ``attributes``.
    """

    __pydantic_config__: ClassVar = {"extra": "forbid"}

    id: str | int
    name: str | None = None
    email: str | None = None
    phone: str | int | None = None
    wechat_openid: str | None = None
    mini_openid: str | None = None
    unionid: str | None = None
    wecom_external_userid: str | None = None
    push_tokens: tuple[PushToken, ...] = ()
    push_token: str | PushToken | None = None
    ids: dict[str, str | int] = field(default_factory=dict)
    owner: str | None = None
    company: str | None = None
    member_level: str | int | None = None
    time_zone: str | None = None
    locale: str | None = None
    birthday: str | LunarDay | None = None
    gender: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    signup_at: str | int | None = None
    tags: tuple[str, ...] = ()
    consents: dict[str, bool | Consent] = field(default_factory=dict)
    attributes: dict[str, object] = field(default_factory=dict)
