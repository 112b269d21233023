"""Trying again what failed for good, because a person chose so: never by itself, never what has arrived (M2, G2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from mactl.engine.workspace import Workspace
from mactl.store import controls, failures
from mactl.store.database import Database
from mactl.store.failures import Choice, Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How many messages and calls are tried again, and how many are not, by why."""

    messages: int
    calls: int
    barred: Mapping[str, int] = field(default_factory=dict)


def retry(workspace: Workspace, database: Database, choice: Choice, *, dry_run: bool = False) -> Retried:
    """Queue the failures that are meant again; the next tick tries them, through every gate."""
    now = workspace.clock.now()
    with database.transaction():
        found = failures.chosen(database, choice)
        messages, calls = _open(found, "message"), _open(found, "call")
        barred = dict(Counter(each.barred for each in found if each.barred))
        if not dry_run and (messages or calls):
            failures.requeue_messages(database, messages, now)
            failures.requeue_calls(database, calls, now)
            detail = {**choice._asdict(), "messages": len(messages), "calls": len(calls)}
            controls.write_audit(
                database, who=workspace.who, what="failed retry", now=now, about=choice.name, detail=detail
            )
    return Retried(messages=len(messages), calls=len(calls), barred=barred)


def _open(found: list[Failure], what: str) -> list[int]:
    return [each.id for each in found if each.what == what and not each.barred]
