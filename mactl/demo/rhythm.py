"""When people shop: the shop's days and hours, its sales, and the local clock of each customer.

A day is a whole number: days since 1970-01-01 on the customer's own calendar. An instant is milliseconds UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from mactl.clock import DAY, HOUR, SECOND
from mactl.demo.dice import Dice, Wheel

SHOP_ZONE = "Asia/Shanghai"
_SHOP_OFFSET = 8 * HOUR
_SHOP_TZ = timezone(timedelta(hours=8))
_EPOCH = date(1970, 1, 1).toordinal()

# From Monday: a home shop sells best at weekends.
_WEEKDAYS = (0.95, 0.93, 0.97, 1.0, 1.05, 1.22, 1.18)

# From midnight: asleep, a lunch break, and the sofa after dinner.
_HOURS = Wheel(
    list(enumerate((2, 1, 0.4, 0.2, 0.2, 0.4, 1.2, 2.5, 3.6, 4.6, 5.4, 5, 5.8, 5, 4, 3.9, 4, 4.2, 4.6, 6, 8.2, 9, 7.6, 4.6)))
)
_STORE_HOURS = Wheel([(10, 2), (11, 3), (12, 2), (13, 2), (14, 4), (15, 5), (16, 5), (17, 4), (18, 3), (19, 3), (20, 2)])

_REACH = 10  # how many days a purchase may be put off, or brought forward, for a sale


@lru_cache(maxsize=4096)
def pull(day: int) -> float:
    """Return how strongly ``day`` draws buyers: 1 is a common Wednesday."""
    when = date.fromordinal(day + _EPOCH)
    return _WEEKDAYS[when.weekday()] * _sale(when.month, when.day)


def _sale(month: int, day: int) -> float:
    """Return what the shop's calendar adds: 618, 双十一, 双十二 and the members' day on every 8th."""
    if month == 6 and day <= 18:
        return {16: 2.5, 17: 2.5, 18: 6.0}.get(day, 1.3)
    if month == 11 and day <= 11:
        return 7.0 if day == 11 else 1.6
    if (month, day) == (12, 12):
        return 2.2
    return 1.6 if day == 8 else 1.0


def drawn(dice: Dice, day: int, first: int) -> int:
    """Return the day near ``day``, not before ``first``, on which somebody who wants to buy then really does."""
    days = range(max(first, day - _REACH), max(first, day) + _REACH + 1)
    return Wheel([(each, pull(each)) for each in days]).spin(dice)


def day_of(at: int, zone: str = SHOP_ZONE) -> int:
    """Return the local day of an instant."""
    return (at + _offset(at, zone)) // DAY


def moment(dice: Dice, day: int, zone: str, *, store: bool = False) -> int:
    """Return an instant on the local ``day``, at an hour when people shop (or when the store is open)."""
    hour = (_STORE_HOURS if store else _HOURS).spin(dice)
    local = day * DAY + hour * HOUR + dice.whole(0, 3599) * SECOND
    return local - _offset(local - _SHOP_OFFSET, zone)


def _offset(at: int, zone: str) -> int:
    """Return how far the zone's clocks are ahead of UTC at an instant, in milliseconds."""
    if zone == SHOP_ZONE:
        return _SHOP_OFFSET
    shift = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).utcoffset()
    assert shift is not None
    return int(shift.total_seconds()) * SECOND


def stamp(at: int) -> str:
    """Return an instant as the shop's systems write it: ISO 8601 with China's offset, whole seconds."""
    return datetime.fromtimestamp(at // 1000, _SHOP_TZ).isoformat()
