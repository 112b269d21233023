"""What a workspace's authored files define: campaigns and segments, by id or by name, with the faults of the rest."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from mactl.authored import load_list
from mactl.authored.checks import check_campaign, check_segment
from mactl.core.decode.faults import Fault
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
    """The good objects of the authored files, and every fault of the others."""

    campaigns: tuple[Campaign, ...]
    segments: tuple[Segment, ...]
    faults: tuple[Fault, ...] = ()

    def campaign(self, name: str) -> Campaign:
        """Return the campaign with this id or name; raise MactlError with the nearest name, or with its own faults."""
        for campaign in self.campaigns:
            if name in (campaign.id, campaign.name):
                return campaign
        raise self._missing(name)

    def segment(self, name: str) -> Segment:
        """Return the segment with this id or name."""
        for segment in self.segments:
            if name in (segment.id, segment.name):
                return segment
        known = [name for segment in self.segments for name in (segment.name, segment.id)]
        raise MactlError(_("No segment named {name}", name=name), _nearest(name, known, "mactl segment list"))

    def context(self, database: Database, now: int, zone: str, mode: str = "live") -> Context:
        """Return what conditions are decided in at ``now``: these segments and campaigns, the workspace's zone."""
        names: dict[str, str] = {}
        for campaign in self.campaigns:
            names |= {campaign.id: campaign.id, campaign.name: campaign.id}
        kept: Any = "sandbox" if mode == "sandbox" else "live"
        known = definitions(self.segments)
        return selections.context_for(database, now, zone, segments=known, campaigns=names, mode=kept)

    def _missing(self, name: str) -> MactlError:
        known = [name for campaign in self.campaigns for name in (campaign.name, campaign.id)]
        blocked = [fault for fault in self.faults if fault.file == CAMPAIGNS]
        hint = _nearest(name, known, "mactl campaign list")
        if blocked:
            hint += " " + _("{file} has faults; mactl doctor names them", file=CAMPAIGNS)
        return MactlError(_("No campaign named {name}", name=name), hint)


def read(workspace: Workspace) -> Catalogue:
    """Read the workspace's campaigns and segments; a file that does not parse is an error, a faulty object is not."""
    campaigns = load_list(workspace.data / "campaigns.json", Campaign, CAMPAIGNS, check_campaign)
    segments = load_list(workspace.data / "segments.json", Segment, SEGMENTS, check_segment)
    return Catalogue(
        campaigns=campaigns.objects, segments=segments.objects, faults=(*campaigns.faults, *segments.faults)
    )


def _nearest(name: str, known: list[str], listing: str) -> str:
    close = difflib.get_close_matches(name, known, 1, 0.5)
    if close:
        return _("did you mean {name}? {command} shows them all", name=close[0], command=listing)
    return _("{command} shows them all", command=listing)
