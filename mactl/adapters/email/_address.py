"""E-mail addresses as the wire needs them: checked for shape, the domain in ASCII."""

from __future__ import annotations

import re
from functools import lru_cache

_ATOM = r"[^\s\x00-\x20\x7f-\x9f()<>\[\]:;@\\,\"\ud800-\udfff]"
_SHAPE = re.compile(rf"({_ATOM}{{1,64}})@([^\s\x00-\x2c\x2f\x3a-\x40\x5b-\x60\x7b-\x9f\ud800-\udfff]+)")


@lru_cache(maxsize=16)  # asked for once to check a message and once to write it
def wire_address(address: str) -> str:
    """Return ``address`` with its domain in ASCII (IDNA 2008); an empty text where it is no address.

    What stands before the @ stays as it is: where that is not ASCII, the server must know SMTPUTF8.
    """
    match = _SHAPE.fullmatch(address)
    if match is None or len(address) > 254:
        return ""
    if address.isascii():
        return address if _dotted(match[1]) and _dotted(match[2]) else ""
    import idna

    try:
        domain = match[2] if match[2].isascii() else idna.encode(match[2], uts46=True).decode()
    except idna.IDNAError:
        return ""
    return f"{match[1]}@{domain}" if _dotted(match[1]) and _dotted(domain) else ""


def _dotted(text: str) -> bool:
    """Whether no dot begins, ends or doubles."""
    return text[0] != "." and text[-1] != "." and ".." not in text
