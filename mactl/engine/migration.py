"""Moving the people inside a flow to the version that was just activated, because a person says so (rule F2)."""

from __future__ import annotations

from collections.abc import Mapping

from mactl.core.flows import migrating
from mactl.core.flows.program import EXIT, Program
from mactl.engine import advance
from mactl.engine.deeds import Deeds
from mactl.engine.journeys import Journeys, state_of
from mactl.errors import MactlError
from mactl.i18n import _, ngettext
from mactl.store import enrolments
from mactl.store.flows import Version


def check(journeys: Journeys, flow: int, version: int, program: Program, moves: Mapping[str, str]) -> None:
    """Raise MactlError where people stand at steps that the new version has not, or a move leads nowhere."""
    there = enrolments.steps_of_others(journeys.database, flow, version)
    lost = migrating.missing(program, there, moves)
    if lost:
        told = [ngettext("{step} ({n:,} person)", "{step} ({n:,} people)", there[step], step=step) for step in lost]
        raise MactlError(
            _("people stand at steps that are no longer there: {steps}", steps=", ".join(told)),
            _("say where they go on: --move {step}=STEP, or --move {step}=exit", step=lost[0]),
        )
    for old, new in moves.items():
        if new != EXIT and new not in program.nodes:
            raise MactlError(
                _("--move {old}={new}: there is no step {new}", old=old, new=new),
                _("the steps are: {names}", names=", ".join(program.nodes)),
            )


def migrate(journeys: Journeys, flow: int, version: Version, program: Program, moves: Mapping[str, str]) -> int:
    """Move everybody inside other versions, a thousand a transaction; return how many people that were."""
    people, last, database = 0, 0, journeys.database
    while True:
        with database.transaction():
            numbers = enrolments.of_others(database, flow, version.id, last, advance.BATCH)
            if not numbers:
                return people
            rows = enrolments.load(database, numbers)
            enrolments.set_version(database, numbers, version.id)
            deeds = Deeds(journeys=journeys)
            for row in rows:
                zone = journeys.zone(version.id, row.time_zone)
                turn = migrating.migrate(
                    program, state_of(row), moves, zone=zone, workdays=journeys.workdays, now=journeys.now
                )
                deeds.note(row._replace(version=version.id), turn)
            deeds.flush()
            deeds.finish()
            people, last = people + len(rows), numbers[-1]
