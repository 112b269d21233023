"""A test made ready: its campaign, each variant as a launch of it, when it is judged, and the hash of it all (G1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, cast

from mactl.authored.abtest_checks import CLOCK
from mactl.clock import MINUTE
from mactl.core.decode.instants import instant
from mactl.core.experiments import variants
from mactl.core.experiments.assignment import Design
from mactl.core.model.campaign import Campaign
from mactl.core.model.experiment import AbTest, Variant
from mactl.core.schedule import durations
from mactl.core.schedule.zones import instant_of, local, zone
from mactl.core.segments.sql import Sql
from mactl.engine import launch, preparing
from mactl.engine.catalogue import Catalogue
from mactl.engine.preparing import Prepared
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A test ready to be started: ``arms`` are its variants' launches in file order, ``held`` that of its holdout.

    The launches' audience is still that of the whole test.
    """

    test: AbTest
    campaign: Campaign
    arms: dict[str, Prepared]
    held: Prepared | None
    design: Design
    mode: str
    version: str
    deadline: int

    @property
    def audience(self) -> Sql:
        """Return the SQL over ``customers AS c`` of whom the test is for."""
        return next(iter(self.arms.values())).order.audience


def ready(
    workspace: Workspace, database: Database, authored: Catalogue, test: AbTest, now: int, *, sandbox: bool = False
) -> Ready:
    """Return a test on a campaign, everything checked that can be known to be wrong."""
    own = campaign_of(authored, test)
    made = variants.base(test, own)
    held = variants.held_share(test, own)
    arms = {one.name: arm(workspace, database, authored, (test, made, one), now, sandbox=sandbox) for one in test.arms}
    mode = _mode(workspace, test, [one.order.campaign for one in arms.values()], sandbox=sandbox)
    silent = None
    if held or (test.assigned_by and test.assigned_by.holdout):
        found = preparing.prepare(workspace, database, authored, variants.silent(made), now, sandbox=sandbox)
        silent = _as_arm(found, test, variants.HOLDOUT, now)
    end = max(one.order.planned for one in arms.values()) + durations.parse(test.lasts(made.goal)).elapsed_ms()
    return Ready(
        test=test,
        campaign=made,
        arms=arms,
        held=silent,
        design=design(test, held),
        mode=mode,
        version=_version(test, arms),
        deadline=end - end % MINUTE,
    )


def campaign_of(authored: Catalogue, test: AbTest) -> Campaign:
    """Return the campaign that a test stands on; its own, where it stands by itself.

    Raises:
        MactlError: it stands in a flow, names no audience, or its campaign cannot be tested.
    """
    if test.flow:
        raise MactlError(
            _("test {name} runs inside the flow {flow}", name=test.name, flow=test.flow),
            _("mactl abtest run --test {name} begins it; who comes to its step is drawn", name=test.name),
        )
    found = authored.campaign(test.campaign) if test.campaign else variants.own_campaign(test)
    if not found.audience:
        raise MactlError(_("test {name} has no audience", name=test.name), _('add "audience": a segment, or "all"'))
    if found.recurs:
        raise MactlError(
            _("campaign {name} goes out again and again; a test is of one that goes out once", name=found.name),
            _("mactl campaign copy makes another of it; take the schedule out of that"),
        )
    return found


def design(test: AbTest, held: float) -> Design:
    """Return how a test parts its audience."""
    return Design(test=test.id, weights=test.weights, share=test.share, holdout=held)


def arm(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    which: tuple[AbTest, Campaign, Variant],
    now: int,
    *,
    sandbox: bool = False,
    key: str = "",
) -> Prepared:
    """Return the launch of a variant of a test on its campaign; ``key`` names the occurrence if not the variant."""
    test, campaign, variant = which
    found = preparing.prepare(workspace, database, authored, variants.changed(campaign, variant), now, sandbox=sandbox)
    zone_name = campaign.schedule.time_zone if campaign.schedule else None
    return _as_arm(found, test, key or variant.name, planned(variant, zone_name or workspace.zone, now))


def _portion(test: AbTest, name: str) -> float:
    """Return the share of the whole audience that a variant reaches; "" is the rest, which gets the winner."""
    if not name:
        return max(0.0, 1 - test.share - (test.holdout or 0.0))
    return test.share * test.weights[name] / sum(test.weights.values())


def _as_arm(found: Prepared, test: AbTest, key: str, at: int) -> Prepared:
    order = replace(found.order, occurrence=variants.occurrence(test.id, key), planned=at)
    return replace(found, order=order)


def planned(variant: Variant, zone_name: str, now: int) -> int:
    """Return when a variant goes out: now, at its instant, or at the next of its times of day."""
    place = zone(zone_name)
    if not variant.send_at:
        return now
    if not CLOCK.fullmatch(variant.send_at):
        return max(now, instant(variant.send_at, place))
    hour, minute = (int(part) for part in variant.send_at.split(":"))
    today = local(now, place).replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
    return next(at for day in range(3) if (at := instant_of(today + timedelta(days=day), place)) >= now)


def _mode(workspace: Workspace, test: AbTest, campaigns: list[Campaign], *, sandbox: bool) -> str:
    """Return the one mode in which all arms go out."""
    found = {mode for one in campaigns for mode in launch.modes(workspace, one, sandbox=sandbox)}
    if len(found) > 1:
        raise MactlError(
            _("test {name} would send some variants for real and others into the sandbox", name=test.name),
            _("give every channel of it credentials, or add --sandbox"),
        )
    return found.pop()


def _version(test: AbTest, arms: dict[str, Prepared]) -> str:
    text = json.dumps(definition_of(test), sort_keys=True, ensure_ascii=False, default=str)
    return sha256("\n".join([text, *(one.order.version for one in arms.values())]).encode()).hexdigest()


def definition_of(test: AbTest) -> dict[str, Any]:
    """Return a test as JSON: everything that differs from the defaults."""
    return cast("dict[str, Any]", _adapter().dump_python(test, mode="json", by_alias=True, exclude_defaults=True))


def test_from(definition: Any) -> AbTest:
    """Return the test that a definition (JSON) holds."""
    return cast("AbTest", _adapter().validate_python(dict(definition)))


def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(AbTest)
