"""``mactl flow tasks`` by itself: the tasks that wait, or those that have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Appointment, Column, Report, Table
from mactl.i18n import _, mark, ngettext

if TYPE_CHECKING:
    from mactl.store.tasks import TaskRow

_OVERDUE = mark("Only those that should have been done by now.")
_BY = mark("Only this assignee's, or those that somebody took.")
_QUEUE = mark("Only those of this queue.")
_ENDED = mark("The tasks that were done or closed last, instead of those that wait.")
_LAST = 100


def list_(
    context: typer.Context,
    *,
    overdue: Annotated[bool, typer.Option("--overdue", help=_OVERDUE)] = False,
    by: Annotated[str, typer.Option(metavar="NAME", help=_BY, show_default=False)] = "",
    queue: Annotated[str, typer.Option(metavar="NAME", help=_QUEUE, show_default=False)] = "",
    ended: Annotated[bool, typer.Option("--ended", help=_ENDED)] = False,
) -> Report | None:
    """List tasks; nothing where a verb follows."""
    if context.invoked_subcommand is not None:
        return None
    from mactl.store import tasks

    workspace = _invocation.workspace(context)
    now = workspace.clock.now()
    with workspace.open() as database:
        found = (
            tasks.ended(database, _LAST)
            if ended
            else tasks.waiting(database, queue=queue or None, assignee=by or None, due_by=now if overdue else None)
        )
    late = sum(1 for one in found if one.due < now and not ended)
    said = [ngettext("{n} task.", "{n} tasks.", len(found)) if found else _("No task.")]
    said += [ngettext("{n} is overdue.", "{n} are overdue.", late)] if late else []
    return Report(
        title=_("Tasks"),
        sentences=tuple(said),
        tables=(_ended_table(found) if ended else _table(found),) if found else (),
        document={"tasks": [_document(one, workspace.zone) for one in found]},
        time_zone=workspace.zone,
        listing=_listing(found),
        agenda=() if ended else tuple(_appointment(one) for one in found),
    )


def _table(found: list[TaskRow]) -> Table:
    columns = (
        Column(key="id", title=_("no."), unit="count"),
        Column(key="due", title=_("due"), unit="instant"),
        Column(key="title", title=_("task")),
        Column(key="customer", title=_("customer")),
        Column(key="phone", title=_("phone")),
        Column(key="queue", title=_("queue")),
        Column(key="who", title=_("who")),
        Column(key="outcomes", title=_("outcomes")),
    )
    rows = tuple(
        (one.id, one.due, one.title, one.name or one.customer, one.phone, one.queue, one.who or one.assignee,
         _outcomes(one))
        for one in found
    )  # fmt: skip
    return Table(title=_("Tasks"), columns=columns, rows=rows)


def _ended_table(found: list[TaskRow]) -> Table:
    columns = (
        Column(key="id", title=_("no."), unit="count"),
        Column(key="done_at", title=_("ended at"), unit="instant"),
        Column(key="title", title=_("task")),
        Column(key="customer", title=_("customer")),
        Column(key="who", title=_("who")),
        Column(key="outcome", title=_("outcome")),
        Column(key="note", title=_("note")),
    )
    rows = tuple(
        (one.id, one.done_at, one.title, one.name or one.customer, one.who, _came(one), one.note) for one in found
    )
    return Table(title=_("Ended tasks"), columns=columns, rows=rows)


def _listing(found: list[TaskRow]) -> Table:
    """Return what a spreadsheet holds of the tasks: with what is to be said, and whom to call."""
    columns = (
        Column(key="id", title=_("no."), unit="count"),
        Column(key="due", title=_("due"), unit="instant"),
        Column(key="title", title=_("task")),
        Column(key="script", title=_("script")),
        Column(key="customer_id", title=_("customer")),
        Column(key="name", title=_("name")),
        Column(key="phone", title=_("phone")),
        Column(key="queue", title=_("queue")),
        Column(key="who", title=_("who")),
        Column(key="outcomes", title=_("outcomes")),
        Column(key="outcome", title=_("outcome")),
        Column(key="note", title=_("note")),
    )
    rows = tuple(
        (one.id, one.due, one.title, one.script, one.customer, one.name, one.phone, one.queue, one.who or one.assignee,
         _outcomes(one), _came(one), one.note)
        for one in found
    )  # fmt: skip
    return Table(title=_("Tasks"), columns=columns, rows=rows)


def _outcomes(one: TaskRow) -> str:
    import json

    return ", ".join(json.loads(one.outcomes))


def _came(one: TaskRow) -> str:
    """Return what came of a task, or why it was closed."""
    from mactl.engine import tasks

    return tasks.closed(one.outcome) if one.state == "closed" else one.outcome or ""


def _document(one: TaskRow, zone: str) -> dict[str, object]:
    import json

    from mactl.core.schedule.instants import iso
    from mactl.core.schedule.zones import zone as zone_of

    home = zone_of(zone)
    return {
        "id": one.id,
        "flow": one.flow,
        "step": one.step,
        "customer": one.customer,
        "name": one.name,
        "phone": one.phone,
        "queue": one.queue,
        "title": one.title,
        "script": one.script,
        "assignee": one.assignee or None,
        "state": one.state,
        "outcome": one.outcome,
        "outcomes": json.loads(one.outcomes),
        "opened_at": iso(one.opened_at, home),
        "due": iso(one.due, home),
        "until": iso(one.until, home),
        "done_at": None if one.done_at is None else iso(one.done_at, home),
        "who": one.who or None,
        "note": one.note,
    }


def _appointment(one: TaskRow) -> Appointment:
    whom = f"{one.name or one.customer}: {one.title}" if (one.name or one.customer) not in one.title else one.title
    text = "\n".join(filter(None, (one.phone, one.script)))
    return Appointment(key=f"task/{one.id}", title=whom, start=one.due, text=text)
