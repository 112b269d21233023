"""The file of rows that an import did not take: each as it was, with its place and the reason."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mactl.core.decode.cells import plain, safe
from mactl.core.decode.kept import Kept
from mactl.core.decode.machine import refusal
from mactl.core.decode.rejected import Rejected
from mactl.errors import MactlError
from mactl.i18n import _

HEAD = ("row", "field", "reason")


class Rejects:
    """Rejected rows on their way into a CSV file that Excel opens; the file exists once there is one."""

    def __init__(self, path: Path, *, append: bool) -> None:
        self.path = path
        self.count = 0
        self._append = append
        self._file: io.TextIOWrapper | None = None
        self._names: list[str] = []

    def write(self, rejected: Iterable[Rejected]) -> None:
        """Add rows to the file."""
        for one in rejected:
            file = self._file or self._open(one)
            self.count += 1
            others = {name: value for name, value in one.row.items() if name not in self._names}
            cells = [one.row.get(name, "") for name in self._names]
            rest = json.dumps(others, ensure_ascii=False, default=str) if others else ""
            csv.writer(file).writerow(
                [safe(_cell(value)) for value in (one.number, one.field, one.reason, *cells, rest)]
            )

    def close(self) -> None:
        """Close the file where there is one."""
        if self._file:
            self._file.close()

    def _open(self, first: Rejected) -> io.TextIOWrapper:
        going_on = self._append and self.path.exists()
        try:
            self._names = _columns(self.path) if going_on else list(first.row)
            self._file = self.path.open(
                "a" if going_on else "w", encoding="utf-8" if going_on else "utf-8-sig", newline="", errors="replace"
            )
        except OSError as fault:
            raise MactlError(
                _("{path} cannot be written: {fault}", path=self.path, fault=refusal(fault)),
                _("Name another file: --errors FILE."),
            ) from fault
        if not going_on:
            csv.writer(self._file).writerow([safe(name) for name in (*HEAD, *self._names, "other")])
        return self._file


@contextmanager
def rejects(path: Path, *, append: bool) -> Iterator[Rejects]:
    """Open the file of rejects beside an import for as long as it runs."""
    found = Rejects(path, append=append)
    try:
        yield found
    finally:
        found.close()


@contextmanager
def replaced(path: Path, *, keep: bool = False) -> Iterator[Rejects]:
    """Open the rejects of an inlet: at the end of the block they take the place of the file ``path``, or it goes.

    With ``keep`` they stand behind those that it has: only the end of the inlet was read.
    """
    fresh = path.with_name(f".{path.name}.partial")
    keep = keep and path.exists()
    if keep:
        shutil.copyfile(path, fresh)
    found = Rejects(fresh, append=keep)
    try:
        yield found
        found.close()
        if found.count:
            fresh.replace(path)
        elif not keep:
            path.unlink(missing_ok=True)
    finally:
        found.close()
        fresh.unlink(missing_ok=True)


def outstanding(path: Path) -> list[tuple[str, str]]:
    """Return the rows that a file of rejects lists: the number of each, and why it was not taken."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row[0], row[2]) for row in csv.reader(file) if len(row) >= len(HEAD)][1:]


def with_rows(rejected: Iterable[Rejected], kept: Kept) -> list[Rejected]:
    """Return rows that the database refused (a customer whom nobody knows) as they stood in the file."""
    found = list(rejected)
    rows = kept.find({one.number for one in found}) if found else {}
    return [one._replace(row=rows.get(one.number, one.row)) for one in found]


def beside(path: Path) -> Path:
    """Return where an import's rejects go unless said otherwise."""
    return path.with_name(f"{path.name}.errors.csv")


def _columns(path: Path) -> list[str]:
    """Return the columns of rows in a file of rejects, between what is said of them and the rest."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [str(plain(name)) for name in next(csv.reader(file), [])[len(HEAD) : -1]]


def _cell(value: object) -> object:
    return value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False, default=str)
