"""The people behind a figure of a report (``--who clicked``): for the sales call, the letter after, the apology."""

from __future__ import annotations

from mactl.api import counting, freshness, reporting
from mactl.api.counting import Asked
from mactl.core.messages.cost import amount
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _figures
from mactl.core.reports._sentences import banner, exactly
from mactl.engine.workspace import Workspace
from mactl.errors import UsageError
from mactl.i18n import _, ngettext
from mactl.store import breakdown, results, who
from mactl.store.database import Database, Row
from mactl.store.results import Goal, Scope

WHO = ("sent", "delivered", "unopened", "converted", *who.DID)
_KEYS = ("customer", "name", "email", "phone", "owner", "channels", "at")


def people(workspace: Workspace, campaign: str | None, did: str, asked: Asked) -> Report:
    """Return the people of whom ``did`` is true: of a campaign's latest launch, or of all messages of a period.

    Raises:
        UsageError: nobody ever does ``did``.
    """
    if did not in WHO:
        raise UsageError(_("--who does not know {word}", word=did), _("--who takes one of {all}", all=", ".join(WHO)))
    with workspace.open() as database:
        freshness.sync(workspace, database)
        with results.snapshot(database):
            meant, goal, title, mode = _meant(workspace, database, campaign, asked)
            rows = who.converted(database, meant, goal) if did == "converted" else who.people(database, meant, did)
    return _report(workspace, rows, did, title, mode)


def _meant(
    workspace: Workspace, database: Database, campaign: str | None, asked: Asked
) -> tuple[Scope, Goal, str, str]:
    now = workspace.clock.now()
    if campaign is not None:
        launches = reporting.launches(database, campaign, asked)
        meant, goal, mode = counting.scope(workspace, database, launches, asked)
        return meant, goal, counting.told(launches[0]).name, mode
    since = -(2**61) if asked.since is None else asked.since
    meant, mode = breakdown.scope(database, since, now + 1 if asked.until is None else asked.until)
    return meant, counting.shop_goal(workspace, asked), workspace.config.workspace.name or _("All messages"), mode


def _report(workspace: Workspace, rows: list[Row], did: str, title: str, mode: str) -> Report:
    paid = did == "converted"
    shown = [
        (*row[:5], ", ".join(_figures.channel(each) for each in str(row[5]).split(",")), row[6],
         *((amount(row[7] or 0),) if paid else ()))
        for row in rows
    ]  # fmt: skip
    titles = (_("Customer"), _("Name"), _("E-mail"), _("Telephone"), _("Owner"), _("Channels"))
    columns = [Column(key=key, title=title) for key, title in zip(_KEYS, titles, strict=False)]
    columns.append(Column(key="at", title=_("When"), unit="instant"))
    if paid:
        columns.append(Column(key="revenue", title=_("Revenue"), unit="money"))
    return Report(
        title=_("{name}: {did}", name=title, did=did),
        banner=banner(mode, {}),
        sentences=(ngettext("{n:,} person.", "{n:,} people.", len(rows)),),
        tables=(Table(title="", columns=tuple(columns), rows=tuple(shown)),),
        document={"who": did, "mode": mode, "people": [_person(workspace, row) for row in rows]},
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
    )


def _person(workspace: Workspace, row: Row) -> dict[str, object]:
    found: dict[str, object] = dict(zip(_KEYS, row, strict=False))
    found["channels"] = str(row[5]).split(",")
    found["at"] = exactly(row[6], workspace.zone)
    return found | ({"revenue": amount(row[7] or 0)} if len(row) > 7 else {})
