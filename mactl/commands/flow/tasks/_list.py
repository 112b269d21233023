"""``mactl flow tasks`` by itself: the tasks that wait, or those that have ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Appointment, Column, Report, Table, Unit
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
        tables=_tables(found, ended=ended),
        document={"tasks": [_document(one, workspace.zone) for one in found]},
        time_zone=workspace.zone,
        listing=_listing(found),
        agenda=() if ended else tuple(_appointment(one) for one in found),
    )


def _tables(found: list[TaskRow], *, ended: bool) -> tuple[Table, ...]:
    """Return the tasks as people look at them: those that wait, or those that have ended."""
    if not found:
        return ()
    return (_made(_("Ended tasks"), _OVER, found) if ended else _made(_("Tasks"), _WAITING, found),)


def _listing(found: list[TaskRow]) -> Table:
    """Return what a spreadsheet holds of the tasks: with what is to be said, and whom to call."""
    return _made(_("Tasks"), _SHEET, found)


def _made(title: str, keys: Sequence[str], found: list[TaskRow]) -> Table:
    """Return a table of tasks with the columns of ``_COLUMNS`` called ``keys``."""
    shown = [(key, *_COLUMNS[key]) for key in keys]
    columns = tuple(Column(key=key, title=_(heading), unit=unit) for key, heading, unit, _value in shown)
    rows = tuple(tuple(value(one) for _key, _heading, _unit, value in shown) for one in found)
    return Table(title=title, columns=columns, rows=rows)


def _outcomes(one: TaskRow) -> str:
    import json

    return ", ".join(json.loads(one.outcomes))


def _came(one: TaskRow) -> str:
    """Return what came of a task, or why it was closed."""
    from mactl.engine import tasks

    return tasks.closed(one.outcome) if one.state == "closed" else one.outcome or ""


def _who(one: TaskRow) -> str:
    """Return who did a task; of one that waits, who took it or is to do it."""
    return one.who or ("" if one.done_at else one.assignee)


# What a column of tasks is called, what its values are, and where they come from.
_COLUMNS: Mapping[str, tuple[str, Unit, Callable[[TaskRow], object]]] = {
    "id": (mark("no."), "count", lambda one: one.id),
    "due": (mark("due"), "instant", lambda one: one.due),
    "done_at": (mark("ended at"), "instant", lambda one: one.done_at),
    "title": (mark("task"), "text", lambda one: one.title),
    "script": (mark("script"), "text", lambda one: one.script),
    "customer": (mark("customer"), "text", lambda one: one.name or one.customer),
    "customer_id": (mark("customer"), "text", lambda one: one.customer),
    "name": (mark("name"), "text", lambda one: one.name),
    "phone": (mark("phone"), "text", lambda one: one.phone),
    "queue": (mark("queue"), "text", lambda one: one.queue),
    "who": (mark("who"), "text", _who),
    "outcomes": (mark("outcomes"), "text", _outcomes),
    "outcome": (mark("outcome"), "text", _came),
    "note": (mark("note"), "text", lambda one: one.note),
}
_WAITING = ("id", "due", "title", "customer", "phone", "queue", "who", "outcomes")
_OVER = ("id", "done_at", "title", "customer", "who", "outcome", "note")
_SHEET = ("id", "due", "title", "script", "customer_id", "name", "phone", "queue", "who", "outcomes", "outcome", "note")


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
