"""Tests inside flows: people are drawn as they come to the step, and newcomers get what was decided meanwhile (X1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mactl.core.experiments.assignment import Assigned, Design
from mactl.core.model.campaign import Goal
from mactl.core.model.experiment import AbTest
from mactl.core.schedule import durations
from mactl.engine.abtests import starting
from mactl.engine.abtests.design import definition_of, test_from
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import asked, controls, experiments
from mactl.store.database import Database
from mactl.store.experiments import Started


def begin(workspace: Workspace, database: Database, authored: Catalogue, test: AbTest, now: int) -> Started:
    """Start a test inside a flow, or return it as it was started; who was drawn before stays what the draw said."""
    known = experiments.find(database, test.id)
    if known is not None:
        return known
    flow = authored.flow(test.flow)
    if f'"{test.id}"' not in _text(flow) and f'"{test.name}"' not in _text(flow):
        raise MactlError(
            _("flow {flow} has no step for the test {name}", flow=flow.name, name=test.name),
            _('write a step with "experiment": "{name}" and its "arms"', name=test.name),
        )
    whole = replace(test, flow=flow.id)
    end = now + durations.parse(test.lasts(test.goal or Goal())).elapsed_ms()
    looks = test.method in {"sequential", "bandit"}
    first = min(end, starting.whole_minute(now + starting.look_every(now, end))) if looks else end
    row = {
        "id": test.id, "mode": "live", "definition": definition_of(whole), "state": "running", "started_at": now,
        "deadline": starting.whole_minute(end), "next_look": first,
        "waves": [{"at": now, "weights": test.weights, "people": 0}] if test.method == "bandit" else [],
    }  # fmt: skip
    with database.transaction():
        experiments.create(database, row, anew=False)
        controls.write_audit(database, who=workspace.who, what="abtest run", now=now, about=test.id)
    found = experiments.find(database, test.id)
    assert found is not None
    return found


def _text(flow: object) -> str:
    return repr(flow).replace("'", '"')


def newcomer(started: Started, customer: str) -> Assigned:
    """Return what a customer (public id) who comes to the step now is to a started test.

    While it runs everybody is drawn, by a bandit's weights of the moment; so they are after it ended without a
    decision. A decided one gives its winner.
    """
    if started.winner and (started.state == "stopped" or started.definition.get("auto_winner")):
        return Assigned("rest", started.winner)
    if started.state == "stopped":
        return Assigned("rest")
    test = test_from(started.definition)
    design = Design(test=test.id, weights=test.weights, share=test.share, holdout=test.holdout or 0.0)
    drawn = design.assign(customer)
    if drawn.role != "test" or not started.waves:
        return drawn
    return Assigned("test", design.arm_by(customer, started.waves[-1]["weights"]))


def arms(database: Database, test: str, people: Sequence[tuple[int, int, str]]) -> Mapping[int, str | None]:
    """Return the arm of each asker (number, row id, public id): "" for who is in none, None where the step draws.

    Who was drawn stays in that arm; who waited for the winner follows it once there is one.
    """
    started = experiments.called(database, test)
    known = asked.assigned(database, started.id if started else test, [person for _number, person, _name in people])
    found: dict[int, str | None] = {}
    for number, person, name in people:
        was = known.get(person)
        if was is None or (was.role == "rest" and started is not None):
            found[number] = None if started is None else newcomer(started, name).arm
        else:
            found[number] = was.arm
    return found


def kept(database: Database, scope: str, customer: str, arm: str) -> tuple[str, Assigned]:
    """Return under which test, and as what, the draw of a customer's arm is kept; a split's is kept as it is."""
    started = experiments.called(database, scope)
    if started is None:
        return scope, Assigned("test", arm)
    said = newcomer(started, customer)
    return started.id, said if said.arm == arm else Assigned("test", arm)
