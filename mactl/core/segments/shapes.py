"""The JSON Schemas of conditions, made of what each kind says of its keys: an editor completes and checks by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mactl.core.segments.condition import Condition
from mactl.core.segments.operators import DATES, FLAGS, OPERATORS, TEXTS

Shape = Mapping[str, Any]

TEXT: Shape = {"type": "string", "minLength": 1}
FLAG: Shape = {"type": "boolean"}
COMPARISONS: Shape = {"$ref": "#/$defs/comparisons"}
CONDITION: Shape = {"$ref": "#/$defs/condition"}
CONDITIONS: Shape = {"type": "array", "items": CONDITION}
WHERE: Shape = {"type": "object", "additionalProperties": COMPARISONS}
_SCALAR: Shape = {"type": ["string", "number", "boolean"]}
_DAY: Shape = {"type": ["string", "number"]}
WINDOW: Mapping[str, Shape] = {
    "within": TEXT,
    "before": _DAY,
    "after": _DAY,
    "between": {"type": "array", "items": _DAY, "minItems": 2, "maxItems": 2},
}
_SPAN: Shape = {
    "type": "object", "properties": {"from": TEXT, "to": TEXT}, "required": ["from", "to"],
    "additionalProperties": False,
}  # fmt: skip


def one_of(names: Iterable[str]) -> Shape:
    """Return the schema of one of these words."""
    return {"enum": list(names)}


def closed(properties: Mapping[str, Shape], *required: str) -> Shape:
    """Return the schema of an object with these keys and no others."""
    return {
        "type": "object", "properties": dict(properties), "required": list(required), "additionalProperties": False,
    }  # fmt: skip


def definitions(kinds: Iterable[type[Condition]]) -> dict[str, Shape]:
    """Return what schemas refer to: "condition", each kind of it as "condition:KEY", and "comparisons"."""
    made: dict[str, Shape] = {"comparisons": {"anyOf": [_SCALAR, _operators()]}}
    for kind in kinds:
        for key, shape in kind.shapes().items():
            about = (kind.__doc__ or "").partition("\n\n")[0].replace("``", "")
            made[f"condition:{key}"] = {"description": " ".join(about.split()), **shape}
    return {"condition": {"anyOf": [{"$ref": f"#/$defs/{name}"} for name in made if ":" in name]}, **made}


def _operators() -> Shape:
    """Return the schema of an object of operators, with what each compares with."""
    return {**closed({name: _operand(name) for name in OPERATORS}), "minProperties": 1}


def _operand(operator: str) -> Shape:
    if operator in FLAGS:
        return FLAG
    if operator in {"in", "not_in"}:
        return {"type": "array", "items": _SCALAR, "minItems": 1}
    if operator == "between":
        return {"type": "array", "items": _SCALAR, "minItems": 2, "maxItems": 2}
    if operator == "anniversary":
        return {"anyOf": [TEXT, _SPAN]}
    return _DAY if operator in (*TEXTS, *DATES) else _SCALAR
