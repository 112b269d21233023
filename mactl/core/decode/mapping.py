"""Headings of people's tables made names of fields: as told, by a preset, or by what headings usually mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mactl.core.decode.cells import plain
from mactl.core.decode.faults import shown
from mactl.core.decode.widths import half
from mactl.errors import MactlError
from mactl.i18n import _

_SHAPES = 1000


def spelt(heading: str) -> str:
    """Return a heading without case, spaces, underlines and full-width signs, to be looked up."""
    return half(heading).casefold().replace(" ", "").replace("_", "").replace("-", "").strip("*:：")


class Mapper:
    """From a file's headings to fields; a heading that means no field keeps its own name.

    ``told`` is {field: heading} as given on the command line, ``usual`` {heading: field} of presets and custom, the
    earlier winning. Each field is taken from one heading only.
    """

    def __init__(self, told: Mapping[str, str], usual: Iterable[Mapping[str, str]], fields: Iterable[str]) -> None:
        self.told = {half(heading): field for field, heading in told.items()}
        self._usual = [{spelt(heading): field for heading, field in one.items()} for one in usual]
        self._usual.append({spelt(field): field for field in fields})
        self.names = _Names(self)
        self._plain: set[tuple[str, ...]] = set()  # headings of rows that are under their fields' names already

    def row(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row under the names of fields."""
        shape = tuple(row)
        if shape in self._plain:
            return row
        names = self.names
        if all(names[heading] == heading for heading in shape) and len(self._plain) < _SHAPES:
            self._plain.add(shape)
        return {names[heading]: value for heading, value in row.items()}

    def cells(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a table's row under the names of fields, its guarded formulas plain again."""
        names = self.names
        return {names[heading]: plain(value) for heading, value in row.items()}

    def field(self, heading: str) -> str:
        """Return what ``heading`` means."""
        told = self.told.get(half(heading))
        if told is not None:
            return told
        key = spelt(heading)
        taken = {*self.names.values(), *self.told.values()}
        found = next((one[key] for one in self._usual if key in one), heading)
        return heading if found in taken else found

    def check(self, file: str) -> None:
        """Refuse a mapping from headings that no row has had so far."""
        missing = [heading for heading in self.told if heading not in {half(name) for name in self.names}]
        if missing:
            have = ", ".join(shown(name) for name in self.names)
            raise MactlError(
                _("{file} has no column “{name}”", file=file, name=shown(missing[0])),
                _("Its columns are: {names}.", names=have),
            )


class _Names(dict[str, str]):
    """Headings met so far, each with its field."""

    def __init__(self, mapper: Mapper) -> None:
        super().__init__()
        self._mapper = mapper

    def __missing__(self, heading: str) -> str:
        found = self[heading] = self._mapper.field(heading)
        return found
