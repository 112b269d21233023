"""How RFM scores become names: segments over the codes 111 to 555, and the eight classes of high and low (authored)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mactl.core.model.keys import STRICT

Side = Literal["high", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmSegment:
    """A segment of the RFM map: the ``codes`` it holds, or ranges of scores; ``use`` says what it is good for.

    A code is three digits from 1 to 5: recency, frequency, monetary, 5 the best. ``r``, ``f`` and ``m`` are the lowest
    and highest score; one that is left out is any. Of several segments that fit a code the first one has it.
    """

    __pydantic_config__ = STRICT
    name: str
    id: str = ""
    name_zh: str = ""
    codes: tuple[str, ...] = ()
    r: tuple[int, int] = (1, 5)
    f: tuple[int, int] = (1, 5)
    m: tuple[int, int] = (1, 5)
    use: str = ""
    use_zh: str = ""

    def holds(self, code: str) -> bool:
        """Tell whether this segment's definition fits ``code``."""
        if self.codes:
            return code in self.codes
        return all(low <= int(digit) <= high for digit, (low, high) in zip(code, (self.r, self.f, self.m), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmClass:
    """One of the eight classes: each of recency, frequency and monetary high or low; ``full`` is the name in full."""

    __pydantic_config__ = STRICT
    name: str
    r: Side
    f: Side
    m: Side
    id: str = ""
    full: str = ""
    name_en: str = ""
    use: str = ""
    use_zh: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmMap:
    """A whole map: every code has a segment, every side of the three measures a class."""

    segments: tuple[RfmSegment, ...]
    classes: tuple[RfmClass, ...]

    def segment_of(self, code: str) -> int:
        """Return the place of the segment that ``code`` belongs to."""
        return next(place for place, one in enumerate(self.segments) if one.holds(code))

    def class_of(self, sides: tuple[Side, Side, Side]) -> int:
        """Return the place of the class of these sides."""
        return next(place for place, one in enumerate(self.classes) if (one.r, one.f, one.m) == sides)


CODES = tuple(f"{r}{f}{m}" for r in range(1, 6) for f in range(1, 6) for m in range(1, 6))
SIDES: tuple[Side, Side] = ("high", "low")
EVERY_SIDE = tuple((r, f, m) for m in SIDES for f in SIDES for r in SIDES)
