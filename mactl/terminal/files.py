"""Writing what was asked into a file: replaced whole, never half written (P2)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from mactl.authored.writing import write_where_asked
from mactl.core.model.report import Report
from mactl.terminal import formats

_LISTS = ("csv", "xlsx")
_BOM = "\ufeff"  # without it Excel reads a CSV file in the machine's old code page


def replace(path: Path, content: str | bytes, *, excel: bool = False) -> None:
    """Put ``content`` at ``path``, or raise MactlError; ``excel`` marks text as UTF-8 for that program."""
    write_where_asked(
        path, content if isinstance(content, bytes) else ((_BOM if excel else "") + content).encode("utf-8", "replace")
    )


def write(report: Report, form: str, out: Path) -> None:
    """Write a report to the file ``out`` in the format ``form``, or raise MactlError."""
    replace(out, formats.load(form).render(report), excel=form == "csv")


def is_folder(out: Path) -> bool:
    """Tell whether files go into ``out``: a folder that is there, or a name without an ending."""
    return out.is_dir() or (not out.suffix and not out.exists())


def write_parts(report: Report, form: str, folder: Path) -> int:
    """Write each part of a report into a file of its own in ``folder``; return how many there are.

    A list that stands beside a part is what goes into its .csv or .xlsx file.
    """
    for name, part in report.parts.items():
        shown = listed(part) if form in _LISTS and part.listing is not None else part
        write(shown, form, folder / f"{name.replace('/', '-')}.{form}")
    return len(report.parts)


def listed(report: Report) -> Report:
    """Return a report of nothing but the list that stands beside it."""
    assert report.listing is not None
    return dataclasses.replace(report, tables=(report.listing,), sentences=())
