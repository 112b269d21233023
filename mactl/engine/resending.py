"""Preparing a campaign to be sent again: to those who did not open it, or to whom it could not be handed over (M1).

It is an occurrence of its own, launched and dispatched like any other, so every gate is asked again: consent,
suppression list, caps, quiet hours, budget. Nobody is in it who has the message already or may have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from mactl.core.messages import resends
from mactl.core.messages.cost import amount
from mactl.core.messages.resends import To
from mactl.core.model.campaign import Campaign, ChannelContent
from mactl.core.model.message import Channel
from mactl.core.schedule import durations
from mactl.engine import launch, preparing
from mactl.engine.catalogue import Catalogue
from mactl.engine.preparing import Prepared
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import origins, resending
from mactl.store.database import Database
from mactl.store.origins import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for. ``after`` is how long people had to open it; ``again`` begins one more repetition."""

    to: To
    subject: str = ""
    after: str = "24h"
    again: bool = False
    sandbox: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """One launch of it: on one ``channel`` ("": all of a fallback), and how many people are in which class."""

    channel: str
    prepared: Prepared
    people: Mapping[str, int]

    @property
    def chosen(self) -> int:
        """Return how many get it again, if the gates let them."""
        return self.people.get(resending.CHOSEN, 0)


def prepare(
    workspace: Workspace, database: Database, authored: Catalogue, campaign: Campaign, wish: Wish, now: int
) -> list[Repetition]:
    """Return what would be launched, one for each channel; a fallback's channels go together to whom it failed.

    Raises:
        MactlError: it was never sent in this mode, is still at work, was cancelled, or nobody's open is known.
    """
    preparing.refuse_tested(workspace, database, campaign, sandbox=wish.sandbox)
    changed = _with_subject(campaign, wish.subject)
    prepared = preparing.prepare(workspace, database, authored, changed, now, sandbox=wish.sandbox)
    known = origins.find(database, campaign.id)
    found: list[Repetition] = []
    for mode, channels in launch.modes(workspace, campaign, sandbox=wish.sandbox).items():
        related = _related(campaign, [one for one in known if one.mode == mode])
        personal = [channel for channel in channels if channel not in prepared.order.posts]
        parts = _parts(database, campaign, wish, related, personal)
        found += [_repetition(database, prepared, wish, related, part, now) for part in parts]
    return [one for one in found if one.people] or _nobody(campaign, wish)


def _parts(
    database: Database, campaign: Campaign, wish: Wish, related: Sequence[Origin], channels: Sequence[Channel]
) -> list[Sequence[Channel]]:
    """Return the channels of each launch."""
    if wish.to == "failed":
        return [channels] if campaign.mode == "fallback" and channels else [[channel] for channel in channels]
    return [[channel] for channel in channels if resending.knows_opens(database, [o.id for o in related], channel)]


def _repetition(
    database: Database, prepared: Prepared, wish: Wish, related: Sequence[Origin], channels: Sequence[Channel], now: int
) -> Repetition:
    together = wish.to == "failed" and prepared.order.campaign.mode == "fallback"
    channel = "" if together else channels[0]
    number = _number(related, wish, channel)
    # One that was begun goes on with those whom it was launched for: it does not look at itself.
    asked = [one.id for one in related if _is_before(one.occurrence, wish.to, number)]
    before = now - durations.parse(wish.after).elapsed_ms()
    order = replace(
        prepared.order,
        campaign=_narrowed(database, prepared.order.campaign, related, channels, together=together),
        occurrence=resends.key(related[0].occurrence, wish.to, number, channel),
        planned=now,
        audience=resending.chosen(wish.to, asked, channel, before),
        posts={},
    )
    people = resending.counts(database, wish.to, asked, channel, before)
    return Repetition(channel=channel, prepared=replace(prepared, order=order), people=people)


def _related(campaign: Campaign, known: Sequence[Origin]) -> list[Origin]:
    """Return the latest occurrence in a mode and its repetitions, itself first; raise where there is none to repeat."""
    own = [one for one in known if one.state != "missed" and resends.parse(one.occurrence) is None]
    if not own:
        raise MactlError(
            _("campaign {name} was not sent yet: there is nothing to send again", name=campaign.name),
            _("mactl send --campaign {name} sends it", name=campaign.name),
        )
    base = own[0]
    if base.state == "cancelled":
        raise preparing.was_cancelled(campaign)
    if base.state != "finished":
        raise MactlError(
            _("campaign {name} is still at work: who is left out is not known yet", name=campaign.name),
            _("mactl campaign show --campaign {name} says what waits", name=campaign.name),
        )
    return [base, *(one for one in known if one is not base and resends.base_of(one.occurrence) == base.occurrence)]


def _number(related: Sequence[Origin], wish: Wish, channel: str) -> int:
    """Return which repetition is meant: the latest there is, or one more where that is asked for and it is done."""
    past = [
        (said.number, one.state)
        for one in related
        if (said := resends.parse(one.occurrence)) and (said.to, said.channel) == (wish.to, channel)
    ]
    latest, state = max(past, default=(0, ""))
    return latest + 1 if not latest or (wish.again and state in {"finished", "cancelled"}) else latest


def _is_before(occurrence: str, to: To, number: int) -> bool:
    said = resends.parse(occurrence)
    return said is None or said.to != to or said.number < number


def _with_subject(campaign: Campaign, subject: str) -> Campaign:
    if not subject:
        return campaign
    if "email" not in campaign.channels:
        raise MactlError(
            _("--subject is for e-mail, and campaign {name} has none", name=campaign.name), _("leave out --subject")
        )
    own = campaign.content.get("email", ChannelContent())
    return replace(campaign, content={**campaign.content, "email": replace(own, subject=subject)})


def _narrowed(
    database: Database, campaign: Campaign, related: Sequence[Origin], channels: Sequence[Channel], *, together: bool
) -> Campaign:
    """Return the campaign on these channels, with what its occurrence left of its budget."""
    used = [origins.used_up(database, one) for one in related]
    cost, sends = amount(sum(each[0] for each in used)), sum(each[1] for each in used)
    own = campaign.budget
    left = replace(
        own,
        max_cost=None if own.max_cost is None else max(Decimal(0), own.max_cost - cost),
        max_messages=None if own.max_messages is None else max(0, own.max_messages - sends),
    )
    return replace(
        campaign,
        channels=tuple(channels),
        content={channel: each for channel, each in campaign.content.items() if channel in channels},
        mode="fallback" if together else "all",
        budget=left,
        release_spread=None,
    )


def _nobody(campaign: Campaign, wish: Wish) -> list[Repetition]:
    if wish.to == "failed":
        raise MactlError(
            _("no message of campaign {name} failed", name=campaign.name),
            _("mactl campaign show --campaign {name} says what became of them", name=campaign.name),
        )
    raise MactlError(
        _("no open of campaign {name} is known: nobody can be told from those who read it", name=campaign.name),
        _("opens are known where workspace.base_url is set, or from mactl events import"),
    )
