"""Objects of ``config.json`` read key by key: good values taken, every fault written down with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mactl.config.checks import Check, nearest
from mactl.core.decode.faults import Fault, Path
from mactl.core.decode.strict_json import Document
from mactl.errors import MactlError
from mactl.i18n import _

Checks = Mapping[str, Check]


@dataclass(slots=True)
class Fields:
    """A reading of one document that collects its faults."""

    document: Document
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path, message: str, hint: str = "") -> None:
        """Write a fault down."""
        self.faults.append(self.document.fault(path, message, hint))

    def take(self, value: object, path: Path, known: Checks, *, open_ended: bool = False) -> dict[str, object]:
        """Return the good keys of the object ``value`` at ``path``; unknown ones are faults unless ``open_ended``."""
        if not isinstance(value, dict):
            self.fault(path, _("an object is wanted here"), _("Write it as an object in braces."))
            return {}
        found: dict[str, object] = {}
        for key, each in value.items():
            if key in known:
                self.check(each, (*path, key), known[key], found)
            elif not open_ended:
                self.fault((*path, key), _("unknown key “{key}”", key=key), nearest(key, known))
        return found

    def check(self, value: object, path: Path, check: Check, into: dict[str, object]) -> None:
        """Put what ``value`` stands for under the last key of ``path``, or write down why it cannot be."""
        try:
            into[str(path[-1])] = check(value)
        except MactlError as wrong:
            self.fault(path, wrong.message, wrong.hint)

    def each(self, value: object, path: Path, known: Checks, required: tuple[str, ...]) -> list[dict[str, object]]:
        """Return the objects of the list ``value`` that have no fault."""
        if not isinstance(value, list):
            self.fault(path, _("a list is wanted here"), _("Write it as a list in square brackets."))
            return []
        good = []
        for index, one in enumerate(value):
            before = len(self.faults)
            found = self.take(one, (*path, index), known)
            for key in required:
                if isinstance(one, dict) and key not in one:
                    self.fault((*path, index), _("“{key}” is missing", key=key), _("Add it."))
            if len(self.faults) == before:
                good.append(found)
        return good
