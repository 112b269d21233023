"""Customers written to a file: CSV for Excel, XLSX, JSON, JSON Lines; an import reads each of them back alike."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from mactl.core.decode.cells import safe
from mactl.core.decode.machine import refusal
from mactl.core.decode.mapping import Mapper
from mactl.core.model.customer import ADDRESSES, COLUMNS, KEYS
from mactl.engine.presets import usual
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store.database import Database
from mactl.store.documents import Document

FORMATS = ("csv", "xlsx", "json", "jsonl")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # of XML, which a workbook is made of
HEAD = ("id", *COLUMNS[:1], *ADDRESSES, *COLUMNS[1:], "tags", "consents", "ids", "push_tokens")


def write(path: Path, form: str, documents: Iterable[Document], attributes: Iterable[str]) -> int:
    """Write customers to ``path`` whole or not at all; return how many. ``attributes`` become columns of tables.

    Raises:
        MactlError: an unknown format, or a file that cannot be written.
    """
    if form not in _WRITERS:
        raise MactlError(_("no format named {name}", name=form), _("Formats are {all}.", all=", ".join(FORMATS)))
    partial = path.with_name(f".{path.name}.partial")
    try:
        count = _WRITERS[form](partial, documents, list(attributes))
        partial.replace(path)
    except OSError as fault:
        partial.unlink(missing_ok=True)
        raise MactlError(
            _("{path} cannot be written: {fault}", path=path, fault=refusal(fault)), _("Name another file.")
        ) from fault
    return count


def attributes(database: Database) -> list[str]:
    """Return the names of all attributes that any customer has, by name."""
    found = database.rows("SELECT DISTINCT j.key FROM customers c, json_each(c.attributes) j ORDER BY j.key")
    return [str(row[0]) for row in found]


def cells(document: Document, extra: list[str]) -> list[object]:
    """Return a customer as cells under ``HEAD`` and attributes; nothing in them can act as a formula (G4)."""
    flat = {**document, "tags": ";".join(document.get("tags", []))}
    own = [_cell(flat.get(name)) for name in HEAD]
    held = document.get("attributes", {})
    return own + [_cell(held.get(name)) for name in extra]


def heading(extra: list[str]) -> list[str]:
    """Return the headings of a table; an attribute that an import would take for a field says what it is."""
    fields = Mapper({}, usual("customers"), sorted(KEYS))
    return [
        *HEAD,
        *(name if fields.field(name) == name and name not in KEYS else f"attributes.{name}" for name in extra),
    ]


def _cell(value: object) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else safe(value)


def _as_csv(path: Path, documents: Iterable[Document], extra: list[str]) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([safe(name) for name in heading(extra)])
        return _each(documents, lambda one: writer.writerow(cells(one, extra)))


def _as_xlsx(path: Path, documents: Iterable[Document], extra: list[str]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("customers")
    sheet.append([_legal(safe(name)) for name in heading(extra)])
    count = _each(documents, lambda one: sheet.append([_legal(cell) for cell in cells(one, extra)]))
    book.save(path)
    return count


def _legal(cell: object) -> object:
    """Return a cell without the characters that a workbook cannot hold."""
    return _ILLEGAL.sub("", cell) if isinstance(cell, str) else cell


def _as_jsonl(path: Path, documents: Iterable[Document], _extra: list[str]) -> int:
    with path.open("w", encoding="utf-8") as file:
        return _each(documents, lambda one: file.write(json.dumps(one, ensure_ascii=False) + "\n"))


def _as_json(path: Path, documents: Iterable[Document], _extra: list[str]) -> int:
    with path.open("w", encoding="utf-8") as file, _brackets(file):
        mark = iter([""])
        return _each(documents, lambda one: file.write(next(mark, ",\n") + json.dumps(one, ensure_ascii=False)))


@contextmanager
def _brackets(file: IO[str]) -> Iterator[None]:
    file.write("[\n")
    yield
    file.write("\n]\n")


def _each(documents: Iterable[Document], put: Callable[[Document], Any]) -> int:
    count = 0
    for count, document in enumerate(documents, 1):  # noqa: B007 - the last number is the answer
        put(document)
    return count


_WRITERS: dict[str, Callable[[Path, Iterable[Document], list[str]], int]] = {
    "csv": _as_csv,
    "xlsx": _as_xlsx,
    "json": _as_json,
    "jsonl": _as_jsonl,
}
