"""Frequency caps whose scope is neither a channel nor a topic of anything: they never hold anybody back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from mactl.api.checkup._finding import Finding
from mactl.config.checks import nearest
from mactl.core.model.campaign import Campaign, CapRule
from mactl.core.model.config import Cap
from mactl.core.model.flow import Flow
from mactl.core.model.message import CHANNELS
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _

_SCOPES = ("all", "channel", "topic", *CHANNELS)


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield the caps of the settings, of campaigns and of flows that count nothing."""
    with suppress(MactlError):  # files that do not parse are named by the check of files
        authored = catalogue.read(workspace)
        objects: tuple[Campaign | Flow, ...] = (*authored.campaigns, *authored.flows)
        topics = {each.topic for each in objects if each.topic} | _consented(workspace)
        yield from _wrong("config.json", workspace.config.caps, topics)
        for each in objects:
            own = (each.cap,) if isinstance(each.cap, CapRule) else each.cap or ()
            yield from _wrong(each.name, own, topics)


def _consented(workspace: Workspace) -> set[str]:
    """Return the topics that customers gave or withdrew consent for."""
    if not workspace.database_path.exists():
        return set()
    with workspace.open() as database:
        return {str(row[0]) for row in database.rows("SELECT DISTINCT topic FROM consents WHERE topic <> ''")}


def _wrong(where: str, caps: Sequence[Cap | CapRule], topics: set[str]) -> Iterator[Finding]:
    for cap in caps:
        if cap.n and cap.scope not in _SCOPES and cap.scope not in topics:
            yield Finding(
                level="warning",
                message=_(
                    "{where}: the cap of “{scope}” holds nobody back: that is no channel, and no topic of any campaign,"
                    " flow or consent",
                    where=where,
                    scope=cap.scope,
                ),
                hint=nearest(cap.scope, {*_SCOPES, *topics}),
            )
