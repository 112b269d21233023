"""The tick's eye on tests: what was cut short is launched, waves are released, decided tests are ended (X2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mactl.clock import MINUTE
from mactl.core.experiments import variants
from mactl.core.experiments.verdict import Verdict
from mactl.engine.abtests import approving, bandits, counting, ending, starting
from mactl.engine.abtests.design import Ready, ready, test_from
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import experiments
from mactl.store.database import Database
from mactl.store.experiments import Started


def watch(workspace: Workspace, database: Database, authored: Catalogue, now: int) -> Iterator[tuple[str, str]]:
    """Look at every test that is due; yield what was decided as (sentence, "") and what went wrong as ("", fault)."""
    for started in experiments.due(database, now):
        try:
            told = _look(workspace, database, authored, started, now)
        except MactlError as fault:
            yield "", _("test {name}: {fault}", name=started.definition.get("name", started.id), fault=fault.message)
            with database.transaction():
                experiments.change(database, started.id, next_look=now + 5 * MINUTE)
        else:
            if told:
                yield told, ""


def _look(workspace: Workspace, database: Database, authored: Catalogue, started: Started, now: int) -> str:
    made = None if started.definition.get("flow") else _ready(workspace, database, authored, started, now)
    if made is not None:
        starting.resume(workspace, database, made, started, now)
        if made.test.method == "bandit" and now < started.deadline:
            bandits.release(workspace, database, made, started, now)
    elif started.definition.get("method") == "bandit" and now < started.deadline:
        bandits.reweigh(workspace, database, started, now)
    found = counting.verdict(workspace, database, started, now)
    if not _decided(started, found, now):
        _look_again(database, started, now)
        return ""
    told = ending.conclude(database, started, found, workspace.config.workspace.currency, now)
    if found.winner and started.definition.get("auto_winner") and not found.harmed:
        ending.send_winner(workspace, database, authored, started, found.winner, now)
    return _("test {name}: {sentence}", name=started.definition.get("name", started.id), sentence=told)


def _ready(workspace: Workspace, database: Database, authored: Catalogue, started: Started, now: int) -> Ready:
    """Return a started test as it was started, its templates as they are now."""
    test, campaign = ending.as_started(started)
    own = replace(authored, campaigns=(campaign, *authored.campaigns))
    whole = replace(test, campaign=campaign.id)
    made = ready(workspace, database, own, whole, now, sandbox=started.mode == "sandbox")
    approving.require(workspace, database, replace(made, version=started.version))
    return made


def _decided(started: Started, found: Verdict, now: int) -> bool:
    """Tell whether a test ends now: at its deadline, or sooner where its method may be looked at at any time."""
    if now >= started.deadline:
        return True
    test = test_from(started.definition)
    early = test.method == "sequential" and not variants.differs_in_time(test)
    return early and found.status in {"winner", "no_difference"}


def _look_again(database: Database, started: Started, now: int) -> None:
    test = test_from(started.definition)
    span = starting.look_every(started.started_at, started.deadline)
    if test.method == "bandit" and not test.flow:
        span = starting.wave_every(started.started_at, started.deadline)
    with database.transaction():
        experiments.change(database, started.id, next_look=min(started.deadline, starting.whole_minute(now + span)))
