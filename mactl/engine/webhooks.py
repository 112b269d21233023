"""The leg that makes the calls of flows' webhook steps: each until it is answered or given up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from mactl.adapters import webhook
from mactl.core.messages.retries import backoff
from mactl.core.model.message import Receipt
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store import calls
from mactl.store.calls import DueCall, Result
from mactl.store.database import Database

_BATCH = 50
_SECONDS = 10.0  # a call is given; the tick has other things to do


def make(workspace: Workspace, database: Database, until: int) -> dict[str, int]:
    """Make the calls that are due, as long as it is not ``until``; return how many came to which state.

    What a call says is read from the ledger, so a killed tick's calls are made by the next; the answer is written
    before the next call leaves, so at most one is made twice.
    """
    counts: dict[str, int] = {}
    found = calls.due(database, workspace.clock.now(), _BATCH)
    if not found:
        return counts
    from mactl.adapters.transport_http import Caller

    caller = Caller(workspace.clock, _SECONDS)
    try:
        while found:
            for one in found:
                result = _one(workspace, caller.make, one)
                with database.transaction():
                    calls.settle(database, [result], workspace.clock.now())
                counts[result.state] = counts.get(result.state, 0) + 1
                if workspace.clock.now() >= until:
                    return counts
            found = calls.due(database, workspace.clock.now(), _BATCH)
    finally:
        caller.close()
    return counts


def _one(workspace: Workspace, make: Any, one: DueCall) -> Result:
    key = f"{one.flow}/{one.enrolment}/{one.step}/{one.visit}"
    tries = one.attempts + 1
    try:
        request: Mapping[str, Any] = orjson.loads(one.request)
        shown = workspace.reveal({"url": request["url"], **request.get("headers", {})})
        own = {name: value for name, value in shown.items() if name != "url"}
        receipt = make(webhook.call({**request, "url": shown["url"], "headers": own}, key), webhook.receipt)
    except MactlError as fault:  # a secret that is not set
        receipt = Receipt(status="error", error="retry", detail=fault.told)
    return _result(one, receipt, key, tries, workspace.clock.now())


def _result(one: DueCall, receipt: Receipt, key: str, tries: int, now: int) -> Result:
    if receipt.status == "sent":
        return Result(one.id, "done", receipt.code, "", now, tries)
    wait = None if receipt.error == "content" else backoff(tries, receipt.retry_after, key=key)
    if wait is None:
        return Result(one.id, "failed", receipt.code, receipt.detail, now, tries)
    return Result(one.id, "queued", receipt.code, receipt.detail, now + wait, tries)
