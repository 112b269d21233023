"""Durations as people write them ("30m", "1h30m", "7d"), with elapsed time kept apart from calendar days (rule T2).

``s``, ``m`` and ``h`` are elapsed time. ``d`` and ``w`` are calendar days where a duration is added to an instant (they
keep the local clock time over a clock change), and 24 hours each where a duration is only measured (``within``, caps).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from mactl.clock import DAY, HOUR, MINUTE, SECOND
from mactl.core.schedule.typed import typed
from mactl.core.schedule.zones import instant_of, local
from mactl.errors import MactlError
from mactl.i18n import _

_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR}
_DAYS = {"d": 1, "w": 7}
_PART = re.compile(r"([0-9]+)([smhdw])")
_WHOLE = re.compile(r"([+-]?)((?:[0-9]{1,9}[smhdw])+)")
_WORDED = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?个?([a-z]+|[天日周秒分时小钟星期礼拜]+)", re.IGNORECASE)
_UNIT_WORDS = {
    "s": "s", "sec": "s", "second": "s", "秒": "s", "秒钟": "s", "m": "m", "min": "m", "minute": "m", "分": "m",
    "分钟": "m", "h": "h", "hr": "h", "hour": "h", "时": "h", "小时": "h", "d": "d", "day": "d", "天": "d", "日": "d",
    "w": "w", "week": "w", "周": "w", "星期": "w", "礼拜": "w",
}  # fmt: skip
_LONGEST = 36_525 * DAY  # a hundred years: more is a slip of the pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A length of time: ``days`` of the calendar and ``millis`` of elapsed time, both negative for an offset before."""

    days: int = 0
    millis: int = 0

    def elapsed_ms(self) -> int:
        """Return the length in milliseconds, a day being 24 hours (``within``, ``quiet_for``, rolling caps)."""
        return self.days * DAY + self.millis

    def __str__(self) -> str:
        """Write the duration as it is read: "1d12h"."""
        parts = []
        rest = abs(self.millis)
        for unit, size in (("h", HOUR), ("m", MINUTE), ("s", SECOND)):
            count, rest = divmod(rest, size)
            parts.append(f"{count}{unit}" if count else "")
        text = (f"{abs(self.days)}d" if self.days else "") + "".join(parts)
        return ("-" if self.elapsed_ms() < 0 else "") + (text or "0s")


def parse(text: str) -> Duration:
    """Read a duration of zero or more ("30m", "24h", "7d", "2w", "1h30m"); "0" is no time at all."""
    duration = parse_offset(text)
    if typed(text)[:1] in {"+", "-"}:
        raise _refuse(text, _("A duration here has no sign; write it as in 30m, 24h, 7d, 2w or 1h30m."))
    return duration


def parse_offset(text: str) -> Duration:
    """Read a duration that may carry a sign ("-3d" is three days before, "+2h" and "2h" are two hours after)."""
    stripped = typed(text)
    if stripped == "0":
        return Duration()
    match = _WHOLE.fullmatch(stripped)
    if match is None:
        raise _refuse(text, _hint(stripped))
    sign = -1 if match[1] == "-" else 1
    days = millis = 0
    for count, unit in _PART.findall(match[2]):
        days += sign * int(count) * _DAYS.get(unit, 0)
        millis += sign * int(count) * _UNITS.get(unit, 0)
    duration = Duration(days=days, millis=millis)
    if abs(duration.elapsed_ms()) > _LONGEST:
        raise _refuse(text, _("A duration is at most a hundred years."))
    return duration


def add(instant: int, duration: Duration, zone: ZoneInfo) -> int:
    """Return ``instant`` moved by ``duration``: days keep the clock time in ``zone``, the rest is elapsed time."""
    if duration.days:
        wall = local(instant, zone).replace(tzinfo=None) + timedelta(days=duration.days)
        instant = instant_of(wall, zone)
    return instant + duration.millis


def _refuse(text: str, hint: str) -> MactlError:
    return MactlError(_("Not a duration: {text}", text=repr(text)), hint)


def _hint(text: str) -> str:
    if re.fullmatch(r"[+-]?[0-9]+", text):
        return _("Say the unit: {text}m is minutes, {text}h hours, {text}d days.", text=text)
    guess = _guess(text)
    if guess:
        return _("Did you mean {name}?", name=guess)
    return _("Write numbers with units s, m, h, d or w: 30m, 24h, 7d, 2w, 1h30m.")


def _guess(text: str) -> str:
    """Return a length of time in words ("3 days", "24小时", "1.5h") as it is written here; empty text for none."""
    sign, rest = (text[:1], text[1:]) if text[:1] in {"+", "-"} else ("", text)
    parts = [(float(count), _unit(word)) for count, word in _WORDED.findall(rest)]
    if not parts or _WORDED.sub("", rest).strip(" ,和") or any(not unit for _count, unit in parts):
        return ""
    millis = sum(round(count * (_UNITS.get(unit) or _DAYS[unit] * DAY)) for count, unit in parts)
    days = millis // DAY if any(unit in _DAYS for _count, unit in parts) else 0
    return sign + str(Duration(days=days, millis=millis - days * DAY)) if 0 < millis <= _LONGEST else ""


def _unit(word: str) -> str:
    """Return the unit that a word means; "M" may be minutes or months, so it means none."""
    small = "" if word == "M" else word.lower()
    return _UNIT_WORDS.get(small) or _UNIT_WORDS.get(small.removesuffix("s"), "")
