"""Secrets: ``"${NAME}"`` from ``.env`` and then the environment, ``"${file:PATH}"`` from a file; never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mactl.core.decode.faults import Fault, error
from mactl.core.decode.machine import refusal
from mactl.core.decode.text import decode
from mactl.errors import MactlError
from mactl.i18n import _

DOT_ENV = ".env"
_REFERENCE = re.compile(r"\$\{(file:)?([^{}]+)\}")
_LINE = re.compile(
    r"""(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*
    (?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<plain>[^\s#'"](?:[^#]|(?<=\S)\#)*)?)\s*(?:\#.*)?""",
    re.VERBOSE,
).fullmatch
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that holds references to secrets, and the folder and environment in which they are looked up.

    Neither ``repr`` nor ``str`` ever shows what it stands for.
    """

    text: str
    folder: Path
    environ: Mapping[str, str] = field(compare=False)

    def reveal(self) -> str:
        """Return the text with its references filled in.

        Raises:
            MactlError: a reference to something that is not set; its name is told, never a value.
        """
        return _REFERENCE.sub(self._value, self.text)

    def __repr__(self) -> str:
        """Return the reference, not the value."""
        return f"Secret({self.text!r})" if _REFERENCE.fullmatch(self.text) else "Secret(...)"

    __str__ = __repr__

    def _value(self, reference: re.Match[str]) -> str:
        if reference[1]:
            return _from_file(self.folder, reference[2])
        name = reference[2]
        found = dot_env(self.folder).get(name) or self.environ.get(name, "")
        if not found:
            hint = _("Set it in .env ({name}=...) or in the environment.", name=name)
            raise MactlError(_("The secret {name} is not set", name=name), hint)
        return found


def is_secret(value: object) -> bool:
    """Return whether ``value`` is a text with a reference to a secret in it."""
    return isinstance(value, str) and _REFERENCE.search(value) is not None


def reveal(settings: Mapping[str, object], folder: Path, environ: Mapping[str, str]) -> dict[str, object]:
    """Return a provider's ``settings`` with every secret in them read; call it only when the provider is used.

    Raises:
        MactlError: a secret that is not set.
    """
    return {key: _revealed(value, folder, environ) for key, value in settings.items()}


def _revealed(value: object, folder: Path, environ: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return Secret(value, folder, environ).reveal()
    if isinstance(value, Mapping):
        return reveal(value, folder, environ)
    if isinstance(value, list | tuple):
        return [_revealed(each, folder, environ) for each in value]
    return value


def _from_file(folder: Path, name: str) -> str:
    """Return the text of a file of secrets, without the line break at its end."""
    path = folder / Path(name).expanduser()
    try:
        return path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        message = _("The file of a secret, {path}, cannot be read", path=name)
        raise MactlError(message, _("Check its name (from the workspace) and its mode.")) from None


def dot_env(folder: Path) -> dict[str, str]:
    """Return what ``folder``'s ``.env`` sets; nothing where there is none.

    Raises:
        MactlError: lines that set nothing; each is named by its number, none is shown.
    """
    try:
        data = (folder / DOT_ENV).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as fault:
        raise MactlError(_("{file} cannot be read", file=DOT_ENV), refusal(fault)) from None
    return parse_env(decode(data, DOT_ENV).text)


def parse_env(text: str) -> dict[str, str]:
    """Read ``NAME=value`` lines: ``export``, quotes, ``#`` comments; escapes count in double quotes only."""
    found: dict[str, str] = {}
    faults = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if parts := _LINE(line):
            found[parts["name"]] = _env_value(parts)
        else:
            faults.append(
                Fault(file=DOT_ENV, line=number, message=_("this line sets nothing"), hint=_("Write NAME=value."))
            )
    if faults:
        raise error(faults, DOT_ENV)
    return found


def _env_value(parts: re.Match[str]) -> str:
    if parts["double"] is not None:
        return re.sub(r"(?s)\\(.)", lambda escape: _ESCAPES.get(escape[1], escape[1]), parts["double"])
    return parts["single"] if parts["single"] is not None else (parts["plain"] or "").strip()


def open_to_others(folder: Path) -> str:
    """Return a sentence where others may read ``folder``'s ``.env``; "" where all is well."""
    try:
        mode = (folder / DOT_ENV).stat().st_mode
    except OSError:
        return ""
    if not mode & 0o077:
        return ""
    return _("{file} can be read by others on this machine", file=DOT_ENV)
