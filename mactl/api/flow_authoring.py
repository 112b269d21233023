"""Writing flows into data/flows.json: checked before a byte is written, the others left as their author wrote them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mactl.api import references
from mactl.authored import editing
from mactl.authored.flows import check_flow
from mactl.authored.lists import load_bytes
from mactl.core.decode.faults import Fault, error
from mactl.core.decode.slugs import fresh, slug
from mactl.core.model.flow import Flow
from mactl.engine import catalogue
from mactl.engine.catalogue import FLOWS, Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls


def copy(workspace: Workspace, flow: Flow, name: str) -> Flow:
    """Add a copy of a flow under a new name at the end of data/flows.json; nobody enters it before it is activated.

    Raises:
        MactlError: the name is taken, or the flow has a fault; the file is as it was.
    """
    known = catalogue.read(workspace)
    _require_free(known, name)
    said = dict(_written(workspace, flow))
    said.pop("id", None)
    identity = fresh(slug(name), {one.id for one in known.flows} | set(known.blocked.get(FLOWS, {})))
    front = {"name": name} if identity == slug(name) else {"id": identity, "name": name}
    definition = {**front, **{key: value for key, value in said.items() if key != "name"}}
    made = checked(workspace, known, definition)
    write(workspace, definition)
    _audit(workspace, made, flow)
    return made


def read(definition: Mapping[str, Any]) -> Flow:
    """Return the flow that a definition (JSON) says; raise MactlError with every fault of its shape."""
    loaded = load_bytes(json.dumps([definition], ensure_ascii=False).encode(), Flow, FLOWS, check_flow)
    if loaded.faults:
        bare = [Fault(message=one.message, path=one.path[1:], hint=one.hint) for one in loaded.faults]
        raise error(bare, _("the flow"))
    return loaded.objects[0]


def checked(workspace: Workspace, known: Catalogue, definition: Mapping[str, Any]) -> Flow:
    """Return the flow that a definition says; raise MactlError with every fault of it, and what it names in vain."""
    flow = read(definition)
    wrong = tuple(references.wrongs(workspace, known, flow))
    if wrong:
        raise error([Fault(message=message, path=path, hint=hint) for path, message, hint in wrong], _("the flow"))
    return flow


def write(workspace: Workspace, definition: Mapping[str, Any]) -> None:
    """Put a flow's definition into data/flows.json: in the place of the one with its id, else at the end."""
    path = workspace.folder / FLOWS
    identity = _identity(definition)
    for index, one in enumerate(editing.raw(path, FLOWS)):
        if isinstance(one, dict) and _identity(one) == identity:
            editing.save(path, editing.exchange(path, FLOWS, index, definition))
            return
    editing.save(path, editing.add(path, FLOWS, definition))


def _require_free(known: Catalogue, name: str) -> None:
    if any(name in {one.id, one.name} for one in known.flows):
        raise MactlError(_("there is a flow {name} already", name=name), _("give the copy another name"))


def _written(workspace: Workspace, flow: Flow) -> Mapping[str, Any]:
    """Return a flow as its file has it."""
    for one in editing.raw(workspace.folder / FLOWS, FLOWS):
        if isinstance(one, dict) and _identity(one) == flow.id:
            return one
    raise MactlError(_("No flow named {name}", name=flow.name), _("data/flows.json was changed meanwhile"))


def _identity(definition: Mapping[str, Any]) -> str:
    return str(definition.get("id") or slug(str(definition.get("name", ""))))


def _audit(workspace: Workspace, made: Flow, other: Flow) -> None:
    if not workspace.database_path.exists():
        return  # files only: nothing has happened here yet
    with workspace.open() as database, database.transaction():
        now, detail = workspace.clock.now(), {"copied_from": other.id}
        controls.write_audit(database, who=workspace.who, what="flow copy", now=now, about=made.id, detail=detail)
