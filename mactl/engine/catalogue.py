"""What a workspace's authored files define: campaigns, segments, flows, A/B tests; and the faults of the rest."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from mactl import i18n
from mactl.authored import Loaded, load_list
from mactl.authored.abtest_checks import check_test
from mactl.authored.checks import check_campaign, check_segment, look_at_segment
from mactl.authored.flows import check_action, check_flow
from mactl.authored.lists import Check
from mactl.authored.scores import check_score
from mactl.core.decode.faults import Fault, error
from mactl.core.experiments import variants
from mactl.core.flows import program as programs
from mactl.core.flows.program import Program
from mactl.core.model.action import Action
from mactl.core.model.campaign import Campaign
from mactl.core.model.experiment import AbTest
from mactl.core.model.flow import Flow
from mactl.core.model.score import Score
from mactl.core.model.segment import Segment
from mactl.core.segments import scoring
from mactl.core.segments.condition import Context
from mactl.core.segments.definitions import definitions, version
from mactl.engine import layers
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import memberships, selections
from mactl.store.database import Database

T = TypeVar("T", Flow, Action, Score, AbTest)
M = TypeVar("M")
CAMPAIGNS = "data/campaigns.json"
SEGMENTS = "data/segments.json"
FLOWS = "data/flows.json"
ACTIONS = "data/actions.json"
SCORES = "data/scores.json"
TESTS = "data/ab_tests.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The good objects of the authored files, and every fault of the others.

    ``blocked`` is, for each file, what the ids and names of its other objects hold: their faults. ``broken`` are the
    files of flows, actions and scores that do not parse. ``inner`` is what is wrong with the conditions of segments.
    """

    campaigns: tuple[Campaign, ...]
    segments: tuple[Segment, ...]
    flows: tuple[Flow, ...] = ()
    actions: tuple[Action, ...] = ()
    scores: tuple[Score, ...] = ()
    tests: tuple[AbTest, ...] = ()
    faults: tuple[Fault, ...] = ()
    blocked: Mapping[str, Mapping[str, tuple[Fault, ...]]] = field(default_factory=dict)
    broken: Mapping[str, MactlError] = field(default_factory=dict)
    inner: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    _made: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def once(self, what: str, make: Callable[[], M]) -> M:
        """Return what ``make`` returns, made once for these files and each language; ``what`` names it."""
        key = (what, i18n.language())
        if key not in self._made:
            self._made[key] = make()
        return cast("M", self._made[key])

    def campaign(self, name: str) -> Campaign:
        """Return the campaign with this id or name; raise MactlError with the nearest name, or with its own faults.

        A test that stands by itself is a campaign of its own.
        """
        for campaign in (*self.campaigns, *map(variants.own_campaign, filter(variants.is_alone, self.tests))):
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

    def flow(self, name: str) -> Flow:
        """Return the flow with this id or name; raise MactlError with the nearest name, or with its own faults."""
        if FLOWS in self.broken:
            raise self.broken[FLOWS]
        for flow in self.flows:
            if name in (flow.id, flow.name):
                return flow
        known = [name for flow in self.flows for name in (flow.name, flow.id)]
        hint = _nearest(name, known, "mactl flow list")
        raise self._blocked(FLOWS, name) or MactlError(_("No flow named {name}", name=name), hint)

    def program(self, flow: Flow) -> Program:
        """Return a flow made ready to run, with the bodies of the actions that it names."""
        try:
            return programs.compile(flow, self.named_actions())
        except MactlError as wrong:
            raise self.broken.get(ACTIONS, wrong) from wrong

    def named_actions(self) -> dict[str, Action]:
        """Return the named actions by name and by id; ids win."""
        return {action.name: action for action in self.actions} | {action.id: action for action in self.actions}

    def test(self, name: str) -> AbTest:
        """Return the A/B test with this id or name; raise MactlError with the nearest name, or with its own faults."""
        if TESTS in self.broken:
            raise self.broken[TESTS]
        for test in self.tests:
            if name in (test.id, test.name):
                return test
        known = [name for test in self.tests for name in (test.name, test.id)]
        hint = _nearest(name, known, "mactl abtest list")
        raise self._blocked(TESTS, name) or MactlError(_("No A/B test named {name}", name=name), hint)

    def context(self, database: Database, now: int, zone: str, mode: str = "live") -> Context:
        """Return what conditions are decided in at ``now``: these segments and campaigns, the workspace's zone."""
        bare = self.bare_context(now, zone, mode)
        kept = self._kept(database, bare) if mode == "live" else {}
        return replace(bare, zones=selections.zones(database, zone), kept=kept)

    def _kept(self, database: Database, context: Context) -> dict[str, int]:
        """Return the numbers of the segments whose members are written down for now, by id and name."""
        current = memberships.current(database, context.now)
        found: dict[str, int] = {}
        for segment in self.segments:
            known = current.get(segment.id)
            with suppress(MactlError):  # one that cannot be evaluated says so when it is asked for
                if known and known.version.partition(":")[0] == version(segment.id, context.segments):
                    found |= {segment.name: known.number, segment.id: known.number}
        return found

    def bare_context(self, now: int, zone: str, mode: str = "live") -> Context:
        """Return the same without the zones that customers live in, which take a look at all of them."""
        names: dict[str, str] = {}
        for flow in self.flows:
            names |= {flow.id: flow.id, flow.name: flow.id}
        for campaign in self.campaigns:
            names |= {campaign.id: campaign.id, campaign.name: campaign.id}
        known = self.once("segments", lambda: definitions(self.segments, self.inner))
        scores = self.once("scores", lambda: scoring.scales(self.scores))
        kept: Any = "sandbox" if mode == "sandbox" else "live"
        return Context(now=now, zone=zone, segments=known, campaigns=names, scores=scores, mode=kept)

    def _blocked(self, file: str, name: str) -> MactlError | None:
        """Return the faults of the object that is called ``name``, where it holds some."""
        found = self.blocked.get(file, {}).get(name)
        return error(found, file) if found else None


def read(workspace: Workspace) -> Catalogue:
    """Read the authored files; a faulty object is no error, and flows that do not parse are one for who needs them.

    Raises:
        MactlError: campaigns.json or segments.json does not parse.
    """
    campaigns = load_list(workspace.data / "campaigns.json", Campaign, CAMPAIGNS, check_campaign)
    segments = load_list(workspace.data / "segments.json", Segment, SEGMENTS, check_segment, look_at_segment)
    broken: dict[str, MactlError] = {}
    flows = _spared(workspace, FLOWS, Flow, check_flow, broken)
    actions = _spared(workspace, ACTIONS, Action, check_action, broken, load=layers.load)
    scores = _spared(workspace, SCORES, Score, check_score, broken)
    tests = _spared(workspace, TESTS, AbTest, check_test, broken)
    files: dict[str, Loaded[Any]] = {
        CAMPAIGNS: campaigns,
        SEGMENTS: segments,
        FLOWS: flows,
        ACTIONS: actions,
        SCORES: scores,
        TESTS: tests,
    }
    return Catalogue(
        campaigns=campaigns.objects,
        segments=segments.objects,
        flows=flows.objects,
        actions=actions.objects,
        scores=scores.objects,
        tests=tests.objects,
        faults=tuple(fault for loaded in files.values() for fault in loaded.faults),
        blocked={file: loaded.blocked for file, loaded in files.items()},
        broken=broken,
        inner=segments.inner,
    )


def _alone(workspace: Workspace, file: str, kind: type[T], check: Check) -> Loaded[T]:
    """Return the objects of the workspace's own file."""
    return load_list(workspace.folder / file, kind, file, check)


def _spared(
    workspace: Workspace,
    file: str,
    kind: type[T],
    check: Check,
    broken: dict[str, MactlError],
    load: Callable[[Workspace, str, type[T], Check], Loaded[T]] = _alone,
) -> Loaded[T]:
    """Return a file's objects; one that does not parse is kept for who needs it, and named with the other faults."""
    try:
        return load(workspace, file, kind, check)
    except MactlError as wrong:
        broken[file] = wrong
        return Loaded(objects=(), faults=(Fault(message=wrong.message, hint=wrong.hint),))


def _nearest(name: str, known: list[str], listing: str) -> str:
    close = difflib.get_close_matches(name, known, 1, 0.5)
    if close:
        return _("did you mean {name}? {command} shows them all", name=close[0], command=listing)
    return _("{command} shows them all", command=listing)
