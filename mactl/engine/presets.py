"""What headings mean: the usual ones, and those of shops' exports, as data files of the package."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

from mactl.errors import MactlError
from mactl.i18n import _

FOLDER = Path(__file__).parent.parent / "presets"
USUAL = "headings"
Kind = Literal["customers", "events"]


def names() -> list[str]:
    """Return the names of the presets that ship."""
    return sorted(file.stem for file in FOLDER.glob("*.json") if file.stem != USUAL)


@cache
def preset(name: str) -> dict[str, Any]:
    """Return a preset by name; an unknown one is an error that lists them."""
    if name not in {*names(), USUAL}:
        raise MactlError(_("there is no preset {name}", name=name), _("Presets are {names}.", names=", ".join(names())))
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def usual(kind: Kind, name: str = "") -> list[dict[str, str]]:
    """Return what headings mean, the preset's own first."""
    found = [preset(name)[kind]] if name else []
    return [*found, preset(USUAL)[kind]]
