"""Reading conditions from JSON: every fault is kept with its path and what would be right, then told at once."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from mactl.core.decode.faults import Fault, Path
from mactl.core.schedule.durations import parse as parse_duration
from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A place in the JSON of a condition: the ``path`` down to it, and the ``faults`` found so far anywhere."""

    path: Path = ()
    faults: list[Fault] = field(default_factory=list)

    def at(self, *keys: str | int) -> Self:
        """Return the reader of what lies below ``keys``."""
        return replace(self, path=(*self.path, *keys))

    def fault(self, message: str, hint: str = "") -> None:
        """Keep a fault at this place."""
        self.faults.append(Fault(message=message, path=self.path, hint=hint))

    def refuse(self, error: MactlError) -> None:
        """Keep an error that was raised below as a fault at this place."""
        self.fault(error.message, error.hint)

    def keys(self, value: Mapping[str, object], known: Collection[str]) -> None:
        """Fault every key of ``value`` that is not known, naming the nearest that is."""
        for key in value:
            if key not in known:
                self.at(key).fault(_("unknown key {key}", key=repr(key)), nearest(key, known))

    def text(self, value: object) -> str:
        """Return ``value`` as text with something in it."""
        if isinstance(value, str) and value.strip():
            return value
        self.fault(_("text is wanted here, not {value}", value=shown(value)))
        return ""

    def name(self, value: object, known: Collection[str]) -> str:
        """Return ``value`` as one of ``known``."""
        if isinstance(value, str) and value in known:
            return value
        self.fault(_("{value} is not known here", value=shown(value)), nearest(str(value), known))
        return next(iter(known))

    def number(self, value: object) -> float | int:
        """Return ``value`` as a number that is finite."""
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return value
        self.fault(_("a number is wanted here, not {value}", value=shown(value)))
        return 0

    def flag(self, value: object) -> bool:
        """Return ``value`` as true or false."""
        if not isinstance(value, bool):
            self.fault(_("true or false is wanted here, not {value}", value=shown(value)))
        return bool(value)

    def duration(self, value: object) -> str:
        """Return ``value`` as a duration that is longer than nothing."""
        try:
            if parse_duration(str(value)).elapsed_ms() > 0:
                return str(value)
            self.fault(_("a duration of nothing never holds"), _("Write it as in 30m, 24h, 7d or 2w."))
        except MactlError as error:
            self.refuse(error)
        return "1d"

    def object(self, value: object, example: str) -> Mapping[str, object]:
        """Return ``value`` as a JSON object."""
        if isinstance(value, Mapping):
            return value
        self.fault(
            _("an object is wanted here, not {value}", value=shown(value)), _("For example {example}", example=example)
        )
        return {}


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the hint that names what of ``known`` is nearest to ``word``, else all of it."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return _("Did you mean {name}?", name=close[0])
    return _("Known here: {names}.", names=", ".join(names))


def shown(value: object) -> str:
    """Return ``value`` as a fault names it: short."""
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
