"""How the customers could be reached, if they existed: e-mail, telephone, WeChat and push.

Nobody here can be reached: e-mail addresses are under the domains that RFC 2606 reserves for examples. China reserves no
telephone numbers for fiction, so the numbers are +86 1349 000 xxxx: 1349 was set aside for satellite telephones, no
ordinary handset has such a number and libphonenumber names no carrier for it, yet it is valid in form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mactl.demo.dice import Dice, Wheel

_DOMAINS = Wheel(
    [("example.com", 5.0), ("mail.example.com", 3.0), ("post.example.net", 2.0), ("example.net", 1.5), ("example.org", 1.0)]
)
_PLATFORMS = Wheel([("android", 5.0), ("ios", 4.0), ("harmony", 1.5)])
_LETTERS = "0123456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person's name as written, its letters for an e-mail address, and the year in which it was in fashion."""

    written: str
    surname: str
    given: str
    year: int
    english: bool = False


def contacts(dice: Dice, name: Name, number: int, *, home: bool) -> dict[str, Any]:
    """Return the address fields of customer ``number``: nobody has all, a few have only one; ``home`` is China."""
    row: dict[str, Any] = {}
    if dice.chance(0.93) or not home:
        row["email"] = f"{_local_part(dice, name, number)}@{_DOMAINS.spin(dice)}"
    if home and (dice.chance(0.95) or not row):
        row["phone"] = _phone(number)
    if dice.chance(0.52):
        row["wechat_openid"] = "oDemo" + _letters(dice, 23)
    if dice.chance(0.28):
        row["push_tokens"] = [{"token": "demo-" + _letters(dice, 40), "platform": _PLATFORMS.spin(dice)}]
    return row


def _phone(number: int) -> str:
    """Return a number of the harmless range; 7919 is coprime to 10,000, so no two customers share one."""
    return f"+861349000{number * 7919 % 10_000:04}"


def _local_part(dice: Dice, name: Name, number: int) -> str:
    """Return the part before the @, in one of the ways in which people make it up; the number keeps it unique."""
    style = dice.whole(0, 5)
    if style == 0:
        return f"{name.surname}.{name.given}{number}"
    if style == 1:
        return f"{name.given}_{name.surname}{number}"
    if style == 2:
        return f"{name.surname}{name.given[0]}{name.year % 100:02}{number:04}"
    if style == 3:
        return f"{dice.whole(10_000, 99_999)}{number:04}"
    return f"{name.given}{number}" if style == 4 else f"{name.surname[0]}{name.given}.{number}"


def _letters(dice: Dice, size: int) -> str:
    return "".join(dice.one(_LETTERS) for _ in range(size))
