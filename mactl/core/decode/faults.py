"""A fault in a file that a person wrote: where it stands, what is wrong, what would be right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mactl.errors import MactlError
from mactl.i18n import _, ngettext

Path = tuple[str | int, ...]
SHOWN = 50
DEEPEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: ``file`` as a person knows it, ``line`` and ``column`` from 1 (0: not known), ``path`` its keys."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    path: Path = ()
    hint: str = ""

    def place(self) -> str:
        """Return where the fault stands: ``data/campaigns.json:12 [0].channels[1]``."""
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return " ".join(part for part in (where, spell(self.path)) if part)

    def sentence(self) -> str:
        """Return the whole fault in one line: place, what is wrong, what would be right."""
        place = self.place()
        said = _("{place}: {fault}", place=place, fault=self.message) if place else self.message
        return _("{fault} ({hint})", fault=said, hint=self.hint) if self.hint else said


def spell(path: Path) -> str:
    """Return a JSON path as a person writes it: ``("steps", 0, "if")`` is ``steps[0].if``."""
    text = ""
    for key in path[:DEEPEST]:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text + "…" if len(path) > DEEPEST else text


def shown(value: object, length: int = 60) -> str:
    """Return ``value`` short and without control characters, fit to stand in a sentence."""
    text = value if isinstance(value, str) else _written(value)
    # A look at far more than is shown is enough, however long a hostile value is.
    clean = "".join(sign if sign.isprintable() else "�" for sign in text[: length + 1])
    return clean if len(clean) <= length else clean[: length - 1] + "…"


def _written(value: object) -> str:
    """Return a list or an object as it stands in a file, anything else as Python writes it."""
    if not isinstance(value, dict | list):
        return repr(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return repr(value)


def error(faults: Sequence[Fault], file: str) -> MactlError:
    """Return all faults of ``file`` as one error; its message lists each on a line of its own."""
    if len(faults) == 1:
        only = faults[0]
        place = only.place()
        message = _("{place}: {fault}", place=place, fault=only.message) if place else only.message
        return MactlError(message, only.hint)
    head = ngettext("{file} has {n} fault:", "{file} has {n} faults:", len(faults), file=file)
    lines = [f"  {fault.sentence()}" for fault in faults[:SHOWN]]
    if len(faults) > SHOWN:
        lines.append("  " + _("... and {n} more", n=len(faults) - SHOWN))
    return MactlError("\n".join([head, *lines]), _("Mend these lines and run the command again."))
