"""Addresses and secrets made unreadable in text that is kept: z***@x.com, 138****0000, token=***."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# A number in international form, or a Chinese mobile number; instants, amounts and ids of other lengths stay.
_PHONE = re.compile(r"(?<![\w.+-])(?:\+\d[\d -]{7,16}\d|(?:86)?1[3-9]\d{9})(?![\w-])")
_SECRET = re.compile(
    r"(?i)((?:password|passwd|secret|token|api[_-]?key|access[_-]?key|authorization)[\"']?\s*[:=]\s*[\"']?"
    r"(?:bearer\s+|basic\s+)?)[^\s\"',;&}]+"
)
_USERINFO = re.compile(r"(://[^\s/:@]+:)[^\s/@]+@")


def masked_text(text: str) -> str:
    """Return ``text`` with every e-mail address, telephone number and secret in it masked."""
    text = _USERINFO.sub(r"\1***@", _SECRET.sub(r"\1***", text))
    text = _EMAIL.sub(lambda found: masked_email(found[0]), text)
    return _PHONE.sub(lambda found: masked_phone(found[0]), text)


def masked_email(address: str) -> str:
    """Return an address of which the first letter and the domain can be read."""
    owner, _at, domain = address.rpartition("@")
    return f"{owner[:1]}***@{domain}"


def masked_phone(number: str) -> str:
    """Return a number of which the ends can be read; +86 is left out."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    shown = 3 if len(digits) >= 10 else 2
    return f"{digits[:shown]}****{digits[-4:] if len(digits) >= 10 else digits[-2:]}"
