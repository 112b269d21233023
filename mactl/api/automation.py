"""The Python interface: a workspace's campaigns made and sent without a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mactl.api import authoring, opening, sending
from mactl.api.results import Sent
from mactl.api.sending import Options, Progress
from mactl.core.model.campaign import Campaign
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _


class MarketingAutomation:
    """A workspace at work: the folder given, else MACTL_WORKSPACE, else the nearest parent that is one.

    Example:
        ma = MarketingAutomation()
        campaign = ma.create_campaign(name="新品推广", channels=["email", "sms"], audience="vip_users")
        ma.send_campaign(campaign_id=campaign.id)
    """

    def __init__(self, workspace: Path | str | None = None, *, now: str | None = None, who: str = "python") -> None:
        """Open the workspace; ``now`` is the instant to work at, ``who`` stands in the audit log."""
        self.workspace: Workspace = opening.open_workspace(workspace, now=now, who=who)

    def campaigns(self) -> tuple[Campaign, ...]:
        """Return the campaigns of data/campaigns.json that have no fault."""
        return catalogue.read(self.workspace).campaigns

    def create_campaign(
        self, *, name: str, channels: Sequence[str], audience: str | Mapping[str, Any], **more: Any
    ) -> Campaign:
        """Return the campaign of this name, written into data/campaigns.json if it is new.

        ``more`` are other keys of a campaign (``content``, ``schedule``, ``holdout`` ..., ``class_`` for "class").

        Raises:
            MactlError: a campaign of this name says something else, or what is given has faults.
        """
        given = {key.removesuffix("_"): value for key, value in more.items()}
        definition = {"name": name, "channels": list(channels), "audience": audience, **given}
        for known in self.campaigns():
            if name == known.name:
                return self._same(known, definition)
        return authoring.create(self.workspace, definition)

    def send_campaign(
        self,
        *,
        campaign_id: str,
        dry_run: bool = False,
        progress: Progress = lambda _done, _total: None,
        **options: Any,
    ) -> Sent:
        """Send a campaign by its id or name and return what became of it; nobody ever gets it twice.

        ``dry_run`` returns what would become of it, and sends nothing. ``options`` are those of
        ``mactl.api.sending.Options`` (sandbox, limit, only, max_cost, resume, in_doubt).
        """
        campaign = catalogue.read(self.workspace).campaign(campaign_id)
        if dry_run:
            return sending.rehearse(self.workspace, campaign, Options(**options))
        return sending.send(self.workspace, campaign, Options(**options), progress)

    def _same(self, known: Campaign, definition: Mapping[str, Any]) -> Campaign:
        """Return a campaign that there is already, if what is asked for says the same."""
        if authoring.read({"id": known.id, **definition}) == known:
            return known
        raise MactlError(
            _("there is a campaign {name} already, and it says something else", name=known.name),
            _("give another name, or change it: mactl campaign edit --campaign {name}", name=known.name),
        )
