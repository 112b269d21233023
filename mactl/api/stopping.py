"""Stopping everything, a campaign or a channel at once, in whatever process sends; and who already got it (M12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mactl.api import results
from mactl.api.results import Sent
from mactl.core.model.message import CHANNELS
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError, UsageError
from mactl.i18n import _
from mactl.store import controls, origins
from mactl.store.database import Database

Scope = Literal["all", "campaign", "channel"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What a stop is about: everything (``name`` empty), a campaign by its id, or a channel."""

    scope: Scope
    name: str = ""


def stop_of(workspace: Workspace, *, everything: bool, campaign: str | None, channel: str | None) -> Stop:
    """Return what is to be stopped or resumed; exactly one of the three must be said.

    Raises:
        MactlError: none or several are said, or no campaign or channel bears the name.
    """
    if campaign is not None and channel is None and not everything:
        return Stop(scope="campaign", name=catalogue.read(workspace).campaign(campaign).id)
    if channel is not None and campaign is None and not everything:
        if channel not in CHANNELS:
            raise UsageError(
                _("no channel named {name}", name=channel), _("Known here: {names}.", names=", ".join(CHANNELS))
            )
        return Stop(scope="channel", name=channel)
    if everything and campaign is None and channel is None:
        return Stop(scope="all")
    raise UsageError(
        _("say what: one of --all, --campaign NAME, --channel NAME"),
        _("for example --all, or --channel sms"),
    )


def stop(workspace: Workspace, database: Database, what: Stop, reason: str = "") -> list[Sent]:
    """Forbid sending until it is resumed; return what became, up to now, of each launch that this holds."""
    now = workspace.clock.now()
    with database.transaction():
        controls.stop(database, what.scope, what.name, who=workspace.who, now=now, reason=reason)
        controls.write_audit(
            database, who=workspace.who, what="stop", now=now, about=what.name or "all", detail={"scope": what.scope}
        )
    return held(workspace, database, what)


def resume(workspace: Workspace, database: Database, what: Stop) -> list[Sent]:
    """Lift a stop; return what becomes of each launch that goes on with the next tick.

    Raises:
        MactlError: nothing of the kind was stopped.
    """
    with database.transaction():
        if not controls.resume(database, what.scope, what.name):
            raise MactlError(_("nothing of the kind is stopped"), _in_force(database))
        controls.write_audit(
            database,
            who=workspace.who,
            what="lift stop",
            now=workspace.clock.now(),
            about=what.name or "all",
            detail={"scope": what.scope},
        )
    return held(workspace, database, what)


def held(workspace: Workspace, database: Database, what: Stop) -> list[Sent]:
    """Return what became, up to now, of each running launch that a stop is about."""
    found = [
        origin
        for origin in origins.running(database)
        if what.scope == "all"
        or (what.scope == "campaign" and origin.name == what.name)
        or (what.scope == "channel" and what.name in origin.definition["channels"])
    ]
    return [results.of(workspace, database, [origin]) for origin in found]


def _in_force(database: Database) -> str:
    known = [f"--{scope} {name}".rstrip() for scope, name, *_rest in controls.stops(database)]
    return _("in force: {stops}", stops=", ".join(known)) if known else _("nothing is stopped at all")
