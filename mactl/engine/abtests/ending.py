"""Ending a test: its verdict is kept, and the winner goes to the rest, once to each (rules X2, M1)."""

from __future__ import annotations

from typing import Any

from mactl.core.experiments import sentences, variants
from mactl.core.experiments.document import document
from mactl.core.experiments.variants import WINNER
from mactl.core.experiments.verdict import Verdict
from mactl.core.model.experiment import AbTest
from mactl.engine import launch, planning
from mactl.engine.abtests.design import arm, test_from
from mactl.engine.abtests.starting import to
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import experiments, origins, taking_back
from mactl.store.database import Database
from mactl.store.experiments import Started
from mactl.store.origins import Origin


def conclude(database: Database, started: Started, found: Verdict, currency: str, now: int) -> str:
    """Write down that a test is decided, with its verdict; return the sentence."""
    words = sentences.words_for(found, currency)
    told, notes = sentences.sentence(found, words), sentences.notes(found, words)
    with database.transaction():
        experiments.leave_to_the_rest(database, started.id)
        experiments.change(
            database, started.id, state="concluded", ended_at=now, next_look=None, winner=found.winner,
            verdict=document(found, told, notes),
        )  # fmt: skip
    return told


def stop(database: Database, started: Started, winner: str, now: int) -> int:
    """End a test by hand, inside the caller's transaction: what waits of it is taken back; return how many messages."""
    taken = 0
    for origin in arms_of(database, started):
        if origin.occurrence != variants.occurrence(started.id, WINNER) and origin.state in {"running", "paused"}:
            origins.set_state(database, origin.id, "cancelled", now)
            taken += taking_back.take_back(database, origin.id, now)
    ended = started.ended_at or now
    experiments.change(database, started.id, state="stopped", ended_at=ended, next_look=None, winner=winner)
    return taken


def arms_of(database: Database, started: Started) -> list[Origin]:
    """Return the launches of a test, that of its winner included."""
    found = origins.find(database, started.campaign) if started.campaign else []
    return [one for one in found if one.occurrence.startswith(f"{started.id}/") and one.mode == started.mode]


def send_winner(
    workspace: Workspace, database: Database, authored: Catalogue, started: Started, winner: str, now: int
) -> list[Origin]:
    """Launch a variant to the rest, who were given none: a second call adds nothing."""
    test = test_from(started.definition)
    variant = next((one for one in test.arms if one.name == winner), None)
    if variant is None:
        raise MactlError(
            _("test {name} has no variant {variant}", name=test.name, variant=winner),
            _("its variants are {names}", names=", ".join(test.weights)),
        )
    if not started.campaign:
        return []
    made = arm(
        workspace, database, authored, (test, planning.campaign_of(started.campaign_definition), variant), now,
        sandbox=started.mode == "sandbox", key=WINNER,
    )  # fmt: skip
    return launch.launch(workspace, database, to(made, test.id, "rest", "").order, now)


def as_started(started: Started) -> tuple[AbTest, Any]:
    """Return a test and its campaign as they were started."""
    return test_from(started.definition), planning.campaign_of(started.campaign_definition)
