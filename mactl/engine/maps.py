"""How RFM scores are named in a workspace: its own files, else those of the folder it extends, else the package's.

``data/rfm_segments.json`` and ``data/rfm_classes.json`` replace the package's map each as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from mactl.authored import load_list
from mactl.authored.lists import Check, Named, Wrong
from mactl.core.decode.faults import error
from mactl.core.model.rfm import CODES, EVERY_SIDE, RfmClass, RfmMap, RfmSegment
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _

SEGMENTS, CLASSES = "rfm_segments.json", "rfm_classes.json"
_PACKAGE = Path(__file__).parent.parent / "maps"
T = TypeVar("T", bound=Named)


def rfm(workspace: Workspace, own: Path | None = None) -> RfmMap:
    """Return the map in force; ``own`` is a file of segments that stands in for the workspace's.

    Raises:
        MactlError: a file has faults, or leaves codes or classes without a name.
    """
    segments = _read(own or _found(workspace, SEGMENTS), RfmSegment, check_segment)
    classes = _read(_found(workspace, CLASSES), RfmClass)
    made = RfmMap(segments=segments, classes=classes)
    _complete(
        [code for code in CODES if not any(one.holds(code) for one in segments)], SEGMENTS if own is None else own
    )
    sides = [(one.r, one.f, one.m) for one in classes]
    _complete(["/".join(side) for side in EVERY_SIDE if side not in sides], CLASSES)
    return made


def check_segment(segment: RfmSegment) -> Iterator[Wrong]:
    """Yield what is wrong with a segment of a map: codes and scores that do not exist."""
    for place, code in enumerate(segment.codes):
        if code not in CODES:
            yield ("codes", place), _("{code} is no code", code=code), _("Codes are three digits from 1 to 5, as 555.")
    for key in "rfm":
        low, high = getattr(segment, key)
        if not 1 <= low <= high <= 5:
            yield (key,), _("scores are from 1 to 5, the lowest first"), _("For example [4, 5].")


def _found(workspace: Workspace, name: str) -> Path:
    places = [folder / "data" / name for folder in workspace.folders]
    return next((path for path in places if path.exists()), _PACKAGE / name)


def _read(path: Path, kind: type[T], check: Check | None = None) -> tuple[T, ...]:
    if not path.exists():
        raise MactlError(_("{path} is not there", path=path), _("--map names a file of segments (docs/segments.md)"))
    loaded = load_list(path, kind, path.name, check)
    if loaded.faults:
        raise error(loaded.faults, path.name)
    return loaded.objects


def _complete(missing: list[str], name: object) -> None:
    if missing:
        shown = ", ".join(missing[:10]) + (" ..." if missing[10:] else "")
        raise MactlError(
            _("{file} leaves {n} without a name: {missing}", file=name, n=len(missing), missing=shown),
            _("add a last segment without codes and ranges: it takes what is left"),
        )
