"""A row about a customer, from any file, made values that the database stores, or named faults.

This is the hot path of an import: one dictionary look-up and one check a field, no model is built. A test holds it
against `core.model.customer.Customer`, which says the same in types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import orjson

from mactl.core.decode.alike import Alike, alike, numbered
from mactl.core.decode.attributes import as_json, untyped
from mactl.core.decode.consents import Grant, consents
from mactl.core.decode.emails import email
from mactl.core.decode.faults import shown
from mactl.core.decode.labels import clean, label, labels, name_of
from mactl.core.decode.phones import e164
from mactl.core.decode.rejected import Rejected
from mactl.core.model.customer import ADDRESSES, KEYS, LISTS, TEXTS
from mactl.errors import MactlError
from mactl.i18n import _

Row = dict[str, Any]
Address = tuple[str, str | None, str | None]  # kind, value (None: take it away), platform
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How rows are read.

    ``authored``: keys beyond a customer's are refused (customers.json); otherwise they become attributes. ``table``:
    every cell is text (CSV, Excel), so an empty one says nothing and digits are numbers. ``instant``, ``day`` and
    ``zone`` read a time, a date and a zone's name as the workspace writes them. ``granted`` are channels whose consent
    the batch records, with ``source``.
    """

    instant: Callable[[object], int]
    day: Callable[[object], str]
    zone: Callable[[str], str]
    now: int
    region: str = "CN"
    authored: bool = False
    table: bool = False
    source: str = ""
    granted: tuple[str, ...] = ()


class Profile(NamedTuple):
    """One customer's row, read. ``columns`` holds only the columns that the row names; None clears one."""

    number: int
    key: str | None
    digest: int
    columns: dict[str, object]
    addresses: list[Address]
    consents: list[Grant]
    tags: list[str]
    attributes: str


class Reader:
    """Reads rows one way. What many rows say alike (consents, tags) is read once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._said: dict[bytes, list[Grant]] = {}
        self._tags: dict[tuple[object, ...], list[str]] = {}

    def read(self, row: Row, number: int, mark: int) -> Profile | Rejected:
        """Read one row; ``number`` is its place in the file, ``mark`` its digest."""
        draft = Draft(self)
        faults: list[tuple[str, MactlError]] = []
        table = self.reading.table
        for name, value in row.items():
            take = _TAKERS.get(name, _other)
            if (value is None or value == "") and (table or take is _other):
                continue
            try:
                take(draft, name, value)
            except MactlError as fault:
                faults.append((name, fault))
        if draft.key is None and not faults and not any(one[1] for one in draft.addresses):
            faults.append(("id", MactlError(_("the row has no id and no address to know the customer by"))))
        if faults:
            return Rejected(number, faults[0][0], "; ".join(_said(name, fault) for name, fault in faults), row)
        for channel in self.reading.granted:
            draft.grant(channel)
        extra = as_json(draft.extra) if draft.extra else "{}"
        return Profile(number, draft.key, mark, draft.columns, draft.addresses, draft.consents, draft.tags, extra)

    def consents(self, value: object) -> list[Grant]:
        """Return the consents that ``value`` states."""
        reading = self.reading
        try:
            said = orjson.dumps(value)
        except TypeError:
            said = repr(value).encode("utf-8", "replace")
        found = self._said.get(said)
        if found is None:
            found = list(consents(value, reading.instant, reading.now, reading.source))
            if len(self._said) < _REMEMBERED:
                self._said[said] = found
        return found

    def all_consents(self, values: Sequence[object]) -> Alike[Grant]:
        """Return the consents that each of ``values`` states; most state what others did."""
        with suppress(TypeError):
            names, which = numbered(map(orjson.dumps, values))
            if None not in (found := [self._said.get(name) for name in names]):
                return Alike(cast("list[list[Grant]]", found), which)
        return alike(list(map(self.consents, values)))

    def all_tags(self, values: Sequence[Any]) -> Alike[str]:
        """Return the tags of each of ``values``, lists all; most hold what others did."""
        with suppress(TypeError):
            names, which = numbered(map(tuple, values))
            if None not in (found := [self._tags.get(name) for name in names]):
                return Alike(cast("list[list[str]]", found), which)
        return alike(list(map(self.tags, values)))

    def tags(self, value: list[Any]) -> list[str]:
        """Return the tags of a list, each once."""
        try:
            found = self._tags.get(said := tuple(value))
        except TypeError:  # a list or an object among them
            return labels(value)
        if found is None:
            found = list(dict.fromkeys(labels(value)))
            if len(self._tags) < _REMEMBERED:
                self._tags[said] = found
        return found


def _said(name: str, fault: MactlError) -> str:
    words = f"{name}: {fault.message}"
    return f"{words} ({fault.hint})" if fault.hint else words


class Draft:
    """A profile while its row is read."""

    __slots__ = ("addresses", "columns", "consents", "extra", "key", "reader", "tags")

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.key: str | None = None
        self.columns: dict[str, object] = {}
        self.addresses: list[Address] = []
        self.consents: list[Grant] = []
        self.tags: list[str] = []
        self.extra: Mapping[str, object] = {}

    def grant(self, channel: str) -> None:
        """Record the batch's own consent, unless the row itself says something of this channel."""
        reading = self.reader.reading
        if all((said[0], said[1]) != (channel, "") for said in self.consents):
            self.consents = [*self.consents, (channel, "", "granted", reading.now, reading.source, "")]


def _id(draft: Draft, _name: str, value: object) -> None:
    draft.key = name_of(value)


def _text(draft: Draft, name: str, value: object) -> None:
    if type(value) is str and len(value) < 1000 and value.isprintable():
        draft.columns[name] = value.strip() or None
    else:
        draft.columns[name] = label(value)


def _zone(draft: Draft, name: str, value: Any) -> None:
    if value and not isinstance(value, str):
        raise MactlError(_("“{value}” is not the name of a time zone", value=shown(value)))
    draft.columns[name] = draft.reader.reading.zone(value) if value else None


def _birthday(draft: Draft, name: str, value: object) -> None:
    if isinstance(value, str) and value.startswith("{"):
        value = untyped(value)
    if isinstance(value, Mapping):
        if set(value) != {"lunar"}:
            raise MactlError(_("“{value}” is not a birthday", value=shown(value)), _('Write {"lunar": "08-15"}.'))
        draft.columns[name] = "lunar:" + clean(str(value["lunar"]))
    else:
        draft.columns[name] = draft.reader.reading.day(value) if value else None


def _instant(draft: Draft, name: str, value: object) -> None:
    draft.columns[name] = draft.reader.reading.instant(value) if value else None


def _email(draft: Draft, name: str, value: object) -> None:
    draft.addresses.append((name, email(value) if value else None, None))


def _phone(draft: Draft, name: str, value: object) -> None:
    draft.addresses.append((name, e164(value, draft.reader.reading.region) if value else None, None))


def _address(draft: Draft, name: str, value: object) -> None:
    draft.addresses.append((name, name_of(value) if value else None, None))


def _ids(draft: Draft, _name: str, value: object) -> None:
    for shop, known in _mapping(value, "ids").items():
        if shop in KEYS or not shop.isidentifier():
            raise MactlError(_("“{shop}” cannot name a shop", shop=shown(shop)), _('Write {"taobao": "123"}.'))
        draft.addresses.append((shop, name_of(known) if known else None, None))


def _tokens(draft: Draft, _name: str, value: object) -> None:
    for one in _items(value):
        if isinstance(one, Mapping):
            if set(one) - {"token", "platform"} or not one.get("token"):
                raise MactlError(_("a push token is {shape}", shape='{"token": "...", "platform": "ios"}'))
            platform = one.get("platform")
            draft.addresses.append(("push_token", name_of(one["token"]), label(platform) if platform else None))
        else:
            draft.addresses.append(("push_token", name_of(one), None))


def _items(value: object) -> list[object]:
    read = untyped(value) if isinstance(value, str) else value
    if isinstance(read, list | tuple):
        return list(read)
    return [] if read is None or read == "" else [read]


def _tags(draft: Draft, _name: str, value: object) -> None:
    draft.tags = draft.reader.tags(value) if type(value) is list else list(dict.fromkeys(labels(value)))


def _consents(draft: Draft, _name: str, value: object) -> None:
    found = draft.reader.consents(value)
    draft.consents = [*draft.consents, *found] if draft.consents else found


def _attributes(draft: Draft, _name: str, value: object) -> None:
    given = _mapping(value, "attributes")
    draft.extra = {**draft.extra, **given} if draft.extra else given


def _other(draft: Draft, name: str, value: object) -> None:
    """Take a column that no customer has by itself: an attribute, or in an authored file a fault."""
    reading = draft.reader.reading
    if reading.authored:
        import difflib

        near = difflib.get_close_matches(name, KEYS, 1)
        hint = _("Did you mean “{name}”?", name=near[0]) if near else _("Put it under “attributes”.")
        raise MactlError(_("a customer has no “{name}”", name=shown(name)), hint)
    if name.startswith(_CONSENT):
        _consents(draft, name, {name[len("consent:") :]: value})
    elif name.startswith("ids."):
        _ids(draft, name, {name[len("ids.") :]: value})
    else:
        kept = untyped(value) if reading.table else value
        draft.extra = {**draft.extra, name.removeprefix("attributes."): kept}


_CONSENT = ("consent:", "consent_", "consent.")


def _mapping(value: object, name: str) -> Mapping[str, Any]:
    read = untyped(value) if isinstance(value, str) else value
    if read is None or read == "":
        return {}
    if not isinstance(read, Mapping):
        raise MactlError(_("“{name}” is an object of names and values", name=name))
    return read


_TAKERS: dict[str, Callable[[Draft, str, Any], None]] = {
    "id": _id,
    **dict.fromkeys(TEXTS, _text),
    "time_zone": _zone,
    "birthday": _birthday,
    "signup_at": _instant,
    **dict.fromkeys(ADDRESSES, _address),
    "email": _email,
    "phone": _phone,
    **dict(zip(LISTS, (_tags, _consents, _attributes, _ids, _tokens, _tokens), strict=True)),
}
