"""A story: what happens to one customer of a flow, and what the flow is to do then (authored, stories/*.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mactl.core.model.keys import STRICT

# What a story may expect. Every `sent` and `skipped` must be told, in order, and nothing else may be sent or skipped;
# the others are compared where the story tells one of their kind.
KINDS = ("sent", "skipped", "failed", "delayed", "exit", "task", "tag", "grant", "webhook")
ALWAYS = frozenset({"sent", "skipped", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A scripted test of ``flow``: its ``customer`` as in customers.json, ``events`` and what is expected.

    ``events`` are [instant, type] or [instant, type, properties]; ``tasks`` are what people do, [instant, step,
    outcome]: the open task of that step is completed. ``expect`` are [instant, kind, ...]: "sent" with step
    and channel, "skipped" and "failed" with step and reason, "delayed" with step and reason, "exit" with its reason,
    "task" with step, "tag" with the tag ("+vip"), "grant" with the coupon, "webhook" with step. ``until`` is when the
    story ends; without it, when nothing waits any more.
    """

    __pydantic_config__ = STRICT
    flow: str
    customer: Mapping[str, Any]
    events: tuple[tuple[Any, ...], ...] = ()
    tasks: tuple[tuple[Any, ...], ...] = ()
    expect: tuple[tuple[Any, ...], ...] = ()
    name: str = ""
    until: str | None = None
