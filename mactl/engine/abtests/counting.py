"""Counting a test: its arms become the groups that are judged, in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mactl.clock import DAY
from mactl.core.experiments import bandit, variants
from mactl.core.experiments.assignment import Assigned, Design
from mactl.core.experiments.groups import Before, Group
from mactl.core.experiments.intervals import Sample
from mactl.core.experiments.judgement import judge
from mactl.core.experiments.ratios import Ratio, linearised
from mactl.core.experiments.variants import HOLDOUT
from mactl.core.experiments.verdict import Question, Verdict
from mactl.core.model.campaign import Goal
from mactl.core.model.experiment import AFTER_THE_GOAL, AbTest, Method
from mactl.core.schedule import durations
from mactl.engine import goals, planning
from mactl.engine.abtests.design import test_from
from mactl.engine.workspace import Workspace
from mactl.store import experiment_figures, experiments, origins, ratio_figures, results
from mactl.store.database import Database
from mactl.store.experiment_figures import Did, Earned
from mactl.store.experiments import Started
from mactl.store.results import Goal as Aim

PAST = 90 * DAY  # how far back CUPED looks
DRAWN, ASSIGNED = "drawn", "assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be judged instead of a test's own: another metric, goal or window. None: the test's."""

    metric: str | None = None
    goal: str | None = None
    window: str | None = None
    minimum_effect: float | None = None
    method: Method | None = None

    @property
    def own(self) -> bool:
        """Whether nothing was asked but what the test was made for."""
        return (self.metric, self.goal, self.window, self.minimum_effect, self.method) == (None,) * 5


def verdict(
    workspace: Workspace, database: Database, started: Started, now: int, asked: Asked | None = None
) -> Verdict:
    """Return the judgement of a started test as of ``now``."""
    with results.snapshot(database):
        return judged(workspace, database, started, now, asked)


def judged(workspace: Workspace, database: Database, started: Started, now: int, asked: Asked | None = None) -> Verdict:
    """Return the judgement of a started test as of ``now``; inside a snapshot."""
    wanted = asked or Asked()
    question = _question(test_from(started.definition), started, now, wanted)
    return judge(question, count(workspace, database, started, question.metric, now, wanted))


def snapshot(workspace: Workspace, database: Database, started: Started, now: int, asked: Asked) -> list[Group]:
    """Return the arms with what their people did by ``now``, all counted at one moment."""
    with results.snapshot(database):
        return count(workspace, database, started, asked.metric or test_from(started.definition).metric, now, asked)


def _question(test: AbTest, started: Started, now: int, asked: Asked) -> Question:
    metric = asked.metric or test.metric
    effect = asked.minimum_effect if asked.minimum_effect is not None else test.minimum_effect
    if asked.metric and asked.metric != test.metric and asked.minimum_effect is None:
        effect = None  # another metric has another unit
    return Question(
        metric=metric,
        method=test.method if asked.method is None or test.method == "bandit" else asked.method,
        test=test.id,
        final=now >= started.deadline or started.state != "running",
        lower_is_better=metric == "unsubscribe_rate",
        minimum_effect=effect,
        base=ASSIGNED if test.flow or variants.compares_paths(test) else DRAWN,
    )


def count(
    workspace: Workspace, database: Database, started: Started, metric: str, now: int, asked: Asked
) -> list[Group]:
    """Return the arms with what their people did by ``now``; inside a snapshot."""
    test = test_from(started.definition)
    aim, window = _times(workspace, started, test, now, asked)
    expected = _expected(database, test, started)
    names = [*test.weights, *([HOLDOUT] if HOLDOUT in expected and metric in AFTER_THE_GOAL else [])]
    if test.flow:
        arms = [("holdout", "") if name == HOLDOUT else ("test", name) for name in names]
        experiment_figures.cast_flow(database, test.id, arms)
        did = experiment_figures.did_flow(database, test.flow, window)
    else:
        launched = _launched(database, started, names)
        experiment_figures.cast_campaign(database, launched, everybody=variants.compares_paths(test))
        did = experiment_figures.did_campaign(database, launched, window)
    earned = experiment_figures.earned(database, aim, PAST) if metric in AFTER_THE_GOAL else {}
    found = [
        _group(name, metric, expected[name], did.get(number, Did()), earned.get(number, Earned()))
        for number, name in enumerate(names)
    ]
    if metric == "clicks_per_message":
        clicks = (
            ratio_figures.clicks_flow(database, test.flow, window)
            if test.flow
            else ratio_figures.clicks_campaign(database, launched, window)
        )
        return _ratios(found, clicks)
    return _ratios(found, ratio_figures.orders(database, aim)) if metric == "revenue_per_order" else found


def _ratios(groups: list[Group], ratios: Mapping[int, Ratio]) -> list[Group]:
    """Return groups with the ratios of their people, for the delta method."""
    own = [ratios.get(number, Ratio(n=group.n)) for number, group in enumerate(groups)]
    return [
        replace(group, ratio=one, values=linearised(one), active=group.doers)
        for group, one in zip(groups, own, strict=True)
    ]


def _launched(database: Database, started: Started, names: list[str]) -> list[list[int]]:
    """Return the launches of each arm, in the mode of the test."""
    wanted = {variants.occurrence(started.id, name): name for name in names}
    found: dict[str, list[int]] = {name: [] for name in names}
    for origin in origins.find(database, started.campaign):
        if origin.occurrence in wanted and origin.mode == started.mode:
            found[wanted[origin.occurrence]].append(origin.id)
    return [found[name] for name in names]


def _times(workspace: Workspace, started: Started, test: AbTest, now: int, asked: Asked) -> tuple[Aim, int]:
    """Return what counts as a conversion, and how long after its message a click counts."""
    own = planning.campaign_of(started.campaign_definition).goal if started.campaign_definition else test.goal or Goal()
    lasts = durations.parse(test.lasts(own)).elapsed_ms()
    return goals.goal(workspace, own, now, event=asked.goal, window=asked.window), lasts


def _expected(database: Database, test: AbTest, started: Started) -> Mapping[str, float]:
    """Return the share that each arm should have of everybody in the test; a bandit's is what its waves gave."""
    held = test.holdout or 0.0
    if started.waves:
        people = experiments.counts(database, test.id)
        testing = sum(number for one, number in people.items() if one.role == "test")
        drawn = testing - people.get(Assigned("test"), 0)
        found = dict.fromkeys(test.weights, 0.0) | bandit.expected(bandit.closed(started.waves, drawn))
        return {**found, HOLDOUT: testing * held / test.share} if held else found
    if test.assigned_by is not None and test.assigned_by.holdout and not held:
        return {**test.weights, HOLDOUT: 1.0}  # alike, where nobody said otherwise
    shares = Design(test=test.id, weights=test.weights, share=test.share, holdout=held).expected()
    return {name or HOLDOUT: share for name, share in shares.items()}


def _group(name: str, metric: str, expected: float, did: Did, earned: Earned) -> Group:
    held = name == HOLDOUT
    clicked = did.clicked
    hits = {
        "open_rate": did.opened,
        "click_rate": clicked,
        "clicks_per_message": clicked,
        "unsubscribe_rate": did.unsubscribed,
    }
    values = before = None
    if metric == "revenue_per_recipient":
        values = Sample(n=did.people, total=earned.revenue, squares=earned.squares)
        before = Before(total=earned.before, squares=earned.before_squares, products=earned.products)
    return Group(
        name="" if held else name,
        n=did.people,
        hits=hits.get(metric, earned.people),
        values=values,
        active=earned.people,
        before=before,
        expected=expected,
        holdout=held,
        unsubscribed=None if metric == "unsubscribe_rate" else did.unsubscribed,
    )
