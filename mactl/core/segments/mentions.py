"""The names that a condition looks for in the data: what it would be silent about if nobody had them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from mactl.core.segments.condition import Condition

Kind = Literal["field", "event", "tag", "rfm", "campaign", "flow"]


def mentions(condition: Condition) -> list[tuple[Kind, str]]:
    """Return the fields, events, whole tags, RFM groups, campaigns and flows that ``condition`` names, each once."""
    return list(dict.fromkeys(_named(condition.json())))


def existence(kind: Kind, name: str) -> dict[str, object]:
    """Return the JSON of the condition that anybody has ``name`` at all."""
    if kind == "field":
        return {f"profile.{name}": {"exists": True}}
    return {"message": "sent", kind: name} if kind in {"campaign", "flow"} else {kind: name}


def _named(said: object) -> Iterator[tuple[Kind, str]]:
    parts = said if isinstance(said, list) else []
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from _here(key, value)
        # What is asked of an event's properties names nothing of the customer.
        parts = [value for key, value in said.items() if key != "where" and not key.startswith("profile.")]
    for part in parts:
        yield from _named(part)


def _here(key: str, value: object) -> list[tuple[Kind, str]]:
    if key.startswith("profile."):
        return [("field", key.removeprefix("profile."))]
    if key == "event":
        return [("event", str(value))]
    if key == "tag":
        return [("tag", name) for name in _whole(value)]
    if key in {"campaign", "flow"}:
        return [("campaign" if key == "campaign" else "flow", str(value))]
    return [("rfm", name) for name in _whole(value)] if key == "rfm" else []


def _whole(said: object) -> list[str]:
    if not isinstance(said, Mapping):
        return [str(said)]
    found = [said[operator] for operator in ("=", "!=") if operator in said]
    return [str(name) for name in (*found, *said.get("in", ()), *said.get("not_in", ()))]
