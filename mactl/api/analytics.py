"""``data/analytics.json``: the results of every campaign for other programs, rewritten whole or not at all (P2).

A campaign whose figures were final when they were written is not counted again until its ledger changes its state, so
that a tick pays for what is going on and not for what ever went on; ``refresh`` counts everything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from mactl.api import counting
from mactl.api.counting import Asked
from mactl.authored.writing import write_whole
from mactl.core.model.results import CampaignResults
from mactl.core.reports import _figures
from mactl.core.reports._figures import Figures
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store import experiments, results
from mactl.store.database import Database
from mactl.store.experiments import Started
from mactl.store.origins import Origin

FILE = "analytics.json"


def write(workspace: Workspace, database: Database) -> None:
    """Rewrite ``data/analytics.json`` after something happened; what was final before is kept as it stands.

    It is a by-product: that it cannot be written undoes nothing and stops nobody.
    """
    with suppress(MactlError):
        _write(workspace, database, _known(workspace))


def refresh(workspace: Workspace, campaign: str | None = None) -> None:
    """Rewrite ``data/analytics.json``: the campaign with this id or name, or every one, counted afresh."""
    known = {} if campaign is None else _known(workspace)
    kept = {name: each for name, each in known.items() if campaign not in {name, each.get("name")}}
    with workspace.open() as database:
        _write(workspace, database, kept)


def keep(workspace: Workspace, counted: Sequence[CampaignResults]) -> None:
    """Rewrite ``data/analytics.json`` with campaigns that were counted by channel just now; a fault is only told."""
    try:
        with workspace.open() as database:
            _put(workspace, database, [_campaign(each, workspace.zone) for each in counted])
    except MactlError as fault:
        workspace.notice(fault.message)


def _write(workspace: Workspace, database: Database, known: Mapping[str, Mapping[str, Any]]) -> None:
    with results.snapshot(database):
        campaigns = [
            _kept(known.get(name), launches, workspace.zone)
            or _campaign(counting.count(workspace, database, launches, Asked(by_channel=True)), workspace.zone)
            for name, launches in counting.launched(database).items()
        ]
    _put(workspace, database, campaigns)


def _put(workspace: Workspace, database: Database, campaigns: Sequence[Mapping[str, Any]]) -> None:
    home = zone(workspace.zone)
    tests = [_test(one, home) for one in experiments.everything(database)]
    document = {
        "as_of": iso(workspace.clock.now(), home),
        "currency": workspace.config.workspace.currency,
        "campaigns": campaigns,
        "tests": tests,
        "channels": _channels(campaigns),
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=_plain)
    write_whole(workspace.data / FILE, text.encode() + b"\n")


def _known(workspace: Workspace) -> dict[str, Mapping[str, Any]]:
    """Return the campaigns that the file has, by id; nothing where it is missing or was not written by this program."""
    try:
        found = json.loads((workspace.data / FILE).read_text("utf-8"))
        return {each["campaign"]: each for each in found["campaigns"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _kept(known: Mapping[str, Any] | None, launches: list[Origin], home: str) -> Mapping[str, Any] | None:
    if known is None or not known.get("final"):
        return None
    latest = launches[0]
    same = known.get("launched_at") == iso(min(each.at for each in launches), zone(home))
    return known if same and known.get("launches") == len(launches) and known.get("state") == latest.state else None


def _campaign(counted: CampaignResults, home: str) -> dict[str, object]:
    figures = _figures.of(counted)
    place = zone(home)
    return {
        "campaign": counted.campaign,
        "name": counted.name,
        "mode": counted.mode,
        "state": counted.state,
        "launches": counted.launches,
        "launched_at": None if counted.launched_at is None else iso(counted.launched_at, place),
        "as_of": iso(counted.as_of, place),
        "goal": counted.goal,
        "window": counted.window,
        "final": counted.final,
        "messages": counted.messages,
        "results": figures.document(),
        "lift": figures.lift.document() if figures.lift else None,
        "by_channel": {
            part.channel: Figures(reach=part.reach, conversions=part.conversions).document()
            for part in counted.channels
        },
    }


def _test(started: Started, home: ZoneInfo) -> dict[str, object]:
    """Return where an A/B test stands: what decided it is known once it has ended."""
    return {
        "test": started.id,
        "name": started.definition["name"],
        "mode": started.mode,
        "state": started.state,
        "started_at": iso(started.started_at, home),
        "deadline": iso(started.deadline, home),
        "ended_at": None if started.ended_at is None else iso(started.ended_at, home),
        "winner": started.winner or None,
        "verdict": started.verdict or None,
    }


def _channels(campaigns: Sequence[Any]) -> dict[str, dict[str, object]]:
    """Return each channel's live figures added up over the campaigns: people count once a campaign."""
    found: dict[str, dict[str, Any]] = {}
    for campaign in campaigns:
        for channel, own in campaign["by_channel"].items() if campaign["mode"] == "live" else ():
            sums = found.setdefault(channel, dict.fromkeys(_SUMMED, 0))
            for name in _SUMMED:
                sums[name] += float(own[name]) if name in {"revenue", "cost"} else own[name]
    return dict(sorted(found.items()))


_SUMMED = (
    "sent", "delivered", "bounced", "opened", "clicked", "unsubscribed", "complained", "converted", "revenue", "cost",
)  # fmt: skip


def _plain(value: object) -> float:
    """Return money as JSON has it."""
    number = float(str(value))
    return int(number) if number.is_integer() else number
