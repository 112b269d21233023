"""What people and programs are shown of campaigns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from mactl.api import life, results
from mactl.api.life import Standing
from mactl.commands import _names
from mactl.core.model.campaign import Campaign
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.shown import day
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import local, zone
from mactl.core.segments.parse import examine
from mactl.engine.workspace import Workspace
from mactl.i18n import _, language
from mactl.store.database import Database

Argument = Annotated[
    str | None,
    typer.Argument(metavar="CAMPAIGN", help=_names.CAMPAIGN, autocompletion=_names.campaigns, show_default=False),
]
Option = Annotated[
    str | None,
    typer.Option("--campaign", metavar="NAME", help=_names.CAMPAIGN, autocompletion=_names.campaigns),
]


def channels(campaign: Campaign) -> str:
    """Return a campaign's channels in words; a fallback's with arrows between."""
    words = [_names.channel(channel) for channel in campaign.channels]
    return (" → " if campaign.mode == "fallback" else _(", ")).join(words)


def audience(campaign: Campaign) -> str:
    """Return whom a campaign is for, in words."""
    if campaign.audience == "all":
        return _("everybody")
    if isinstance(campaign.audience, str):
        return _("the segment {name}", name=campaign.audience)
    return examine(campaign.audience)[0].sentence()


def when(instant: int, zone_name: str) -> str:
    """Return an instant on the clocks of a zone, the zone named."""
    return f"{clock_time(local(instant, zone(zone_name)))} ({zone_name})"


def clock_time(at: datetime) -> str:
    """Return a local time to the minute with its weekday, as each language writes it."""
    if language() == "zh":
        weekday = "一二三四五六日"[at.weekday()]
        return f"{at.year}年{at.month}月{at.day}日（周{weekday}）{at:%H:%M}"
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[at.weekday()]} {at:%Y-%m-%d %H:%M}"


def times(workspace: Workspace, campaign: Campaign, instant: int) -> str:
    """Return an instant in the campaign's zone and, where it is another, in the workspace's."""
    own = campaign.schedule.time_zone if campaign.schedule and campaign.schedule.time_zone else workspace.zone
    here = f" = {when(instant, workspace.zone)}" if own != workspace.zone else ""
    return when(instant, own) + here


def schedule(campaign: Campaign) -> dict[str, Any] | None:
    """Return a campaign's schedule as its file has it."""
    own = campaign.schedule
    if own is None:
        return None
    known = {"at": own.at, "cron": own.cron, "time_zone": own.time_zone}
    return {key: value for key, value in known.items() if value is not None}


def moved(workspace: Workspace, sentence: str, standing: Standing, hint: str = "") -> Report:
    """Return what a command says that moved a campaign."""
    return Report(
        sentences=tuple(filter(None, (sentence, hint))),
        document={
            "campaign": standing.campaign.id,
            "name": standing.campaign.name,
            "state": standing.state,
            "next": None if standing.next_due is None else iso(standing.next_due, zone(workspace.zone)),
        },
    )


def occurrences(workspace: Workspace, database: Database, standing: Standing) -> list[dict[str, Any]]:
    """Return the occurrences of a campaign as a document, the latest first."""
    return [
        {
            "occurrence": origin.occurrence,
            "mode": origin.mode,
            "state": origin.state,
            "at": iso(origin.at, zone(workspace.zone)),
            "messages": results.of(workspace, database, [origin]).messages,
        }
        for origin in standing.launches
    ]


def occurrences_table(found: Sequence[Mapping[str, Any]]) -> Table:
    """Return occurrences as a table."""
    columns = (
        Column(key="at", title=_("Launched")),
        Column(key="mode", title=_("Mode")),
        Column(key="state", title=_("State")),
        Column(key="audience", title=_("People"), unit="count"),
        Column(key="sent", title=_("Sent"), unit="count"),
        Column(key="waiting", title=_("Waiting"), unit="count"),
        Column(key="failed", title=_("Failed"), unit="count"),
        Column(key="unknown", title=_("Unknown"), unit="count"),
        Column(key="skipped", title=_("Skipped"), unit="count"),
    )
    return Table(title=_("Occurrences"), columns=columns, rows=tuple(_occurrence(one) for one in found))


def _occurrence(one: Mapping[str, Any]) -> tuple[object, ...]:
    counts, at = one["messages"], str(one["at"])
    return (
        f"{day(at[:10])} {at[11:16]}",
        _("live") if one["mode"] == "live" else _("sandbox"),
        life.state_name(str(one["state"])),
        counts["audience"],
        counts["sent"],
        counts["queued"] + counts["delayed"],
        counts["failed"],
        counts["unknown"],
        sum(counts["skipped"].values()) + counts["held_out"],
    )


def as_text(value: object) -> str:
    """Return JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def with_occurrences(report: Report, past: Sequence[Mapping[str, Any]], **more: object) -> Report:
    """Return a report with what became of the occurrences: who already got it."""
    return replace(
        report,
        tables=(occurrences_table(past),) if past else (),
        document={**(report.document or {}), "occurrences": list(past), **more},
    )
