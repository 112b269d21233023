"""Rows about customers read column by column: the pace of an import where its rows name the same fields.

A column is read by one function, its values in turn. A row with a value that is refused, or with a field that is not
read this way, is left to `profiles.Reader`, which names its faults: what rows mean is the same either way, and a test
holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import repeat
from typing import Any, TypeVar

import orjson

from mactl.core.decode.alike import Alike, alike, numbered
from mactl.core.decode.attributes import all_as_json, all_untyped, as_json, typed
from mactl.core.decode.block import Block
from mactl.core.decode.consents import Grant
from mactl.core.decode.emails import email
from mactl.core.decode.labels import LONGEST_ID, label, labels, name_of
from mactl.core.decode.phones import e164
from mactl.core.decode.profiles import Reader
from mactl.core.decode.spelt import Spelt, objects, unspelt
from mactl.core.decode.usual import spelt_usual, usual
from mactl.core.model.customer import ADDRESSES, COLUMNS, KEYS, TEXTS
from mactl.errors import MactlError

T = TypeVar("T")
Values = list[Any]
_REMEMBERED = 4096
_LEFT = MactlError("left to the reader of rows")  # never shown: that reader says what is wrong, if anything is
_TEXT, _DICTS, _LISTS = {str}, {dict}, {list}
_LISTED = frozenset(("consents", "tags"))
_OFTEN = 4  # a column whose values stand this often each is read by its distinct values
_READ = KEYS - {"attributes"}
_BEYOND = frozenset(("ids", "push_tokens", "push_token"))  # rare: read row by row


class Columns:
    """Reads rows of one shape after another; each shape (the fields that its rows name, in order) is looked at once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._table = reader.reading.table
        self._takers = _takers(reader)
        self._whole: dict[tuple[str, ...], bool] = {}
        self._taken: dict[str, dict[bytes, Any]] = {}

    def read(
        self, fields: tuple[str, ...], columns: Sequence[Values | Spelt], numbers: Sequence[int], marks: Sequence[int]
    ) -> tuple[Block, list[int]]:
        """Return the block of those rows that could be read, and the places of the others.

        ``columns`` hold the values of the rows, in the order of ``fields``.
        """
        size = len(numbers)
        if not self._known(fields):
            return Block(), list(range(size))
        named = dict(zip(fields, columns, strict=True))
        left: set[int] = set()
        if self._table:
            left.update(_empty(named.values()))
        found = {name: self._column(name, values, left) for name, values in named.items() if name in _READ}
        extra = [(name, values) for name, values in named.items() if name not in KEYS or name == "attributes"]
        block = self._block(found, size)
        block.numbers, block.digests = numbers, list(marks)
        block.attributes = self._attributes(extra, size, left)
        left.update(_nobody(block))
        if left:
            block = block.without(left)
        return block, sorted(left)

    def _column(self, name: str, values: Values | Spelt, left: set[int]) -> Values | Spelt | Alike[Any]:
        """Read one column; the places of values that are refused go to ``left``."""
        if isinstance(values, Spelt):
            with suppress(MactlError):  # found again value by value
                if (found := self._spelt(name, values)) is not None:
                    return found
            values = values.values()
        kinds = set(map(type, values))
        try:
            if kinds == _DICTS and name == "consents":
                return self._reader.all_consents(values)
            if kinds == _LISTS and name == "tags":
                return self._reader.all_tags(values)
        except MactlError:
            pass  # found again value by value
        if usual(name, values, kinds):
            return values
        return _column(self._takers[name], values, left, kinds)

    def _spelt(self, name: str, values: Spelt) -> Spelt | Alike[Any] | None:
        """Read a column by its texts; None where its values have to be looked at."""
        if spelt_usual(name, values):
            return values
        texts, which = numbered(values.texts)
        if name not in _LISTED and (name == "id" or len(texts) * _OFTEN >= len(values)):
            return None
        taken = self._taken.setdefault(name, {})
        if len(taken) + len(texts) > _REMEMBERED:
            taken.clear()
        taken.update((text, self._value(name, text)) for text in texts if text not in taken)
        each = list(map(taken.__getitem__, texts))
        return Alike(each, which) if name in _LISTED else Spelt(list(map(each.__getitem__, which)))

    def _value(self, name: str, text: bytes) -> Any:
        """Return what a value means: a list, or the JSON of another."""
        found = self._takers[name](orjson.loads(text))
        return found if name in _LISTED else orjson.dumps(found)

    def _known(self, fields: tuple[str, ...]) -> bool:
        """Return whether all fields of a shape can be read by columns."""
        whole = self._whole.get(fields)
        if whole is None:
            authored = self._reader.reading.authored
            whole = not any(
                name in _BEYOND or (name not in KEYS and (authored or name.startswith(("consent", "ids."))))
                for name in fields
            )
            if len(self._whole) < _REMEMBERED:
                self._whole[fields] = whole
        return whole

    def _block(self, found: dict[str, Any], size: int) -> Block:
        return Block(
            keys=found.get("id", [None] * size),
            addresses={kind: values for kind, values in found.items() if kind in ADDRESSES},
            tags=_shared(found.get("tags"), size),
            consents=self._granted(_shared(found.get("consents"), size)),
            columns={name: values for name, values in found.items() if name in COLUMNS},
        )

    def _granted(self, said: Alike[Grant]) -> Alike[Grant]:
        """Return each row's consents, with those that the batch grants to all."""
        reading = self._reader.reading
        grants: list[Grant] = [
            (channel, "", "granted", reading.now, reading.source, "") for channel in dict.fromkeys(reading.granted)
        ]
        return Alike([[*one, *_unsaid(grants, one)] for one in said.kinds], said.which) if grants else said

    def _attributes(self, extra: list[tuple[str, Values | Spelt]], size: int, left: set[int]) -> list[str] | Spelt:
        """Return what rows name beyond a customer's own fields, as JSON objects."""
        if not extra:
            return ["{}"] * size
        if [name for name, _values in extra] == ["attributes"]:
            said = extra[0][1]
            if isinstance(said, Spelt) and said.all_objects():
                return said
            values = unspelt(said)
            kinds = set(map(type, values))
            return all_as_json(values) if kinds == _DICTS else _column(_object, values, left, kinds)
        names = [name.removeprefix("attributes.") for name, _values in extra]
        if "attributes" in names or len(set(names)) < len(names):
            left.update(range(size))  # twice the same: their order matters, and few files have that
            return ["{}"] * size
        columns = [values for _name, values in extra]
        spelt = [column for column in columns if isinstance(column, Spelt)]
        if len(spelt) == len(columns):
            found = objects(names, list(map(typed, spelt)) if self._table else spelt)
            if found is not None:
                return found
        each = map(unspelt, columns)
        return _joined(names, list(map(all_untyped, each)) if self._table else list(each))


def _shared(said: Alike[T] | list[list[T] | None] | None, size: int) -> Alike[T]:
    """Return what rows say in lists, nothing where no row does; one that was refused says nothing either."""
    if isinstance(said, Alike):
        return said
    nothing: list[T] = []
    return alike([one or nothing for one in said] if said else [nothing] * size)


def _takers(reader: Reader) -> dict[str, Callable[[Any], Any]]:
    """Return what reads the values of each field."""
    reading = reader.reading
    return {
        "id": _id,
        **dict.fromkeys(TEXTS, _text),
        "time_zone": lambda value: reading.zone(value) if type(value) is str and value else _none(value),
        "birthday": lambda value: (
            reading.day(value) if type(value) is str and value and value[0] != "{" else _none(value)
        ),
        "signup_at": lambda value: reading.instant(value) if value else None,
        **dict.fromkeys(ADDRESSES, lambda value: name_of(value) if value else None),
        "email": lambda value: email(value) if value else None,
        "phone": lambda value: e164(value, reading.region) if value else None,
        "tags": partial(_tags, reader, {}),
        "consents": reader.consents,
    }


def _column(take: Callable[[Any], Any], values: Values, left: set[int], kinds: set[type]) -> Values:
    """Read a column value by value; the places of values that are refused go to ``left``."""
    try:
        if kinds == _TEXT and len(distinct := set(values)) * _OFTEN < len(values):
            return list(map({value: take(value) for value in distinct}.__getitem__, values))
        return list(map(take, values))
    except MactlError:
        return [_one(take, place, value, left) for place, value in enumerate(values)]


def _one(take: Callable[[Any], Any], place: int, value: object, left: set[int]) -> Any:
    try:
        return take(value)
    except MactlError:
        left.add(place)
        return None


def _id(value: object) -> str | None:
    if type(value) is str and value.isprintable() and len(value) <= LONGEST_ID:
        return value.strip() or None
    return name_of(value)


def _text(value: object) -> str | None:
    if type(value) is str and value.isprintable() and len(value) < 1000:
        return value.strip() or None
    return label(value)


def _none(value: object) -> None:
    """Read an empty value; leave others to the reader of rows."""
    if value is not None and value != "":
        raise _LEFT


def _object(value: object) -> str:
    if type(value) is dict:
        return as_json(value)
    _none(value)
    return "{}"


def _tags(reader: Reader, known: dict[str, list[str]], value: Any) -> list[str]:
    if type(value) is list:
        return reader.tags(value)
    if type(value) is not str:
        return list(dict.fromkeys(labels(value)))
    found = known.get(value)
    if found is None:
        found = list(dict.fromkeys(labels(value)))
        if len(known) < _REMEMBERED:
            known[value] = found
    return found


def _joined(names: Sequence[str], columns: Sequence[Values]) -> list[str]:
    """Return each row's attributes; empty ones are not named."""
    rows: list[dict[str, object]] = list(map(dict, map(zip, repeat(names), zip(*columns, strict=True))))
    if any(None in values or "" in values for values in columns):
        rows = [{name: value for name, value in row.items() if value is not None and value != ""} for row in rows]
    return all_as_json(rows)


def _unsaid(grants: Sequence[Grant], said: Sequence[Grant]) -> list[Grant]:
    """Return the batch's grants of which a row itself says nothing."""
    spoken = {one[0] for one in said if not one[1]}
    return [one for one in grants if one[0] not in spoken]


def _empty(columns: Any) -> set[int]:
    """Return the places of a table's empty cells, which say nothing."""
    return {
        place
        for values in columns
        if not isinstance(values, Spelt) and (None in values or "" in values)
        for place, value in enumerate(values)
        if value is None or value == ""
    }


def _nobody(block: Block) -> list[int]:
    """Return the places of rows without id and address."""
    if not block.nameless:
        return []
    addresses = list(map(unspelt, block.addresses.values()))
    return [
        place
        for place, key in enumerate(unspelt(block.keys))
        if key is None and not any(values[place] for values in addresses)
    ]
