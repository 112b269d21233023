"""One cell as text: numbers, money, rates, instants and durations as people of each language write them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from mactl.core.model.report import Report, Unit
from mactl.core.model.shown import day, duration, instant, money, points, rate

NUMBERS = frozenset({"count", "money", "rate", "points", "number", "duration"})
WHOLE = NUMBERS | {"instant", "date"}  # what is never folded
_DASH = "–"


def text(value: object, unit: Unit, report: Report) -> str:
    """Return a cell as a person reads it; a dash for None."""
    if value is None:
        return _DASH
    match unit:
        case "count":
            return f"{value:,.0f}" if isinstance(value, float) and value.is_integer() else f"{value:,}"
        case "money":
            return money(Decimal(str(value)), report.currency)
        case "rate":
            return rate(float(str(value)))
        case "points":
            return points(float(str(value)))
        case "number":
            return (f"{value:,.4g}" if isinstance(value, float) else str(value)).replace("-", "−")
        case "branch":
            path = visible(str(value))
            return "  " * path.count("/") + path.rpartition("/")[2]
        case _:
            return _moment(value, unit, report.time_zone)


def _moment(value: object, unit: Unit, zone: str) -> str:
    if unit == "instant":
        return instant(int(str(value)), zone)
    if unit == "date":
        return day(str(value))
    return duration(int(str(value))) if unit == "duration" else visible(str(value))


def visible(said: str) -> str:
    """Return text without what would steer a terminal or turn its order around: customers' data is untrusted (G4)."""
    return said if said.isprintable() else "".join(letter if letter.isprintable() else " " for letter in said)


def iso(at: int, zone: str) -> str:
    """Return an instant as ISO 8601 with the zone's offset, to the millisecond where it has any."""
    local = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))
    return local.isoformat(timespec="milliseconds" if at % 1000 else "seconds")
