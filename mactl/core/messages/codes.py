"""Coupon codes that nobody can guess, and that the same grant always gets again.

A code is cut from an HMAC over what it is granted for, so it needs no dice: a message made a second time, after a kill
or in a rehearsal, carries the same code. Its letters leave out those that people confuse (0 O, 1 I L, U V).
"""

from __future__ import annotations

import hmac

LETTERS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
SHORTEST, LONGEST = 6, 40


def code(key: bytes, grant: str, *, prefix: str = "", length: int = 10) -> str:
    """Return the code for ``grant`` (its unique name as text): ``prefix`` and ``length`` letters."""
    number = int.from_bytes(hmac.digest(key, f"coupon:{grant}".encode("utf-8", "surrogatepass"), "sha256"), "big")
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return prefix + "".join(letters)
