"""Bodies as transfer encodings (RFC 2045): pure, fast, lines of at most 76 columns, each ended by CRLF.

The standard library's quoted-printable takes 200 microseconds for 6 KB and overlooks a blank at the end of a full line;
this one a tenth, since a line that stays the same from message to message is encoded once.
"""

from __future__ import annotations

import re
import struct
from binascii import b2a_base64
from functools import lru_cache
from typing import Literal, NamedTuple

from mactl.core.model.woven import MARK, Passage, Text, Woven

Encoding = Literal["7bit", "8bit", "quoted-printable", "base64"]

LINE = 76
LONGEST = 998  # bytes that a line may have where it is not encoded (RFC 5322, 2.1.1)
LONG = 1000  # lines as long as this are seldom the same twice, and would fill the cache
BOUNDARY_MARK = "=_"  # the boundary begins with it; neither base64 nor quoted-printable can hold it
BOUNDARY = f"{BOUNDARY_MARK}mactl_alternative"
_BOUNDARY, _MARK = BOUNDARY.encode(), MARK.encode()
_UNSAFE = re.compile(r"[^\t\n\x20-\x7e]+")
_SAFE = bytes(range(0x20, 0x7F)) + b"\t\n"
_LAST_BLANK = re.compile(r"[ \t]\Z")


class Body(NamedTuple):
    """A text as it travels: how it is encoded, its bytes, and whether any of its lines may begin with a dot."""

    encoding: Encoding
    data: bytes
    dotted: bool = True


def encoded(text: Text, *, eight_bit: bool = False) -> Body:
    """Return ``text`` as it travels best; line ends of any kind become CRLF, the last is added.

    Outside ASCII it goes as it is where the server takes ``eight_bit`` and its lines are short enough. Else base64
    where most is not ASCII: a Chinese character takes 9 bytes as quoted-printable and 4 as base64, which in turn adds a
    third to everything else. A lone surrogate becomes a question mark.
    """
    if isinstance(text, Woven):
        return (_woven(text) if eight_bit else None) or encoded(str(text), eight_bit=eight_bit)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    if eight_bit and (body := _as_it_is(text.encode("utf-8", "replace"))):
        return body
    if not text.isascii():
        data = text.encode("utf-8", "replace")
        if (len(data) - len(text)) * 8 >= len(text):
            return Body("base64", _base64(data), dotted=False)
        return Body("quoted-printable", _quoted(text))
    if BOUNDARY_MARK in text or max(map(len, text.split("\n"))) > LINE or not _is_safe(text):
        return Body("quoted-printable", _quoted(text))
    return Body("7bit", text.replace("\n", "\r\n").encode())


def _as_it_is(data: bytes) -> Body | None:
    """Return ``data`` unencoded, unless a line is too long, or it holds a NUL or what would end the part.

    What is long is cut into lines: to look through all of it for a dot after a line end takes longer than the rest.
    """
    if b"\0" in data or _BOUNDARY in data:
        return None
    encoding: Encoding = "7bit" if data.isascii() else "8bit"
    if len(data) <= LONGEST:
        return Body(encoding, data.replace(b"\n", b"\r\n"), data[:1] == b"." or b"\n." in data)
    lines = data.split(b"\n")
    if max(map(len, lines)) > LONGEST:
        return None
    return Body(encoding, b"\r\n".join(lines), b"." in [line[:1] for line in lines])


def _woven(text: Woven) -> Body | None:
    """Return what ``_as_it_is`` would of a text of which only the frame is new, or None."""
    frame = text.frame if text.frame.endswith("\n") else text.frame + "\n"
    body = None if "\r" in frame else _as_it_is(frame.encode("utf-8", "replace"))
    if body is None:
        return None
    encoding, data, dotted = body
    token, pieces, place = text.token.encode(), data.split(_MARK), 1
    for passage in text.passages:
        known = _known(passage, len(token))
        if known is None:
            return None
        pieces.insert(place, token.join(known.segments))
        place += 2
        encoding, dotted = (encoding if known.ascii_only else "8bit"), dotted or known.dotted
    return Body(encoding, b"".join(pieces), dotted)


class _Known(NamedTuple):
    """A passage as it travels unencoded, cut where the token comes."""

    segments: tuple[bytes, ...]
    ascii_only: bool
    dotted: bool


@lru_cache(maxsize=256)
def _known(passage: Passage, token: int) -> _Known | None:
    """Return ``passage`` unencoded for tokens of so many letters; None where ``_as_it_is`` would refuse it."""
    body = _as_it_is(("x" * token).join(passage.segments).encode("utf-8", "replace"))
    if body is None or any("\r" in segment or MARK in segment for segment in passage.segments):
        return None
    segments = [segment.replace("\n", "\r\n").encode("utf-8", "replace") for segment in passage.segments]
    return _Known(tuple(segments), body.encoding == "7bit", body.dotted)


def _is_safe(text: str) -> bool:
    """Whether ``text`` is ASCII without control characters, tabs and line ends aside (faster than a search)."""
    return text.isascii() and not text.encode().translate(None, _SAFE)


def _base64(data: bytes) -> bytes:
    text = b2a_base64(data.replace(b"\n", b"\r\n"), newline=False)
    full = len(text) // LINE
    lines = struct.unpack_from(f"{LINE}s" * full, text)  # a third of the time of as many slices
    return b"\r\n".join((*lines, text[full * LINE :])).removesuffix(b"\r\n") + b"\r\n"


def _quoted(text: str) -> bytes:
    lines = [_line(line) if len(line) < LONG else _line.__wrapped__(line) for line in text.split("\n")]
    return "\r\n".join(lines).encode()


@lru_cache(maxsize=4096)
def _line(line: str) -> str:
    """Return ``line`` as quoted-printable: unsafe characters and a last blank as ``=XX``, soft breaks between them."""
    line = line.replace("=", "=3D")
    if not _is_safe(line):
        line = _UNSAFE.sub(_hexadecimal, line)
    line = _LAST_BLANK.sub(_hexadecimal, line)
    pieces, start = [], 0
    while len(line) - start > LINE:
        end = start + LINE - 1
        end -= 1 if line[end - 1] == "=" else 2 if line[end - 2] == "=" else 0
        pieces.append(line[start:end])
        start = end
    return "=\r\n".join([*pieces, line[start:]]) if pieces else line


def _hexadecimal(match: re.Match[str]) -> str:
    return "=" + match[0].encode("utf-8", "replace").hex("=").upper()
