"""Cells as values for programs: instants as ISO 8601, everything else as it is, formulas disarmed."""

from __future__ import annotations

from mactl.core.model.report import Column, Report
from mactl.errors import UsageError
from mactl.i18n import _
from mactl.terminal import cells

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # some spreadsheets read the full-width ones alike


def value(cell: object, column: Column, report: Report) -> object:
    """Return a cell as a program reads it: an instant as ISO 8601 with its offset."""
    if column.unit == "instant" and isinstance(cell, int):
        return cells.iso(cell, report.time_zone)
    return cell


def disarmed(cell: object) -> object:
    """Return ``cell`` so that no spreadsheet takes it for a formula: a quote before = + - @ tab return (G4)."""
    if isinstance(cell, str) and cell.lstrip(" \n").startswith(_FORMULA) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    rest = text[1:] if text[:1] in {"+", "-"} else text
    return rest.replace(".", "", 1).isdecimal() and rest.isascii()


def picture(report: Report, form: str) -> str:
    """Return a report's picture in a format; raise UsageError where it has none."""
    found = report.pictures.get(form)
    if found is None:
        raise UsageError(_("there is no picture of this in {format}", format=form), _("mactl flow show draws flows"))
    return found
