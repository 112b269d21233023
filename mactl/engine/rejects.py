"""The file of rows that an import did not take: each as it was, with its place and the reason."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mactl.core.decode.cells import safe
from mactl.core.decode.profiles import Rejected
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
        self._names = list(first.row)
        going_on = self._append and self.path.exists()
        try:
            self._file = self.path.open(
                "a" if going_on else "w", encoding="utf-8" if going_on else "utf-8-sig", newline="", errors="replace"
            )
        except OSError as fault:
            raise MactlError(
                _("{path} cannot be written: {fault}", path=self.path, fault=fault.strerror or fault),
                _("Name another file: --errors FILE."),
            ) from fault
        if not going_on:
            csv.writer(self._file).writerow([*HEAD, *self._names, "other"])
        return self._file


@contextmanager
def rejects(path: Path, *, append: bool) -> Iterator[Rejects]:
    """Open the file of rejects beside an import for as long as it runs."""
    found = Rejects(path, append=append)
    try:
        yield found
    finally:
        found.close()


def beside(path: Path) -> Path:
    """Return where an import's rejects go unless said otherwise."""
    return path.with_name(f"{path.name}.errors.csv")


def _cell(value: object) -> object:
    return value if isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False, default=str)
