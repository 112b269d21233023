"""Where the workspace is: the folder asked for, ``MACTL_WORKSPACE``, or the nearest parent with a config.json."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mactl.errors import MactlError
from mactl.i18n import _

FILE = "config.json"


def find(start: Path, environ: Mapping[str, str], asked: Path | None = None) -> Path:
    """Return the workspace: ``asked`` (``-C``), else MACTL_WORKSPACE, else ``start`` or its nearest parent that is one.

    Raises:
        MactlError: no such folder, or none that has a config.json.
    """
    named = asked or (Path(environ["MACTL_WORKSPACE"]) if environ.get("MACTL_WORKSPACE") else None)
    if named is not None:
        return _checked((start / named.expanduser()).resolve())
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).is_file():
            return folder
    raise MactlError(
        _("There is no workspace here: no config.json in {folder} or above it", folder=str(here)),
        _("Make one with mactl init, or name one with -C DIR."),
    )


def _checked(folder: Path) -> Path:
    if not folder.is_dir():
        raise MactlError(_("There is no folder {folder}", folder=str(folder)), _("Make a workspace with mactl init."))
    if not (folder / FILE).is_file():
        raise MactlError(
            _("{folder} is not a workspace: it has no config.json", folder=str(folder)),
            _("Make it one with mactl init {folder}.", folder=str(folder)),
        )
    return folder
