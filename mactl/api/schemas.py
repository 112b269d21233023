"""JSON Schemas of the files that people write, so that an editor completes and checks them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mactl.authored import schema as schema_of
from mactl.authored.writing import write_whole
from mactl.config import channels, checks
from mactl.config.load import ANALYTICS, AUTOMATION, CAP, PLAIN, SINGLE, TESTER, WORKSPACE
from mactl.config.posting import ALERTS, REPORT, ROBOT
from mactl.core.flows.shapes import bodies, definitions, linked
from mactl.core.model.action import Action
from mactl.core.model.campaign import Campaign
from mactl.core.model.coupon import Coupon
from mactl.core.model.customer import Customer
from mactl.core.model.experiment import AbTest
from mactl.core.model.festival import Festival
from mactl.core.model.flow import Flow
from mactl.core.model.message import CHANNELS
from mactl.core.model.product import Product
from mactl.core.model.rfm import RfmClass, RfmSegment
from mactl.core.model.score import Score
from mactl.core.model.segment import Segment
from mactl.core.model.story import Story
from mactl.core.segments import shapes
from mactl.core.segments.parse import kinds
from mactl.errors import MactlError
from mactl.i18n import _

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MODELS = {
    "campaigns": Campaign,
    "customers": Customer,
    "segments": Segment,
    "scores": Score,
    "rfm_segments": RfmSegment,
    "rfm_classes": RfmClass,
    "products": Product,
    "actions": Action,
    "flows": Flow,
    "festivals": Festival,
    "coupons": Coupon,
    "ab_tests": AbTest,
}
# Lists whose objects are checked by the commands that use them.
_LISTS = ("strategies",)
_TYPES: Mapping[object, str] = {
    checks.text: "string",
    checks.flag: "boolean",
    checks.share: "number",
    checks.amount: "number",
    checks.country: "string",
    checks.currency: "string",
    checks.time_zone: "string",
    checks.locale: "string",
    checks.url: "string",
    checks.duration: "string",
    checks.per: "string",
    checks.mapping: "object",
    checks.numbers: "object",
    checks.amounts: "object",
    checks.portion: "number",
    checks.texts: "array",
}
NAMES = ("config", *_MODELS, *_LISTS, "stories")


def schema(name: str) -> dict[str, object]:
    """Return the JSON Schema of ``config.json`` ("config"), a list in ``data/`` ("campaigns") or a file of stories.

    Raises:
        MactlError: no file of that name has one.
    """
    if name == "config":
        return _config()
    if name in {"flows", "actions"}:
        return _with_steps(schema_of(_MODELS[name]))
    if name in _MODELS:
        return _with_conditions(schema_of(_MODELS[name]))
    if name == "stories":
        return _one_or_many(schema_of(Story))
    if name in _LISTS:
        return {"$schema": _DRAFT, "type": "array", "items": {"type": "object"}}
    raise MactlError(_("no schema named {name}", name=name), _("there are: {names}", names=", ".join(NAMES)))


def _one_or_many(made: dict[str, Any]) -> dict[str, object]:
    """Return the schema of a file that holds one object or a list of them."""
    return {**{key: made.pop(key) for key in ("$schema", "$defs") if key in made}, "anyOf": [made["items"], made]}


def _with_conditions(made: dict[str, Any]) -> dict[str, object]:
    """Return the schema of a list, with those of the conditions that it refers to, if it does."""
    linked_: dict[str, Any] = linked(made)
    if linked_ == made:
        return made
    return {**linked_, "$defs": {**linked_.get("$defs", {}), **shapes.definitions(kinds())}}


def _with_steps(made: dict[str, Any]) -> dict[str, object]:
    """Return the schema of flows or actions, with those of steps and triggers that it refers to."""
    shapes = definitions()
    for key, body in bodies().items():
        if key in made["items"]["properties"]:
            made["items"]["properties"][key] = body
    return {**linked(made), "$defs": {**linked(made.get("$defs", {})), **shapes}}


def write_all(folder: Path) -> list[Path]:
    """Write every schema into ``data/schemas/`` of a workspace, where the editor's settings look; return the files."""
    made = []
    for name in NAMES:
        path = folder / "data" / "schemas" / f"{name}.json"
        write_whole(path, (json.dumps(schema(name), ensure_ascii=False, indent=1) + "\n").encode())
        made.append(path)
    return made


def _config() -> dict[str, object]:
    """Return the schema of config.json, made of the tables by which it is read."""
    sections: dict[str, object] = {
        "$schema": {"type": "string"},
        "workspace": _object(WORKSPACE),
        "automation": _object(AUTOMATION),
        "analytics": _object(ANALYTICS),
        "channels": _closed({channel: _object(channels.KEYS, open_ended=True) for channel in CHANNELS}),
        "caps": {"type": "array", "items": _object(CAP)},
        "testers": {"type": "array", "items": _object(TESTER)},
        "reports": {"type": "array", "items": _object(REPORT)},
        "robots": {"type": "object", "additionalProperties": _object(ROBOT)},
        "alerts": _object(ALERTS),
    }
    for section in dict.fromkeys(path[0] for path in SINGLE):
        known = {key: check for (whose, key), (_name, check) in SINGLE.items() if whose == section}
        sections[section] = _closed({key: _value(check) for key, check in known.items()})
    sections |= {key: _value(check) for key, check in PLAIN.items()}
    return {"$schema": _DRAFT, **_closed(sections)}


def _object(known: Mapping[str, checks.Check], *, open_ended: bool = False) -> dict[str, object]:
    properties: dict[str, object] = {key: _value(check) for key, check in known.items()}
    return {"type": "object", "properties": properties} if open_ended else _closed(properties)


def _closed(properties: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _value(check: checks.Check) -> dict[str, object]:
    return {"type": _TYPES[check]} if check in _TYPES else {}
