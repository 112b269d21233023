"""Putting something where it belongs: into a folder, into a mailbox by the e-mail channel, into a chat by a robot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from mactl.adapters import providers
from mactl.adapters.socket import Provider
from mactl.adapters.transport import open_line
from mactl.authored.writing import write_where_asked
from mactl.core.model.message import Channel, Content, Outgoing, Receipt
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _

_ROBOT = "robot:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is put somewhere: as a few lines of ``text``, as a ``page`` of HTML for mail, as a ``file``.

    ``stamp`` is its instant as a file's name may hold it ("2026-03-02T0900").
    """

    name: str
    title: str
    text: str
    page: str = ""
    file: str | bytes = b""
    ending: str = "txt"
    stamp: str = ""


def deliver(workspace: Workspace, target: str, parcel: Parcel) -> Receipt:
    """Put a parcel at a target: ``robot:NAME``, an e-mail address, else a folder of the workspace."""
    if target.startswith(_ROBOT):
        return _send(workspace, _robot(workspace, target.removeprefix(_ROBOT)), "social", target, parcel)
    if "@" in target:
        from mactl.engine import launch, planning

        provider = planning.provider_of(workspace, "email", launch.mode_of(workspace, "email"))
        return _send(workspace, provider, "email", target, parcel)
    name = (
        "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in parcel.name).lstrip(".")
        or "report"
    )
    data = parcel.file or parcel.text
    write_where_asked(
        _folder(workspace, target) / f"{name}-{parcel.stamp}.{parcel.ending}",
        data.encode("utf-8") if isinstance(data, str) else data,
    )
    return Receipt(status="sent")


def _folder(workspace: Workspace, target: str) -> Path:
    folder = (workspace.folder / target).resolve()
    if not folder.is_relative_to(workspace.folder.resolve()) and not Path(target).is_absolute():
        raise MactlError(
            _("{folder} lies outside of the workspace", folder=target), _("name a folder inside, or an absolute path")
        )
    workspace.made()
    return folder


def _robot(workspace: Workspace, name: str) -> Provider:
    robot = workspace.config.posting.robots[name]
    return providers.make(
        cast("Channel", "robot"), robot.provider, workspace.reveal(robot.settings), workspace.config.workspace
    )


def _send(workspace: Workspace, provider: Provider, channel: Channel, target: str, parcel: Parcel) -> Receipt:
    """Hand one message over; it stands in no ledger."""
    line = open_line(provider, clock=workspace.clock, sandbox_folder=workspace.sandbox)
    message = Outgoing(
        id=0,
        key=f"report/{parcel.name}/{parcel.stamp}/{target}",
        channel=channel,
        address=target,
        content=Content(subject=parcel.title, html=parcel.page, text=parcel.text),
        at=workspace.clock.now(),
        campaign=parcel.name,
        marketing=False,
    )
    try:
        receipts = [*line.hand(message, lambda _id: None), *line.drain()]
    finally:
        line.close()
    return receipts[0][1]
