"""What a workspace's authored files define: campaigns and segments, by id or by name, with the faults of the rest."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mactl.authored import load_list
from mactl.authored.checks import check_campaign, check_segment
from mactl.core.decode.faults import Fault, error
from mactl.core.model.campaign import Campaign
from mactl.core.model.segment import Segment
from mactl.core.segments.condition import Context
from mactl.core.segments.definitions import definitions
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import selections
from mactl.store.database import Database

CAMPAIGNS = "data/campaigns.json"
SEGMENTS = "data/segments.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The good objects of the authored files, and every fault of the others.

    ``blocked`` is, for each file, what the ids and names of its other objects hold: their faults.
    """

    campaigns: tuple[Campaign, ...]
    segments: tuple[Segment, ...]
    faults: tuple[Fault, ...] = ()
    blocked: Mapping[str, Mapping[str, tuple[Fault, ...]]] = field(default_factory=dict)

    def campaign(self, name: str) -> Campaign:
        """Return the campaign with this id or name; raise MactlError with the nearest name, or with its own faults."""
        for campaign in self.campaigns:
            if name in (campaign.id, campaign.name):
                return campaign
        known = [name for campaign in self.campaigns for name in (campaign.name, campaign.id)]
        hint = _nearest(name, known, "mactl campaign list")
        raise self._blocked(CAMPAIGNS, name) or MactlError(_("No campaign named {name}", name=name), hint)

    def segment(self, name: str) -> Segment:
        """Return the segment with this id or name; raise MactlError with the nearest name, or with its own faults."""
        for segment in self.segments:
            if name in (segment.id, segment.name):
                return segment
        known = [name for segment in self.segments for name in (segment.name, segment.id)]
        hint = _nearest(name, known, "mactl segment list")
        raise self._blocked(SEGMENTS, name) or MactlError(_("No segment named {name}", name=name), hint)

    def context(self, database: Database, now: int, zone: str, mode: str = "live") -> Context:
        """Return what conditions are decided in at ``now``: these segments and campaigns, the workspace's zone."""
        bare = self.bare_context(now, zone, mode)
        return replace(bare, zones=selections.zones(database, zone))

    def bare_context(self, now: int, zone: str, mode: str = "live") -> Context:
        """Return the same without the zones that customers live in, which take a look at all of them."""
        names: dict[str, str] = {}
        for campaign in self.campaigns:
            names |= {campaign.id: campaign.id, campaign.name: campaign.id}
        known = definitions(self.segments)
        kept: Any = "sandbox" if mode == "sandbox" else "live"
        return Context(now=now, zone=zone, segments=known, campaigns=names, mode=kept)

    def _blocked(self, file: str, name: str) -> MactlError | None:
        """Return the faults of the object that is called ``name``, where it holds some."""
        found = self.blocked.get(file, {}).get(name)
        return error(found, file) if found else None


def read(workspace: Workspace) -> Catalogue:
    """Read the workspace's campaigns and segments; a file that does not parse is an error, a faulty object is not."""
    campaigns = load_list(workspace.data / "campaigns.json", Campaign, CAMPAIGNS, check_campaign)
    segments = load_list(workspace.data / "segments.json", Segment, SEGMENTS, check_segment)
    return Catalogue(
        campaigns=campaigns.objects,
        segments=segments.objects,
        faults=(*campaigns.faults, *segments.faults),
        blocked={CAMPAIGNS: campaigns.blocked, SEGMENTS: segments.blocked},
    )


def _nearest(name: str, known: list[str], listing: str) -> str:
    close = difflib.get_close_matches(name, known, 1, 0.5)
    if close:
        return _("did you mean {name}? {command} shows them all", name=close[0], command=listing)
    return _("{command} shows them all", command=listing)
