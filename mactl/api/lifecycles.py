"""The lifecycle groups at several instants, by the method that ``mactl segment --method lifecycle`` goes by."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.reports._kind import Row
from mactl.engine.workspace import Workspace
from mactl.store.database import Database


def answer(workspace: Workspace, database: Database, moments: Sequence[int]) -> list[Row]:
    """Return (instant, group, its name, people) for each instant and group."""
    from mactl.core.segments.method import Asked
    from mactl.core.segments.methods.lifecycle import METHOD
    from mactl.engine import maps, splitting

    known = maps.rfm(workspace, None)
    found: list[Row] = []
    for moment in moments:
        asked = Asked(as_of=moment, zone=workspace.zone, map=known)
        split = METHOD.split(splitting.gather(database, METHOD, asked, moment), asked)
        found += [(moment, group.key, group.name, len(group.who)) for part in split.parts for group in part.groups]
    return found
