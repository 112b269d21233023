"""The formats of a report, one a file with a ``render``; the file's name is what is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, cast

from mactl import registry
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _

_SUFFIXES = {".htm": "html", ".markdown": "md", ".txt": "table"}


class Format(Protocol):
    """A module of this folder."""

    def render(self, report: Report) -> str | bytes:
        """Return the report in this format."""


def load(name: str) -> Format:
    """Return the format with this name."""
    return cast("Format", registry.load(__name__, name))


def of_file(path: Path) -> str:
    """Return the format that a file's ending asks for."""
    ending = path.suffix.lower()
    name = _SUFFIXES.get(ending, ending.removeprefix("."))
    if name in registry.names(__name__):
        return name
    endings = ", ".join(f".{known}" for known in registry.names(__name__))
    raise UsageError(
        _("{path} does not say in which format", path=path),
        _("end it in one of {endings}, or add --format", endings=endings),
    )
