"""What pydantic finds wrong with an object, said in this program's words."""

from __future__ import annotations

import dataclasses
import difflib
import json
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from mactl.core.decode.faults import Path, shown
from mactl.core.model.keys import json_key
from mactl.i18n import _

Wrong = tuple[Path, str, str]
_UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})
_MISSING = frozenset({"missing", "missing_argument", "missing_keyword_only_argument"})


def told(errors: Sequence[Mapping[str, Any]], value: Mapping[str, object], kind: type) -> list[Wrong]:
    """Return pydantic's ``errors`` over ``value`` as (path, message, hint), one a place."""
    wanted: dict[Path, list[str]] = {}
    found: list[Wrong] = []
    for each in errors:
        path, kept = _trim(tuple(each["loc"]), value)
        if each["type"] in _UNKNOWN:
            key = str(each["loc"][-1])
            found.append((path, _("unknown key “{key}”", key=shown(key)), _nearest(key, _keys(kind, path[:-1]))))
        elif each["type"] in _MISSING:
            found.append((path, _("“{key}” is missing", key=str(each["loc"][-1])), _("Add it.")))
        else:
            wanted.setdefault(path, []).append(_wanted(each))
            found += [(path, "", json.dumps(kept, ensure_ascii=False, default=str))] if len(wanted[path]) == 1 else []
    return [_filled(one, wanted) if not one[1] else one for one in found]


def _filled(one: Wrong, wanted: Mapping[Path, list[str]]) -> Wrong:
    """Say a value that is wrong, with all that it might have been."""
    path, _message, said = one
    choices = _(" or ").join(dict.fromkeys(wanted[path]))
    message = _("{value} is not what is wanted here", value=shown(said))
    return path, message, _("Write {wanted}.", wanted=choices)


def _trim(location: Path, value: Any) -> tuple[Path, object]:
    """Return the part of ``location`` that ``value`` has (pydantic adds the branches of unions), and what is there."""
    path: list[str | int] = []
    for key in location:
        if (isinstance(value, dict) and key in value) or (isinstance(value, list) and isinstance(key, int)):
            path.append(key)
            value = value[key]  # type: ignore[index]
    return tuple(path), value


def _wanted(error: Mapping[str, Any]) -> str:
    """Return what pydantic wanted, in words."""
    said = {
        "string_type": _("a text in quotes"),
        "bool_type": _("true or false"),
        "int_type": _("a whole number"),
        "float_type": _("a number"),
        "decimal_type": _("a number"),
        "decimal_parsing": _("a number"),
        "int_parsing": _("a whole number"),
        "int_from_float": _("a whole number"),
        "int_parsing_size": _("a whole number"),
        "float_parsing": _("a number"),
        "finite_number": _("a number"),
        "bool_parsing": _("true or false"),
        "is_instance_of": _("a number"),
        "tuple_type": _("a list in square brackets"),
        "list_type": _("a list in square brackets"),
        "dict_type": _("an object in braces"),
        "mapping_type": _("an object in braces"),
        "dataclass_type": _("an object in braces"),
        "dataclass_exact_type": _("an object in braces"),
        "none_required": "null",
    }
    kind = str(error["type"])
    if kind == "literal_error":
        return str(error["ctx"]["expected"]).replace("'", '"').replace(" or ", _(" or "))
    return said.get(kind) or _("another value")


def _nearest(key: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(key, known, 1, 0.6)
    if close:
        return _("Did you mean {guess}?", guess=close[0])
    return _("There are: {names}.", names=", ".join(known))


def _keys(kind: object, path: Path) -> list[str]:
    """Return the keys of the object at ``path`` of a ``kind``."""
    model = _model(kind)
    if model is None:
        return []
    hints = typing.get_type_hints(model)
    for depth, key in enumerate(path):
        for field in hints:
            if json_key(field) == key:
                return _keys(hints[field], path[depth + 1 :])
    return [json_key(field.name) for field in dataclasses.fields(model)]


def _model(kind: object) -> Any:
    """Return the first dataclass inside a type: the one of a list's elements, of a union's object."""
    if dataclasses.is_dataclass(kind):
        return kind
    return next((found for inner in typing.get_args(kind) if (found := _model(inner)) is not None), None)
