"""Starting a test: everybody is drawn and stored, then each arm is launched as an occurrence of its campaign (X1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mactl.clock import MINUTE
from mactl.core.experiments import bandit, variants
from mactl.core.experiments.assignment import Assigned, Role
from mactl.core.experiments.variants import HOLDOUT
from mactl.core.schedule.arms import in_holdout
from mactl.core.segments.parse import parse
from mactl.core.segments.sql import Sql, every, fill
from mactl.engine import launch, planning
from mactl.engine.abtests.design import Ready, definition_of
from mactl.engine.catalogue import Catalogue
from mactl.engine.preparing import Prepared, refuse_cancelled
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, experiments, origins, outbox, selections
from mactl.store.database import Database
from mactl.store.experiments import Started
from mactl.store.origins import Origin

LOOKS = 48  # how often a test is looked at over its duration, but never oftener than every five minutes


def start(workspace: Workspace, database: Database, authored: Catalogue, made: Ready, now: int) -> list[Origin]:
    """Draw everybody and launch the arms; return the launches. What was started stays as it is: a second call adds
    nothing but the launches that are missing.

    Raises:
        MactlError: the campaign went out or goes out by another way.
    """
    if is_fresh(database, made):
        require_free(database, made)
        with database.transaction():
            experiments.create(database, _row(made, now))
            _draw(workspace, database, authored, made, now)
            controls.write_audit(
                database, who=workspace.who, what="abtest run", now=now, about=made.test.id, digest=made.version
            )
    return launch_arms(workspace, database, made, now)


def is_fresh(database: Database, made: Ready) -> bool:
    """Tell whether a test is still to be drawn: it never started, met nobody, or ran in the sandbox and goes live."""
    known = experiments.find(database, made.test.id)
    if known is None or (known.mode == "sandbox" and made.mode == "live"):
        return True
    return known.state == "running" and not experiments.counts(database, made.test.id)


def require_free(database: Database, made: Ready) -> None:
    """Raise MactlError where the campaign of a test was cancelled, went out, is scheduled, or goes out by another."""
    campaign = made.campaign
    refuse_cancelled(database, campaign)
    sent = [one for one in origins.find(database, campaign.id) if one.mode == made.mode and one.state != "missed"]
    other = experiments.of_campaign(database, campaign.id)
    if other is not None and other.id != made.test.id and other.mode == made.mode:
        raise MactlError(
            _("campaign {name} goes out by the test {test}", name=campaign.name, test=other.id),
            _("mactl campaign copy makes another campaign of it"),
        )
    if sent:
        raise MactlError(
            _("campaign {name} has been sent", name=campaign.name),
            _("mactl campaign copy makes another campaign of it, which a test can send"),
        )
    if controls.campaign_state(database, campaign.id)[0] == "scheduled":
        raise MactlError(
            _("campaign {name} is scheduled, and would go out beside the test", name=campaign.name),
            _("mactl campaign pause --campaign {name} holds it; the test sends it then", name=campaign.name),
        )


def launch_arms(workspace: Workspace, database: Database, made: Ready, now: int) -> list[Origin]:
    """Launch the arms of a started test, each to those who were drawn for it; those launched stay as they are.

    Where nobody was drawn nothing is launched: the next run draws anew.
    """
    found: list[Origin] = []
    if not experiments.counts(database, made.test.id):
        return found
    for name, one in made.arms.items():
        found += launch.launch(workspace, database, to(one, made.test.id, "test", name).order, now)
    if made.held is not None:
        found += launch.launch(workspace, database, to(made.held, made.test.id, "holdout", "").order, now)
    return found


def to(one: Prepared, test: str, role: Role, name: str) -> Prepared:
    """Return a launch for those only who have a role in a test."""
    whom = fill(
        "c.id IN (SELECT x.customer FROM assignments x WHERE x.test = {} AND x.role = {} AND x.arm = {})",
        test, role, name,
    )  # fmt: skip
    return replace(one, order=replace(one.order, audience=whom))


def look_every(started_at: int, deadline: int) -> int:
    """Return how much time lies between two looks at a test."""
    return max(5 * MINUTE, (deadline - started_at) // LOOKS)


def wave_every(started_at: int, deadline: int) -> int:
    """Return how much time lies between two waves of a bandit; the last one has as long to answer."""
    return max(MINUTE, (deadline - started_at) // bandit.WAVES)


def first_look(made: Ready, now: int) -> int:
    """Return when a test is first looked at: variants that go out at different times are judged at the end only."""
    if made.test.method == "bandit":
        return whole_minute(now + wave_every(now, made.deadline))
    looks = made.test.method == "sequential" and not variants.differs_in_time(made.test)
    return min(made.deadline, whole_minute(now + look_every(now, made.deadline))) if looks else made.deadline


def whole_minute(instant: int) -> int:
    """Return the minute that an instant lies in: a tick of that minute finds it due."""
    return instant - instant % MINUTE


def _row(made: Ready, now: int) -> dict[str, object]:
    return {
        "id": made.test.id,
        "mode": made.mode,
        "campaign": made.campaign.id,
        "definition": definition_of(replace(made.test, holdout=made.design.holdout)),
        "campaign_definition": planning.definition_of(made.campaign),
        "version": made.version,
        "state": "running",
        "started_at": now,
        "deadline": made.deadline,
        "next_look": first_look(made, now),
    }


def _draw(workspace: Workspace, database: Database, authored: Catalogue, made: Ready, now: int) -> None:
    """Store what everybody of the audience is to the test."""
    if made.test.assigned_by is not None:
        _take_over(workspace, database, authored, made, now)
        return
    outbox.gather(database, made.audience.text, made.audience.params)
    people = experiments.gathered(database)
    experiments.keep(database, made.test.id, _drawn(workspace, made, people), now)


def _drawn(workspace: Workspace, made: Ready, people: Iterator[tuple[int, str]]) -> Iterator[tuple[int, Assigned]]:
    """Yield what each person is; whom the workspace holds out of everything is in no arm."""
    global_share = workspace.config.holdout
    for number, name in people:
        if global_share and in_holdout("workspace", name, global_share):
            yield number, Assigned("rest")
        else:
            yield number, _wave(made, made.design.assign(name), name)


def _wave(made: Ready, one: Assigned, name: str) -> Assigned:
    """Return an assignment; of a bandit only the first wave has an arm yet."""
    if made.test.method != "bandit" or one.role != "test" or bandit.wave(made.test.id, name) == 0:
        return one
    return Assigned("test")


def _take_over(workspace: Workspace, database: Database, authored: Catalogue, made: Ready, now: int) -> None:
    """Store the split that somebody else made, as a field of the profiles says it."""
    given: Any = made.test.assigned_by
    context = authored.context(database, now, workspace.zone)
    arms = {name: Assigned("test", name) for name in made.arms}
    if given.holdout:
        arms[given.holdout] = Assigned("holdout")
    for value, one in arms.items():
        field = selections.where(parse({given.field: {"=": value}}), context)
        both: Sql = every([made.audience, field])
        outbox.gather(database, both.text, both.params)
        people = experiments.gathered(database)
        experiments.keep(database, made.test.id, ((number, one) for number, _name in people), now)


def resume(workspace: Workspace, database: Database, made: Ready, started: Started, now: int) -> list[Origin]:
    """Launch what a test that was cut short has not launched yet."""
    del started
    wanted = {variants.occurrence(made.test.id, name) for name in (*made.arms, *([HOLDOUT] if made.held else []))}
    known = {one.occurrence for one in origins.find(database, made.campaign.id)}
    return [] if wanted <= known else launch_arms(workspace, database, made, now)
