"""The tracked links of flows: templates are read live, and a link that was sent leads where it led then (F1, G4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mactl.engine import planning
from mactl.engine.plans import Plan
from mactl.engine.workspace import Workspace
from mactl.store import flow_messages, outbox
from mactl.store.database import Database
from mactl.templating import Library


def followed(workspace: Workspace, database: Database, books: Library, plan: Plan) -> Plan:
    """Return a flow's plan whose links are numbered as the ledger knows them; those of a changed template are added."""
    wanted = list(plan.template.links)
    if not wanted:
        return plan
    with database.transaction():
        known = flow_messages.links(database, plan.origin.id, plan.channel)
        first = _place(known, wanted)
        if first is None:
            first = len(known)
            outbox.write_links(database, plan.origin.id, plan.channel, wanted, first)
    if not first:
        return plan
    template = planning.load_template(workspace, books, plan.campaign, plan.channel, first_link=first)
    return replace(plan, template=template)


def _place(known: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return from which number on the links that are known already are those that are wanted."""
    places = range(len(known) - len(wanted) + 1)
    return next((place for place in places if known[place : place + len(wanted)] == wanted), None)
