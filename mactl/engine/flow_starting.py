"""Letting people into a flow by hand: those whom a person names, or everybody of a segment (G2)."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.segments.parse import audience
from mactl.engine import advance, enroll, flow_legs
from mactl.engine.catalogue import Catalogue
from mactl.engine.flow_pausing import Held, found
from mactl.engine.intake import chunks
from mactl.engine.journeys import Journeys
from mactl.engine.starts._socket import Known
from mactl.engine.workspace import Workspace
from mactl.store import controls, people, selections
from mactl.store.database import Database


def start(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    name: str,
    customers: Sequence[str],
    segment: str = "",
) -> Held:
    """Let customers (by any name of theirs), and everybody of ``segment``, into an active flow; count who entered.

    Its trigger is passed by, its filter and re-entry are not.
    """
    now = workspace.clock.now()
    row = found(database, name, "active")
    journeys = flow_legs.legs(workspace, database, authored, now).journeys
    region = workspace.config.workspace.country
    chosen = [people.number(database, each, region) for each in customers]
    chosen += _members(journeys, segment) if segment else []
    known, entered = Known(journeys, row, journeys.program(row.version)), 0
    for some in chunks(dict.fromkeys(chosen), advance.BATCH):
        with database.transaction():
            found(database, name, "active")  # a person may have paused it meanwhile
            entered += enroll.admit(known, [enroll.by_hand(known, each) for each in some])
    with database.transaction():
        detail = {"customers": list(customers), "segment": segment, "entered": entered}
        controls.write_audit(database, who=workspace.who, what="flow start", now=now, about=row.id, detail=detail)
    return Held(flow=row, people=entered)


def _members(journeys: Journeys, segment: str) -> list[int]:
    context = journeys.everybody()
    return list(selections.ids(journeys.database, audience(segment, context.segments), context))
