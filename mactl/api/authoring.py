"""Writing campaigns into data/campaigns.json: made, copied, changed; checked before a byte is written (G2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mactl.authored import Loaded, editing
from mactl.authored.checks import check_campaign
from mactl.authored.lists import load_bytes
from mactl.core.decode import faults as places
from mactl.core.decode.slugs import fresh, slug
from mactl.core.model.campaign import Campaign
from mactl.core.segments.definitions import definitions
from mactl.core.segments.parse import audience
from mactl.engine import catalogue, planning, rewards
from mactl.engine.catalogue import CAMPAIGNS
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls


def create(workspace: Workspace, definition: Mapping[str, object]) -> Campaign:
    """Add a campaign (JSON, as the file has it) at the end of data/campaigns.json and return it.

    Raises:
        MactlError: its shape is wrong, its name or id is taken, or its audience or a template is nowhere.
    """
    path = _path(workspace)
    made = _checked(workspace, editing.add(path, CAMPAIGNS, definition), len(editing.raw(path, CAMPAIGNS)), path)
    _audit(workspace, "create", made)
    return made


def read(definition: Mapping[str, object]) -> Campaign:
    """Return the campaign that a definition (JSON) says; nothing is written, no reference is followed.

    Raises:
        MactlError: its shape is wrong.
    """
    found = _loaded(json.dumps([dict(definition)], ensure_ascii=False, default=str))
    if found.faults:
        raise _without_place(list(found.faults))
    return found.objects[0]


def copy(workspace: Workspace, campaign: Campaign, name: str) -> Campaign:
    """Add a copy of a campaign under a new name; the copy is a draft with an id of its own."""
    definition = dict(written(workspace, campaign))
    definition.pop("id", None)
    taken = {one.id for one in catalogue.read(workspace).campaigns}
    identity = fresh(slug(name), taken)
    front: dict[str, object] = {"name": name} if identity == slug(name) else {"id": identity, "name": name}
    return create(workspace, {**front, **{key: value for key, value in definition.items() if key != "name"}})


def change(workspace: Workspace, campaign: Campaign, definition: Mapping[str, object]) -> Campaign:
    """Put a new definition in the place of a campaign's; its id stays.

    Raises:
        MactlError: the definition has faults, or another id; the file is as it was.
    """
    path = _path(workspace)
    identity = definition.get("id") or slug(str(definition.get("name", "")))
    if identity != campaign.id:
        raise MactlError(
            _("the id of campaign {name} would change from {old} to {new}", name=campaign.name, old=campaign.id,
              new=identity),
            _('keep "id": "{id}"; mactl campaign copy makes a new one', id=campaign.id),
        )  # fmt: skip
    index = index_of(workspace, campaign)
    made = _checked(workspace, editing.exchange(path, CAMPAIGNS, index, definition), index, path)
    _audit(workspace, "edit", made)
    return made


def written(workspace: Workspace, campaign: Campaign) -> Mapping[str, Any]:
    """Return a campaign as its file has it."""
    found: Mapping[str, Any] = editing.raw(_path(workspace), CAMPAIGNS)[index_of(workspace, campaign)]
    return found


def index_of(workspace: Workspace, campaign: Campaign) -> int:
    """Return which object of the file a campaign is, from 0."""
    for index, one in enumerate(editing.raw(_path(workspace), CAMPAIGNS)):
        if isinstance(one, dict) and campaign.id in {one.get("id"), slug(str(one.get("name", "")))}:
            return index
    raise MactlError(_("No campaign named {name}", name=campaign.name), _("mactl campaign list shows them all"))


def _checked(workspace: Workspace, text: str, index: int, path: Path) -> Campaign:
    """Check the object at ``index`` of a file's new text, write the file, and return the campaign."""
    loaded = _loaded(text)
    own = [fault for fault in loaded.faults if fault.path[:1] == (index,)]
    if own:
        raise _without_place(own)
    faulty = {fault.path[0] for fault in loaded.faults if fault.path}
    made = loaded.objects[index - sum(1 for one in faulty if isinstance(one, int) and one < index)]
    check_references(workspace, made)
    editing.save(path, text)
    return made


def _loaded(text: str) -> Loaded[Campaign]:
    """Return the campaigns of a file's text, which stands nowhere yet."""
    return load_bytes(text.encode(), Campaign, CAMPAIGNS, check_campaign)


def check_references(workspace: Workspace, campaign: Campaign) -> None:
    """Raise where a campaign names a segment or a template that is nowhere, or its condition has faults."""
    known = catalogue.read(workspace)
    audience(campaign.audience, definitions(known.segments, known.inner))
    books = planning.library(workspace)
    for channel in campaign.channels:
        planning.require_grant(campaign, planning.load_template(workspace, books, campaign, channel))
    rewards.giver(workspace, campaign.grant, source=campaign.id, mode="live")


def _without_place(found: list[places.Fault]) -> MactlError:
    """Return the faults of an object that is not in the file yet: its keys are named, no line."""
    bare = [places.Fault(message=one.message, path=one.path[1:], hint=one.hint) for one in found]
    return places.error(bare, _("the campaign"))


def _path(workspace: Workspace) -> Path:
    return workspace.folder / CAMPAIGNS


def _audit(workspace: Workspace, what: str, campaign: Campaign) -> None:
    if not workspace.database_path.exists():
        return  # files only: nothing has happened here yet
    with workspace.open() as database, database.transaction():
        controls.write_audit(database, who=workspace.who, what=what, now=workspace.clock.now(), about=campaign.id)
