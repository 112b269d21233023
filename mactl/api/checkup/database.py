"""The database: whole, at home, and what waits in it for a decision."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.api.checkup._finding import Finding, fault
from mactl.clock import MINUTE
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _, ngettext
from mactl.store import controls, home, runs, shape
from mactl.store.database import Database


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield what is wrong with the database, and what waits in it; a workspace that never worked has none."""
    if not workspace.database_path.exists():
        return
    try:
        with workspace.open() as database:
            yield from _whole(database)
            yield from _shape(database)
            yield from _home(database)
            yield from _stops(workspace, database)
            yield from _unknown(database)
            yield from _wrecks(database)
            yield from _clock(workspace, database)
    except MactlError as wrong:
        yield fault(wrong)


def _whole(database: Database) -> Iterator[Finding]:
    said = [str(row[0]) for row in database.rows("PRAGMA quick_check(10)")]
    if said != ["ok"]:
        yield Finding(
            message=_("{path} is damaged: {fault}", path=database.path, fault="; ".join(said)),
            hint=_("stop the daemon and put the last backup in its place"),
        )


def _shape(database: Database) -> Iterator[Finding]:
    missing = list(shape.differences(database))
    if missing:
        yield Finding(
            message=_("{path} was altered: it lacks {what}", path=database.path, what=", ".join(missing)),
            hint=_("stop the daemon and put the last backup in its place"),
        )
        return
    for table, count in shape.strays(database):
        yield Finding(
            message=ngettext(
                "{n} row of {table} belongs to a customer who does not exist",
                "{n} rows of {table} belong to customers who do not exist",
                count,
                table=table,
            ),
            hint=_("the database was changed by another program; put the last backup in its place"),
        )


def _home(database: Database) -> Iterator[Finding]:
    try:
        home.require(database)
    except MactlError as wrong:
        yield fault(wrong)


def _stops(workspace: Workspace, database: Database) -> Iterator[Finding]:
    for scope, name, who, reason, at in controls.stops(database):
        what = f"--{scope} {name}".rstrip()
        since = iso(at - at % 1000, zone(workspace.zone))
        yield Finding(
            level="fault" if who == controls.PROGRAM else "warning",
            message=_("sending is stopped ({what}) by {who} since {since}{why}", what=what, who=who, since=since,
                      why=f": {reason}" if reason else ""),
            hint=_("mactl resume {what} lifts it", what=what),
        )  # fmt: skip


def _unknown(database: Database) -> Iterator[Finding]:
    rows = database.rows(
        "SELECT o.name, COUNT(*), o.kind FROM messages AS m JOIN origins AS o ON o.id = m.origin"
        " WHERE m.state = 'unknown' GROUP BY o.name, o.kind"
    )
    for name, count, kind in rows:
        if kind == "flow":
            yield _unknown_of_flow(str(name), int(count))
            continue
        yield Finding(
            level="warning",
            message=ngettext(
                "campaign {name}: {n} message was handed over and its answer lost",
                "campaign {name}: {n} messages were handed over and their answers lost",
                int(count),
                name=name,
            ),
            hint=_("mactl campaign show --campaign {name} --state unknown lists them", name=name),
        )


def _unknown_of_flow(name: str, count: int) -> Finding:
    return Finding(
        level="warning",
        message=ngettext(
            "flow {name}: {n} message was handed over and its answer lost",
            "flow {name}: {n} messages were handed over and their answers lost",
            count,
            name=name,
        ),
        hint=_("mactl failed list --in-doubt --flow {name} lists them", name=name),
    )


def _wrecks(database: Database) -> Iterator[Finding]:
    dead = [wreck for wreck in runs.wrecks(database) if wreck.answered or wreck.unknown or wreck.unsent]
    if dead:
        yield Finding(
            level="warning",
            message=ngettext("{n} run died at work", "{n} runs died at work", len(dead)),
            hint=_("the next mactl tick or mactl send settles what it left"),
        )


def _clock(workspace: Workspace, database: Database) -> Iterator[Finding]:
    last = database.fact("last_tick")
    if last is not None and int(last) > workspace.clock.now() + 5 * MINUTE:
        yield Finding(
            level="warning",
            message=_("the last tick worked at {time}, which is later than now",
                      time=iso(int(last), zone(workspace.zone))),
            hint=_("set the machine's clock; what the tick did is not undone"),
        )  # fmt: skip
