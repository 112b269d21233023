"""A bandit's waves: what did better so far gets more of the people who are still to come, in campaigns and flows."""

from __future__ import annotations

from collections import Counter

from mactl.core.experiments import bandit
from mactl.engine.abtests import counting
from mactl.engine.abtests.design import Ready, test_from
from mactl.engine.abtests.starting import to
from mactl.engine.workspace import Workspace
from mactl.store import experiments, origins, outbox
from mactl.store.database import Database
from mactl.store.experiments import Started

Wave = dict[str, object]


def release(workspace: Workspace, database: Database, made: Ready, started: Started, now: int) -> list[Wave]:
    """Give the next wave its arms and launch it; return all waves so far, the first of which was drawn at the start."""
    waves: list[Wave] = [dict(one) for one in started.waves] or [_first(database, made, started)]
    if len(waves) >= bandit.WAVES:
        return waves
    weights = _weights(workspace, database, started, made.test.metric, now)
    given = [
        (number, made.design.arm_by(name, weights))
        for number, name in experiments.without_arm(database, made.test.id)
        if bandit.wave(made.test.id, name) <= len(waves)
    ]
    waves.append({"at": now, "weights": weights, "people": len(given)})
    with database.transaction():
        experiments.give_arms(database, made.test.id, given)
        _launch(database, made, started, dict(given), now)
        experiments.change(database, made.test.id, waves=waves)
    return waves


def reweigh(workspace: Workspace, database: Database, started: Started, now: int) -> None:
    """Let those who come to a flow's step from now on be drawn by what did better so far; who was drawn stays."""
    test = test_from(started.definition)
    weights = _weights(workspace, database, started, test.metric, now)
    people = experiments.counts(database, started.id)
    drawn = sum(number for one, number in people.items() if one.role == "test" and one.arm)
    waves = [*bandit.closed(started.waves, drawn), {"at": now, "weights": weights, "people": 0}]
    with database.transaction():
        experiments.change(database, started.id, waves=waves)


def _weights(workspace: Workspace, database: Database, started: Started, metric: str, now: int) -> dict[str, float]:
    """Return what each arm is given of those who come next, by what was recorded until now."""
    found = counting.snapshot(workspace, database, started, now, counting.Asked(metric=metric))
    groups = [group for group in found if not group.holdout]
    return bandit.weights(groups, lower_is_better=metric == "unsubscribe_rate")


def _first(database: Database, made: Ready, started: Started) -> Wave:
    people = sum(n for one, n in experiments.counts(database, made.test.id).items() if one.role == "test" and one.arm)
    return {"at": started.started_at, "weights": dict(made.design.weights), "people": people}


def _launch(database: Database, made: Ready, started: Started, given: dict[int, str], now: int) -> None:
    """Add the people of a wave to the launches of their arms; those who were launched before stay as they are."""
    sizes = Counter(given.values())
    for name, one in made.arms.items():
        order = to(one, made.test.id, "test", name).order
        outbox.gather(database, order.audience.text, order.audience.params)
        for origin in origins.find(database, order.campaign.id, order.occurrence):
            if origin.mode == started.mode and sizes[name]:
                channels = origin.channels if order.campaign.mode == "all" else origin.channels[:1]
                for channel in channels:
                    outbox.freeze(database, origin.id, channel, due=now, now=now)
                origins.widen(database, origin.id, sizes[name], now)
