"""Which campaign or flow a name means, also one that is no longer in its file but has sent something."""

from __future__ import annotations

from mactl.engine.catalogue import Catalogue
from mactl.store import flows, origins
from mactl.store.database import Database


def ident(authored: Catalogue, database: Database, kind: str, name: str) -> str:
    """Return the id of the ``kind`` ("campaign" or "flow") called ``name``.

    Raises:
        MactlError: there is none, neither in the file nor at work; the nearest is named.
    """
    listed = authored.flows if kind == "flow" else authored.campaigns
    own = next((each.id for each in listed if name in (each.id, each.name)), None)
    if own is not None:
        return own
    if origins.find(database, name, kind=kind) or (kind == "flow" and flows.find(database, name)):
        return name
    return authored.flow(name).id if kind == "flow" else authored.campaign(name).id
