"""A list of authored objects read against its model; a fault blocks only the object that holds it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from mactl.core.decode import faults as places
from mactl.core.decode.faults import Fault
from mactl.core.decode.machine import refusal
from mactl.core.decode.slugs import slug
from mactl.core.decode.strict_json import Document, read
from mactl.core.decode.wording import told
from mactl.errors import MactlError
from mactl.i18n import _

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class Named(Protocol):
    """What every authored object has."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """Its name."""


T = TypeVar("T", bound=Named)
Wrong = tuple[places.Path, str, str]  # path inside the object, message, hint
Check = Callable[[Any], Iterable[Wrong]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Generic[T]):
    """The good objects of a file, and the faults of the others: all, and by the ids and names that hold them.

    ``inner`` are faults inside good objects, by id: such an object stays, and what holds the fault cannot be used.
    """

    objects: tuple[T, ...]
    faults: tuple[Fault, ...] = ()
    blocked: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    inner: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)


def load_list(
    path: Path, kind: type[T], name: str = "", check: Check | None = None, look: Check | None = None
) -> Loaded[T]:
    """Return the objects of the list in ``path``; a file that is not there is an empty list.

    ``name`` is what people call the file ("data/campaigns.json"). ``check`` looks at each object that has the right
    shape for what a shape cannot say, ``look`` for faults that do not take the object away. References to other objects
    are for the caller to follow.

    Raises:
        MactlError: the file cannot be read, is not JSON, or holds no list; every such fault is named.
    """
    shown_as = name or path.name
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Loaded(objects=())
    except OSError as fault:
        raise MactlError(
            _("{file} cannot be read: {fault}", file=shown_as, fault=refusal(fault)), _("Check its mode.")
        ) from None
    return load_bytes(data, kind, shown_as, check, look)


def load_bytes(
    data: bytes, kind: type[T], name: str, check: Check | None = None, look: Check | None = None
) -> Loaded[T]:
    """Return the objects of a list that stands in no file yet; ``name`` is what people call its file.

    Raises:
        MactlError: it is not JSON, or no list.
    """
    document = read(data, name)
    if not isinstance(document.value, list):
        wrong = document.fault((), _("a list is wanted here"), _("Write it as a list in square brackets."))
        raise places.error([wrong], name)
    loaded = _read(document, document.value, kind, check)
    return loaded if look is None else replace(loaded, inner=_inner(document, document.value, loaded.objects, look))


def _read(document: Document, values: list[object], kind: type[T], check: Check | None) -> Loaded[T]:
    good: list[T] = []
    wrong: list[Fault] = []
    blocked: dict[str, tuple[Fault, ...]] = {}
    ids: dict[str, int] = {}
    names: dict[str, int] = {}
    for index, value in enumerate(values):
        found, faults = _one(value, kind, check)
        if found is not None:
            faults += _twice(document, found.id, "id", ids, index) + _twice(document, found.name, "name", names, index)
        told_of = tuple(document.fault((index, *path), message, hint) for path, message, hint in faults)
        wrong += told_of
        if found is not None and not faults:
            good.append(found)
        else:
            blocked |= dict.fromkeys(_called(value), told_of)
    return Loaded(objects=tuple(good), faults=tuple(wrong), blocked=blocked)


def _inner(document: Document, values: list[object], objects: Iterable[T], look: Check) -> dict[str, tuple[Fault, ...]]:
    """Return what ``look`` finds wrong inside good objects, each with its place in the file."""
    ids = [_with_id(value).get("id") if isinstance(value, dict) else None for value in values]
    found = {
        each.id: tuple(document.fault((ids.index(each.id), *path), message, hint) for path, message, hint in look(each))
        for each in objects
    }
    return {name: faults for name, faults in found.items() if faults}


def _called(value: object) -> list[str]:
    """Return what an object that holds a fault is called: its id and its name, as far as they are text."""
    known = _with_id(value) if isinstance(value, dict) else {}
    return [name for key in ("id", "name") if isinstance(name := known.get(key), str)]


def _twice(document: Document, value: str, key: str, seen: dict[str, int], index: int) -> list[Wrong]:
    """Name an id or name that an earlier object has."""
    first = seen.setdefault(value, index)
    if first == index:
        return []
    line = document.line((first, key))
    message = _("the {key} “{value}” is also that of line {line}", key=key, value=places.shown(value), line=line)
    return [((key,), message, _("Give each its own."))]


def _one(value: object, kind: type[T], check: Check | None) -> tuple[T | None, list[Wrong]]:
    """Return the object that ``value`` stands for, or what is wrong with it."""
    if not isinstance(value, dict):
        return None, [((), _("an object is wanted here"), _("Write it as an object in braces."))]
    from pydantic import ValidationError

    try:
        found: T = _adapter(kind).validate_json(json.dumps(_with_id(value)), strict=True)
    except ValidationError as faults:
        return None, told(faults.errors(include_url=False), value, kind)
    if not found.id or not found.name.strip():
        return None, [(("name",), _("a name is wanted here"), _("Write a name with letters or digits."))]
    return found, list(check(found)) if check else []


def _with_id(value: Mapping[str, object]) -> dict[str, object]:
    """Return an object with its id, made of its name where it has none."""
    name = value.get("name")
    given = {key: each for key, each in value.items() if key != "$schema"}
    return {"id": slug(name), **given} if isinstance(name, str) else given


@lru_cache(maxsize=32)
def _adapter(kind: type) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def schema(kind: type) -> dict[str, object]:
    """Return the JSON Schema of a file that is a list of ``kind``, for editors and ``mactl schema``."""
    one = _adapter(kind).json_schema(by_alias=True, ref_template="#/$defs/{model}")
    definitions = one.pop("$defs", {})
    for each in (one, *definitions.values()):
        if "description" in each:
            each["description"] = each["description"].partition("\n\n")[0].replace("``", "")
    required = [key for key in one.get("required", []) if key != "id"]
    found: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "array",
        "items": {**one, "required": required},
    }
    return {**found, "$defs": definitions} if definitions else found
