"""The folders in which templates lie: finding a template by name, reading it, and refusing what lies outside."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mactl.errors import MactlError
from mactl.i18n import _

EXTENSIONS = {
    "email": ".html",
    "sms": ".txt",
    "wechat": ".json",
    "push": ".json",
    "social": ".txt",
    "inapp": ".json",
}
_LARGEST = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """One template file: its name below the templates folder ("email/新品.html"), its path and what it says."""

    name: str
    path: Path
    text: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Folders:
    """Template folders in order: what the first one has hides what the others have (shared layers)."""

    roots: tuple[Path, ...]
    _read: dict[str, Source] = field(default_factory=dict)

    def names(self, channel: str) -> list[str]:
        """Return the names of the templates that ``channel`` can use, sorted, without their extension.

        Files whose names begin with an underscore are parts of others.
        """
        extension = EXTENSIONS[channel]
        found: set[str] = set()
        for root in self.roots:
            for folder in (root / channel, root):
                found.update(path.stem for path in folder.glob(f"[!_.]*{extension}") if path.is_file())
        others = set(EXTENSIONS) - {channel}
        return sorted(found - others)

    def resolve(self, channel: str, name: str) -> Source:
        """Return template ``name`` of ``channel``: the channel's own folder first, then the folder above.

        An empty name is the channel's default template. A name that is nowhere is an error, never the default: a slip
        of the pen must not send another message.
        """
        extension = EXTENSIONS[channel]
        plain = (name or channel).removesuffix(extension)
        for candidate in (f"{channel}/{plain}{extension}", f"{plain}{extension}"):
            if self.locate(candidate) is not None:
                return self.read(candidate)
        raise MactlError(
            _("There is no {channel} template named {name}.", channel=channel, name=name or channel),
            self._nearest(plain, self.names(channel), channel, extension),
        )

    def _nearest(self, name: str, known: Sequence[str], channel: str, extension: str) -> str:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        if near:
            return _("Did you mean {name}?", name=near[0])
        return _("Write it as templates/{channel}/{name}{extension}.", channel=channel, name=name, extension=extension)

    def locate(self, name: str) -> Path | None:
        """Return the file of ``name`` ("email.html", "email/新品.html"), or None.

        Raises:
            MactlError: the name, or a symbolic link, leads out of the templates folder.
        """
        _refuse_paths(name)
        for root in self.roots:
            path = root / name
            if path.is_file():
                if not path.resolve().is_relative_to(root.resolve()):
                    raise MactlError(
                        _("The template {file} is a link that leads out of its templates folder.", file=str(path)),
                        _("Put the file itself into the folder."),
                    )
                return path
        return None

    def read(self, name: str) -> Source:
        """Return the file of ``name``; one reading serves for the life of these folders.

        Raises:
            MactlError: there is no such file, it is no UTF-8 text, or it is larger than 2 MB.
        """
        known = self._read.get(name)
        if known is not None:
            return known
        path = self.locate(name)
        if path is None:
            near = difflib.get_close_matches(name, self._everything(), n=1, cutoff=0.5)
            hint = _("Did you mean {name}?", name=near[0]) if near else ""
            raise MactlError(_("There is no template file {name}.", name=name), hint)
        source = Source(name, path, *_text(path))
        self._read[name] = source
        return source

    def used(self) -> dict[str, bytes]:
        """Return the bytes of every file read so far, by name."""
        return {name: source.data for name, source in self._read.items()}

    def _everything(self) -> list[str]:
        paths = ((root, path) for root in self.roots for path in root.rglob("*") if path.is_file())
        return [path.relative_to(root).as_posix() for root, path in paths]


def _refuse_paths(name: str) -> None:
    parts = PurePosixPath(name).parts
    bad = not parts or ".." in parts or name.startswith("/") or "\\" in name or ":" in name or not name.isprintable()
    if bad or len(name.encode("utf-8", "replace")) > 240:
        raise MactlError(
            _("{name} is no name of a template.", name=ascii(name)[:120]),
            _("A template is named as its file is below the templates folder."),
        )


def _text(path: Path) -> tuple[str, bytes]:
    if path.stat().st_size > _LARGEST:
        raise MactlError(_("The template {file} is larger than 2 MB.", file=str(path)))
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MactlError(
            _("{file}:{line}: this is not UTF-8 text.", file=str(path), line=line),
            _("Save the file as UTF-8."),
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""), data
