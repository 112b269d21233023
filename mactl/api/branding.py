"""Whose report it is: the brand of ``config.json``, its logo read from the workspace."""

from __future__ import annotations

import base64
import dataclasses

from mactl.core.decode.machine import refusal
from mactl.core.model.report import Brand, Report
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _

_KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp", ".svg": "svg+xml"}
_LARGEST = 500_000  # bytes; every report carries it


def branded(workspace: Workspace, report: Report) -> Report:
    """Return a report with the workspace's brand at its head; a logo that cannot be shown is a fault by name."""
    told = workspace.config.workspace.brand
    if not told:
        return report
    name = str(told.get("name") or workspace.config.workspace.name)
    brand = Brand(name=name, logo=_logo(workspace, str(told.get("logo") or "")), colour=str(told.get("colour") or ""))
    return dataclasses.replace(report, brand=brand)


def _logo(workspace: Workspace, name: str) -> str:
    """Return an image of the workspace as a data: URI."""
    if not name:
        return ""
    path = (workspace.folder / name).resolve()
    kind = _KINDS.get(path.suffix.lower())
    if kind is None or not path.is_relative_to(workspace.folder.resolve()):
        raise MactlError(
            _("{path} is no image of the workspace", path=name),
            _("workspace.brand.logo names a file such as logo.png: {endings}", endings=", ".join(_KINDS)),
        )
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise MactlError(
            _("{path} cannot be read: {fault}", path=name, fault=refusal(fault)), _("see workspace.brand.logo")
        ) from None
    if len(data) > _LARGEST:
        raise MactlError(
            _("{path} is larger than {most} kB", path=name, most=_LARGEST // 1000),
            _("every report carries it: make it smaller"),
        )
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
