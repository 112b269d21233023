"""Data files opened for reading: packed ones unpacked, a digest that knows one again, how far it is read."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO, BinaryIO, Protocol, cast

from xxhash import xxh3_128

from mactl.core.decode.machine import refusal
from mactl.core.decode.rows import Format, format_of
from mactl.errors import MactlError
from mactl.i18n import _

_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An open data file: its stream (unpacked), name and format; ``raw`` is the file on disk of ``size`` bytes."""

    stream: BinaryIO
    raw: IO[bytes]
    name: str
    format: Format
    size: int
    changed_at: int

    @property
    def table(self) -> bool:
        """Return whether every cell of the file is text."""
        return self.format in {"csv", "xlsx"}

    def done(self) -> int:
        """Return how many bytes of the file on disk have been read."""
        return self.raw.tell()

    def check(self) -> None:
        """See that the file is still what it was when it was opened.

        Raises:
            MactlError: somebody has written to it since.
        """
        state = os.fstat(self.raw.fileno())
        if (state.st_size, state.st_mtime_ns) != (self.size, self.changed_at):
            raise MactlError(
                _("{file} was changed while it was read", file=self.name),
                _("wait until it is written, then run again: rows that were taken in are not taken twice"),
            )


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a data file, packed by gzip or not.

    Raises:
        MactlError: no such file, or one that may not be read.
    """
    with _refused(path):
        raw = path.open("rb")
    with raw:
        packed = raw.read(2) == _GZIP
        raw.seek(0)
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw) if packed else raw)
        name = path.name.removesuffix(".gz") if packed else path.name
        head = stream.read(1 << 16)
        stream.seek(0)
        state = os.fstat(raw.fileno())
        yield Source(
            stream=stream,
            raw=raw,
            name=name,
            format=format_of(name, head),
            size=state.st_size,
            changed_at=state.st_mtime_ns,
        )


def digest(path: Path) -> str:
    """Return a digest of a file's bytes."""
    return _sum(path, blake2b(digest_size=16))


def fingerprint(path: Path) -> str:
    """Return a digest of a file's bytes that is quickly made: to know a file again that nobody tries to forge."""
    return _sum(path, xxh3_128())


class _Hash(Protocol):
    """A digest in the making."""

    def update(self, data: bytes, /) -> None:
        """Add bytes."""

    def hexdigest(self) -> str:
        """Return the digest."""


def _sum(path: Path, found: _Hash) -> str:
    with _refused(path), path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def size(path: Path) -> int:
    """Return how many bytes a file has that can be read.

    Raises:
        MactlError: no such file, or one that may not be read.
    """
    with _refused(path), path.open("rb") as file:
        return os.fstat(file.fileno()).st_size


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Name a file that the system refuses to read."""
    try:
        yield
    except OSError as fault:
        raise MactlError(
            _("{path} cannot be read: {fault}", path=path, fault=refusal(fault)), _("Check the path.")
        ) from fault
