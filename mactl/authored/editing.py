"""One object of an authored list added or replaced; the rest of the file stays as its author wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mactl.authored.writing import write_whole
from mactl.core.decode.json_walk import scan
from mactl.core.decode.machine import refusal
from mactl.core.decode.strict_json import Document, read
from mactl.errors import MactlError
from mactl.i18n import _

_LINE = 100


def raw(path: Path, name: str) -> list[Any]:
    """Return the objects of a list as they are written; a file that is not there is an empty list.

    Raises:
        MactlError: the file cannot be read, is not JSON, or holds no list.
    """
    return _list(_document(path, name))


def add(path: Path, name: str, value: Mapping[str, object]) -> str:
    """Return the text of the list in ``path`` with ``value`` at its end, two spaces in."""
    document = _document(path, name)
    before = _list(document)
    head = document.text.rstrip().removesuffix("]").rstrip()
    return f"{head}{',' if before else ''}\n{_laid_out(value)}\n]\n"


def exchange(path: Path, name: str, index: int, value: Mapping[str, object]) -> str:
    """Return the text of the list in ``path`` with ``value`` in the place of the object at ``index``."""
    document = _document(path, name)
    start = scan(document.text).places[(index,)]
    _old, end = json.JSONDecoder().raw_decode(document.text, start)
    return document.text[:start] + _laid_out(value).lstrip() + document.text[end:]


def save(path: Path, text: str) -> None:
    """Write the text of a list, whole or not at all."""
    write_whole(path, text.encode())


def _document(path: Path, name: str) -> Document:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = b"[]"
    except OSError as fault:
        raise MactlError(
            _("{file} cannot be read: {fault}", file=name, fault=refusal(fault)), _("Check its mode.")
        ) from None
    return read(data, name)


def _list(document: Document) -> list[Any]:
    if not isinstance(document.value, list):
        raise MactlError(
            _("{file}: a list is wanted here", file=document.file), _("Write it as a list in square brackets.")
        )
    return document.value


def _laid_out(value: Mapping[str, object]) -> str:
    """Return an object as lines: a key each, indented by two like its neighbours, what is inside on the same line.

    A list of objects that is too long for a line has a line for each of them, as a flow's steps do.
    """
    lines = [f"   {_text(key)}: {_in_lines(each)}" for key, each in value.items()]
    return "  {" + ",\n".join(lines).lstrip() + "}"


def _in_lines(value: object) -> str:
    whole = _text(value)
    if len(whole) <= _LINE or not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        return whole
    return "[\n" + ",\n".join(f"     {_text(each)}" for each in value) + "]"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
