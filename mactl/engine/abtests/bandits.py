"""A bandit's waves: what did better so far gets more of the people who are still to come."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from mactl.core.experiments import bandit
from mactl.engine.abtests import counting
from mactl.engine.abtests.design import Ready
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
    asked = replace(counting.Asked(), metric=made.test.metric)
    found = counting.snapshot(workspace, database, started, now, asked)
    groups = [group for group in found if not group.holdout]
    weights = bandit.weights(groups, lower_is_better=made.test.metric == "unsubscribe_rate")
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
