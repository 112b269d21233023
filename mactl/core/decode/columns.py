"""Rows about customers read column by column: the pace of an import where its rows name the same fields.

A column is read by one function, its values in turn. A row with a value that is refused, or with a field that is not
read this way, is left to `profiles.Reader`, which names its faults: what rows mean is the same either way, and a test
holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import repeat
from typing import Any, TypeVar

from mactl.core.decode import emails, phones
from mactl.core.decode.alike import Alike, alike
from mactl.core.decode.attributes import all_as_json, all_untyped, as_json
from mactl.core.decode.block import Block
from mactl.core.decode.consents import Grant
from mactl.core.decode.emails import email
from mactl.core.decode.labels import LONGEST_ID, label, labels, name_of
from mactl.core.decode.phones import e164
from mactl.core.decode.profiles import Reader
from mactl.core.model.customer import ADDRESSES, COLUMNS, KEYS, TEXTS
from mactl.errors import MactlError

T = TypeVar("T")
Values = list[Any]
_REMEMBERED = 4096
_LEFT = MactlError("left to the reader of rows")  # never shown: that reader says what is wrong, if anything is
_TEXT, _DICTS, _LISTS = {str}, {dict}, {list}
_OFTEN = 4  # a column whose values stand this often each is read by its distinct values
_SHORT = 64  # characters: no limit of any field is below
_SHAPES = {"email": emails.COLUMN, "phone": phones.COLUMN}
_PLAIN = frozenset(("id", *TEXTS, *_SHAPES))
_BEYOND = frozenset(("ids", "push_tokens", "push_token"))  # rare: read row by row


class Columns:
    """Reads rows of one shape after another; each shape (the fields that its rows name, in order) is looked at once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._table = reader.reading.table
        self._takers = _takers(reader)
        self._whole: dict[tuple[str, ...], bool] = {}

    def read(
        self, fields: tuple[str, ...], rows: Sequence[Iterable[Any]], numbers: Sequence[int], marks: Sequence[int]
    ) -> tuple[Block, list[int]]:
        """Return the block of those ``rows`` (their values, in the order of ``fields``) that could be read.

        The places of the others come with it.
        """
        if not self._known(fields):
            return Block(), list(range(len(rows)))
        columns: dict[str, Values] = dict(zip(fields, map(list, zip(*rows, strict=True)), strict=True))
        left: set[int] = set()
        if self._table:
            left.update(_empty(columns.values()))
        found = {name: self._column(name, values, left) for name, values in columns.items() if name in KEYS}
        extra = [(name, values) for name, values in columns.items() if name not in KEYS or name == "attributes"]
        block = self._block(found, len(rows))
        block.numbers, block.digests = numbers, list(marks)
        block.attributes = self._attributes(extra, len(rows), left)
        left.update(_nobody(block))
        if left:
            block = block.without(left)
        return block, sorted(left)

    def _column(self, name: str, values: Values, left: set[int]) -> Values | Alike[Any]:
        """Read one column; the places of values that are refused go to ``left``."""
        kinds = set(map(type, values))
        try:
            if kinds == _DICTS and name == "consents":
                return self._reader.all_consents(values)
            if kinds == _LISTS and name == "tags":
                return self._reader.all_tags(values)
        except MactlError:
            pass  # found again value by value
        if _usual(name, values, kinds):
            return values
        return _column(self._takers[name], values, left, kinds)

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

    def _attributes(self, extra: list[tuple[str, Values]], size: int, left: set[int]) -> list[str]:
        """Return what rows name beyond a customer's own fields, as JSON objects."""
        if not extra:
            return ["{}"] * size
        if [name for name, _values in extra] == ["attributes"]:
            values = extra[0][1]
            kinds = set(map(type, values))
            return all_as_json(values) if kinds == _DICTS else _column(_object, values, left, kinds)
        if any(name == "attributes" for name, _values in extra):
            left.update(range(size))  # both: their order matters, and few files have both
            return ["{}"] * size
        names = [name.removeprefix("attributes.") for name, _values in extra]
        return _joined(names, [all_untyped(values) if self._table else values for _name, values in extra])


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
        "birthday": lambda value: reading.day(value) if type(value) is str and value[:1] != "{" else _none(value),
        "signup_at": lambda value: reading.instant(value) if value else None,
        **dict.fromkeys(ADDRESSES, lambda value: name_of(value) if value else None),
        "email": lambda value: email(value) if value else None,
        "phone": lambda value: e164(value, reading.region) if value else None,
        "tags": partial(_tags, reader, {}),
        "consents": reader.consents,
        "attributes": _nothing,
    }


def _column(take: Callable[[Any], Any], values: Values, left: set[int], kinds: set[type]) -> Values:
    """Read a column value by value; the places of values that are refused go to ``left``."""
    try:
        if kinds == _TEXT and len(distinct := set(values)) * _OFTEN < len(values):
            return list(map({value: take(value) for value in distinct}.__getitem__, values))
        return list(map(take, values))
    except MactlError:
        return [_one(take, place, value, left) for place, value in enumerate(values)]


def _usual(name: str, values: Values, kinds: set[type]) -> bool:
    """Return whether a column is texts that mean themselves: told of all at once, at a fraction of the cost."""
    if name not in _PLAIN or kinds != _TEXT or max(map(len, values)) > _SHORT:
        return False
    if name in _SHAPES:
        lines = "\n".join((*values, ""))
        return lines.count("\n") == len(values) and _SHAPES[name](lines) is not None
    # A value that holds the divider itself is merely read one by one, and so is a column with an empty value.
    whole = "|".join(("", *values, ""))
    return whole.isprintable() and not any(odd in whole for odd in ("| ", " |", "||"))


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


def _nothing(_value: object) -> None:
    """Leave a value to what reads it together with others."""


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
        if None in values or "" in values
        for place, value in enumerate(values)
        if value is None or value == ""
    }


def _nobody(block: Block) -> list[int]:
    """Return the places of rows without id and address."""
    if None not in block.keys:
        return []
    return [
        place
        for place, key in enumerate(block.keys)
        if key is None and not any(values[place] for values in block.addresses.values())
    ]
