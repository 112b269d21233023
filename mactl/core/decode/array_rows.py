"""The objects of a JSON list, in bounded memory and at the C parser's pace.

Text is cut where one object ends and the next begins, spelt as between the first two, and many objects are parsed in
one call. A cut can fall inside an object (a nested list is spelt the same): then what stands before it is no list of
whole values and the parser refuses it, so a wrong cut is never believed. Such a stretch is read object by object.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol, cast

from mactl.core.decode import keys
from mactl.core.decode.faults import Fault, error, shown
from mactl.core.decode.quick_json import loads, written
from mactl.core.decode.row import Batch, Fields, Reject
from mactl.core.decode.stencil import Cut, Cutter
from mactl.core.decode.strict_json import constant, faults, once
from mactl.errors import MactlError
from mactl.i18n import _

WINDOW = 1 << 20  # characters looked at to name a fault
LARGEST = 1 << 24  # characters of one object; more is a bracket left open, not a customer
_SPACE = re.compile(r"[ \t\r\n]*")


class Pieces(Protocol):
    """What gives a text in UTF-8 from its beginning, each time it is called, in pieces cut anywhere."""

    def __call__(self, *, checked: bool) -> Iterator[bytes]:
        """Yield the pieces; where they are ``checked``, bytes that are no text are an error that names their line."""


# Whole numbers may be longer than 64 bits in data: they keep their digits. Both parsers agree on what is good, but for
# keys that stand twice.
exact = json.JSONDecoder(parse_constant=constant, object_pairs_hook=once)


def array_rows(pieces: Pieces, file: str, reject: Reject, *, columns: bool = False) -> Iterator[Batch]:
    """Yield the objects of a JSON list with their numbers, as they are read; with ``columns``, cut where that goes.

    Raises:
        MactlError: what is no JSON list, with the row, line and column of the fault.
    """
    reader = _Reader(pieces, file, Cutter() if columns else None)
    reader.open()
    number = 0
    while (batch := reader.batch()) is not None:
        first, number = number + 1, number + len(batch)
        if isinstance(batch, Cut):
            yield Batch(range(first, number + 1), None, batch.texts, batch.columns)
        elif set(map(type, batch)) == {dict}:
            yield Batch(range(first, number + 1), cast("list[Fields]", batch), reader.texts)
        elif (found := _objects(enumerate(batch, first), file, reject)).rows:
            yield found


def _objects(values: Iterator[tuple[int, object]], file: str, reject: Reject) -> Batch:
    numbers: list[int] = []
    objects: list[Fields] = []
    for number, value in values:
        if isinstance(value, dict):
            numbers.append(number)
            objects.append(value)
        else:
            message = _("row {n} is not an object: {value}", n=number, value=shown(json.dumps(value)))
            reject(Fault(file=file, path=(number - 1,), message=message, hint=_("Write it as an object in braces.")))
    return Batch(numbers, objects)


class _Reader:
    """A list read in stretches: ``data`` holds what was read and not yet given out, after ``gone`` bytes that were.

    ``texts`` is the JSON of each value given out last, where it is at hand.
    """

    def __init__(self, pieces: Pieces, file: str, cutter: Cutter | None) -> None:
        self.again, self.file, self.cutter = pieces, file, cutter
        self.pieces = pieces(checked=False)
        self.data, self.joint = b"", b""
        self.gone = self.given = 0
        self.cut = self.done = False
        self.texts: list[bytes] | None = None

    def fill(self, least: int = 1) -> bool:
        """Read at least ``least`` bytes more; return False where nothing is left."""
        fresh = []
        for piece in self.pieces:
            fresh.append(piece)
            least -= len(piece)
            if least <= 0:
                break
        else:
            self.cut = True
        self.data = b"".join((self.data, *fresh))
        return bool(fresh)

    def drop(self, size: int) -> None:
        """Forget the first ``size`` bytes."""
        self.gone += size
        self.data = self.data[size:]

    def line(self) -> int:
        """Return the line on which ``data`` begins; counted only when something is wrong with it."""
        line, left = 1, self.gone
        for piece in self.again(checked=True):
            line += piece.count(b"\n", 0, left)
            left -= len(piece)
            if left <= 0:
                break
        return line

    def open(self) -> None:
        """Move past the opening bracket of the list."""
        while not self.data.strip() and self.fill():
            pass
        found = self.data.lstrip()
        if not found.startswith(b"["):
            message = _("the file is empty") if not found else _("the file is not a list of objects")
            raise error(
                [Fault(file=self.file, line=1, message=message, hint=_("Write a list of objects in square brackets."))],
                self.file,
            )
        self.drop(len(self.data) - len(found) + 1)

    def batch(self) -> list[object] | Cut | None:
        """Return the next values, None after the last."""
        while not self.done:
            self.texts = None
            values = (self.joint and self._many()) or self._few()
            self.given += len(values)
            if not self.done:
                self.fill(1 if values else len(self.data))
            if values:
                return values
        return None

    def _many(self) -> list[object] | Cut | None:
        """Read all values before the last joint at once; None where that is no list of whole values."""
        end = self.data.rfind(self.joint)
        if end >= 0 and self.cutter and (cut := self.cutter.cut(self.data[: end + 1])):
            self.drop(end + len(self.joint) - 1)
            return cut
        for _try in range(3):
            if end < 0:
                return None
            piece = self.data[: end + 1]
            try:
                values: list[object] = loads(b"[" + piece + b"]")
            except (ValueError, RecursionError):
                end = self.data.rfind(self.joint, 0, end)
                continue
            texts = written(values)
            if not keys.all_in(piece, values, texts):
                return None  # perhaps a key stands twice: the strict parser will tell
            self.texts = texts
            if self.cutter:
                self.cutter.learn(piece[piece.rfind(self.joint) + len(self.joint) - 1 :], values[-1])
            self.drop(end + len(self.joint) - 1)
            return values
        return None

    def _few(self) -> list[object]:
        """Parse whole values one by one as far as the text goes."""
        try:
            text, _used = codecs.utf_8_decode(self.data, "strict", self.cut)
        except UnicodeDecodeError:
            deque(self.again(checked=True), 0)  # tells where
            raise
        values: list[object] = []
        at, kept = _past(text, 0), 0
        if not self.given and text.startswith("]", at):
            self._finish(text[at + 1 :])
            return values
        while found := self._value(text, at, len(values)):
            value, end = found
            after = _past(text, end)
            if after == len(text) and not self.cut:
                break  # its comma, or the rest of a number, is in the next piece
            if not text.startswith((",", "]"), after):
                raise self._broken(text, at, len(values))
            values.append(value)
            if text[after] == "]":
                self._finish(text[after + 1 :])
                return values
            begun, at, kept = at, _past(text, after + 1), after + 1
            if text[end - 1] == "}" and text.startswith("{", at):
                self._learn(text[end - 1 : at + 1], text[begun:end], value)
                if not self.given:
                    break  # that is all that many at once need to know
        self.drop(len(text[:kept].encode()))
        return values

    def _learn(self, joint: str, text: str, value: object) -> None:
        """Learn from one object, and the beginning of the next, how they are spelt."""
        self.joint = joint.encode()
        if self.cutter:
            self.cutter.learn(text.encode(), value)

    def _value(self, text: str, at: int, before: int) -> tuple[object, int] | None:
        """Parse the value at ``at``: (value, its end), or None where the text ends before the value does."""
        try:
            return exact.raw_decode(text, at)
        except (ValueError, RecursionError) as fault:
            if self.cut or len(text) - at > LARGEST or not _unfinished(text, fault):
                raise self._broken(text, at, before) from None
            return None

    def _broken(self, text: str, at: int, before: int) -> MactlError:
        """Name what is wrong with the value at ``at``, the one after ``before`` good ones of this text."""
        number = self.given + before + 1
        line = self.line() + text.count("\n", 0, at)
        if text.startswith("]", at):
            hint = _("Remove it.")
            return error(
                [Fault(file=self.file, line=line, message=_("a comma after the last row"), hint=hint)], self.file
            )
        found = faults("[" + text[at : at + WINDOW], self.file, line)
        if not found:
            message = _("row {n} cannot be read", n=number)
            return error([Fault(file=self.file, line=line, message=message, hint=_("Check its brackets."))], self.file)
        first = found[0]
        told = _("row {n}: {fault}", n=number, fault=first.message)
        return error([replace(first, path=(number - 1, *first.path[1:]), column=0, message=told)], self.file)

    def _finish(self, rest: str) -> None:
        """See that nothing follows the list."""
        self.done = True
        if rest.strip() or any(piece.strip() for piece in self.pieces):
            hint = _("A file holds one list or object; remove what follows it.")
            raise error([Fault(file=self.file, message=_("text after the end of the list"), hint=hint)], self.file)


def _past(text: str, at: int) -> int:
    """Return the offset after white space."""
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _unfinished(text: str, fault: Exception) -> bool:
    """Return whether the parser failed only because the rest of the value has not been read yet."""
    if not isinstance(fault, json.JSONDecodeError):
        return False
    return fault.msg.startswith("Unterminated string") or fault.pos >= len(text) - 16
