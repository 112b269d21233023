"""Posting to an audience as a whole: one call a post, one row a post, aggregate receipts (rule M11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from mactl.adapters.transport import open_line
from mactl.core.model.message import Channel, Content, Outgoing, Receipt
from mactl.engine import planning
from mactl.engine.shift import Shift
from mactl.engine.workspace import Workspace
from mactl.store import broadcasts, controls
from mactl.store.broadcasts import Broadcast
from mactl.store.database import Database
from mactl.store.origins import Origin


def post(workspace: Workspace, database: Database, launches: Sequence[Origin], shift: Shift) -> None:
    """Send the queued posts of launches that are due and not stopped."""
    for origin in launches:
        for each in broadcasts.of_origin(database, origin.id):
            if each.state == "queued" and each.due <= shift.clock.now():
                _post(workspace, database, origin, each, shift)


def has_due(database: Database, origin: int, now: int) -> bool:
    """Tell whether a launch has a post that is due."""
    return any(each.state == "queued" and each.due <= now for each in broadcasts.of_origin(database, origin))


def _post(workspace: Workspace, database: Database, origin: Origin, each: Broadcast, shift: Shift) -> None:
    with database.transaction():
        if controls.stopped(database, origin.name, each.channel) or not broadcasts.claim(database, each.id):
            return
    receipt = _hand(workspace, origin, each, shift)
    state = {"sent": "sent", "unknown": "unknown", "error": "failed"}[receipt.status]
    with database.transaction():
        broadcasts.settle(
            database,
            each.id,
            state,
            reason=receipt.detail or receipt.error,
            provider_id=receipt.provider_id,
            now=shift.clock.now(),
        )


def _hand(workspace: Workspace, origin: Origin, each: Broadcast, shift: Shift) -> Receipt:
    provider = planning.provider_of(workspace, cast("Channel", each.channel), origin.mode)
    line = open_line(provider, clock=shift.clock, sandbox_folder=workspace.sandbox)
    body = each.content
    message = Outgoing(
        id=each.id,
        key=f"{origin.mode}/{origin.kind}/{origin.name}/{origin.occurrence}/{each.channel}",
        channel=cast("Channel", each.channel),
        address="",
        content=Content(subject=body.get("subject", ""), text=body.get("text", ""), data=body.get("data", {})),
        at=shift.clock.now(),
        campaign=origin.name,
    )
    try:
        receipts = [*line.hand(message, lambda _id: None), *line.drain()]
    finally:
        line.close()
    return receipts[0][1] if receipts else Receipt(status="unknown")
