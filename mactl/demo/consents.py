"""What the customers agreed to: consent records with status, instant, source and proof; no record is unknown."""

from __future__ import annotations

from typing import Any

from mactl.clock import DAY
from mactl.demo.dice import Dice, Wheel
from mactl.demo.people import Person
from mactl.demo.rhythm import SHOP_ZONE, day_of, moment, stamp

# Where consent was given, with the proof that is kept of it.
_SOURCES = Wheel(
    [(("注册页", "signup-form"), 5.0), (("会员协议", "member-terms"), 3.0), (("门店登记", "paper-form"), 1.5)]
)
_WITHDRAWN = {"email": ("邮件退订", "unsubscribe-link"), "sms": ("短信回复R", "sms-reply")}

# Of those with an address: granted, withdrawn; the rest was never asked.
_SHARES = {"email": (0.80, 0.07), "sms": (0.65, 0.12)}
_ADDRESS = {"email": "email", "sms": "phone"}


def consents(dice: Dice, person: Person, end: int) -> dict[str, Any]:
    """Return the ``consents`` of a customer as of ``end``."""
    found: dict[str, Any] = {}
    for channel, (granted, withdrawn) in _SHARES.items():
        if _ADDRESS[channel] not in person.row:
            continue
        roll = dice.share()
        if roll < granted:
            found[channel] = _granted(dice, person)
        elif roll < granted + withdrawn:
            found[channel] = _withdrawn(dice, person, channel, end)
    if found.get("email", {}).get("status") == "granted" and dice.chance(0.04):
        found["email:promo"] = False
    return found


def _granted(dice: Dice, person: Person) -> dict[str, str]:
    source, proof = _SOURCES.spin(dice)
    return _record("granted", person.signup, source, f"{proof}-{person.row['signup_at'][:4]}#{person.row['id']}")


def _withdrawn(dice: Dice, person: Person, channel: str, end: int) -> dict[str, str]:
    source, proof = _WITHDRAWN[channel]
    days = max(0, day_of(end) - day_of(person.signup) - 2)
    at = moment(dice, day_of(person.signup) + 1 + dice.whole(0, days), SHOP_ZONE)
    return _record("withdrawn", min(max(at, person.signup), end - DAY), source, f"{proof}#{person.row['id']}")


def _record(status: str, at: int, source: str, proof: str) -> dict[str, str]:
    return {"status": status, "at": stamp(at), "source": source, "proof": proof}
