"""What headings mean: the usual ones, and those of shops' exports, as data files.

A preset is ``data/presets/NAME.json`` of the workspace, else of the folder that it extends, else of the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from mactl.core.decode.strict_json import read
from mactl.errors import MactlError
from mactl.i18n import _

FOLDER = Path(__file__).parent.parent / "presets"
USUAL = "headings"
Kind = Literal["customers", "events"]


def names(folders: Sequence[Path] = ()) -> list[str]:
    """Return the names of the presets that there are; ``folders`` come before those that ship."""
    return sorted({file.stem for folder in (*folders, FOLDER) for file in folder.glob("*.json")} - {USUAL})


def preset(name: str, folders: Sequence[Path] = ()) -> dict[str, Any]:
    """Return a preset by name.

    Raises:
        MactlError: an unknown one, the nearest of those there are named; or one that is not a preset.
    """
    if name not in {*names(folders), USUAL}:
        from mactl.config.checks import nearest  # only to name the nearest: the whole configuration comes with it

        raise MactlError(_("there is no preset {name}", name=name), nearest(name, names(folders)))
    places = (FOLDER,) if name == USUAL else (*folders, FOLDER)
    path = next(path for folder in places if (path := folder / f"{name}.json").is_file())
    found = read(path.read_bytes(), path.name).value
    if not isinstance(found, dict) or not all(_is_words(found.get(kind, {})) for kind in ("customers", "events")):
        raise MactlError(
            _("{file} is no preset", file=path),
            _('write "customers": {"列名": "name"} and "events" alike: a heading and the field that it means'),
        )
    return found


def usual(kind: Kind, name: str = "", folders: Sequence[Path] = ()) -> list[dict[str, str]]:
    """Return what headings mean, the preset's own first."""
    found = [preset(name, folders).get(kind, {})] if name else []
    return [*found, preset(USUAL)[kind]]


def _is_words(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(word, str) for word in value.values())
