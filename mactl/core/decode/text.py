"""Bytes made text: UTF-8 with or without a byte order mark, UTF-16 with one, GB18030 (and its subset GBK) detected.

GB18030 has no mark. It is tried where bytes are not UTF-8, and believed where all of them are valid, so a file is never
read with replacement characters: what cannot be read is named with its line.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mactl.core.decode.faults import Fault, error
from mactl.i18n import _

CHUNK = 1 << 16  # bytes: what is read of them at once, and made of it, stays in the processor's cache
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SPLIT = 4  # no character of these encodings takes more bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, and the encoding that it was in: ``utf-8``, ``utf-8-sig`` (with a mark), ``utf-16`` or ``gb18030``."""

    text: str
    encoding: str


def decode(data: bytes, file: str = "") -> Decoded:
    """Return the text of ``data``.

    Raises:
        MactlError: bytes of no encoding known here; ``file`` and the line are named.
    """
    encoding = encoding_of(data)
    try:
        return Decoded(text=data.decode(encoding), encoding=encoding)
    except UnicodeDecodeError as fault:
        raise _unreadable(file, data.count(b"\n", 0, fault.start) + 1, encoding) from None


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text that begins with ``head``; its last character may be cut."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if _holds(head, "utf-8") or not _holds(head, "gb18030"):
        return "utf-8"
    return "gb18030"


def utf8(stream: BinaryIO, file: str = "", chunk: int = CHUNK, *, checked: bool = True) -> Iterator[bytes]:
    """Yield what is left of ``stream`` as UTF-8 without a mark, in pieces of about ``chunk`` bytes.

    A file that is ASCII for its first gigabyte and Chinese after it is read as what its first Chinese piece is. Pieces
    may end inside a character. A reader that checks itself what is UTF-8 already can do without: not ``checked``.

    Raises:
        MactlError: bytes that are not of the encoding found.
    """
    start = stream.tell()
    data = stream.read(chunk)
    if not _mark(data):
        while data and data.isascii():
            yield data
            data = stream.read(chunk)
        # More than one piece decides, so that a few odd bytes at its start do not.
        data += data and stream.read(max(chunk, 1 << 20))
    encoding = encoding_of(data)
    if encoding == "utf-8" and not checked:
        while data:
            yield data
            data = stream.read(chunk)
    elif data:
        yield from _recoded(_Text(stream, start, file, encoding), data, chunk)


def _mark(data: bytes) -> bool:
    return any(data.startswith(mark) for mark, _name in _MARKS)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in a stream, from its byte ``start`` on."""

    stream: BinaryIO
    start: int
    file: str
    encoding: str

    def unreadable(self, place: int) -> Exception:
        """Name the bytes at ``place``, which are no text; their line is counted now, for few files need it."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        self.stream.seek(self.start)
        line, left = 1, place - self.start
        while data := self.stream.read(min(left, CHUNK)):
            line += decoder.decode(data).count("\n")
            left -= len(data)
        return _unreadable(self.file, line, self.encoding)


def _recoded(whole: _Text, data: bytes, chunk: int) -> Iterator[bytes]:
    """Yield ``data`` and the rest of its stream, checked, in UTF-8."""
    decoder = codecs.getincrementaldecoder(whole.encoding)()
    while True:
        end = whole.stream.tell()
        try:
            text = decoder.decode(data, final=not data)
        except UnicodeDecodeError as fault:
            raise whole.unreadable(end - len(fault.object) + fault.start) from None
        piece = data if whole.encoding == "utf-8" else text.encode("utf-8", "surrogatepass")
        if piece:
            yield piece
        if not data:
            return
        data = whole.stream.read(chunk)


def _holds(head: bytes, encoding: str) -> bool:
    """Return whether ``head`` is valid in ``encoding``, its last few bytes perhaps a cut character."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError as fault:
        return len(head) - fault.start < _SPLIT and fault.reason == "unexpected end of data"
    return True


def _unreadable(file: str, line: int, encoding: str) -> Exception:
    """Name bytes that are no text."""
    message = _("bytes that are not {encoding} text", encoding=encoding.upper().removesuffix("-SIG"))
    return error([Fault(message=message, file=file, line=line, hint=_("Save the file as UTF-8."))], file)
