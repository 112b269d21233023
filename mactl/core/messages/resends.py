"""Sending a campaign again to some of those whom it was meant for: an occurrence of its own beside the first (M1).

Its key names the occurrence that it repeats, to whom and on which channel: "1+unopened+email"; what a person asks for
once more is numbered: "1+unopened.2+email". The ledger's key is unique, so nobody gets a repetition twice by itself.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

To = Literal["unopened", "failed"]
WHOM: tuple[To, ...] = get_args(To)
_BETWEEN = "+"


class Resend(NamedTuple):
    """What the key of a repetition says; ``channel`` is "" for all of a fallback."""

    base: str
    to: str
    number: int
    channel: str


def key(base: str, to: To, number: int, channel: str = "") -> str:
    """Return the occurrence of the ``number``-th repetition of ``base`` to those who are ``to`` get it."""
    words = [base, to if number == 1 else f"{to}.{number}", channel]
    return _BETWEEN.join(word for word in words if word)


def parse(occurrence: str) -> Resend | None:
    """Return what the key of a repetition says, or None for any other occurrence (an A/B test's has a slash)."""
    base, between, rest = occurrence.partition(_BETWEEN)
    if not between or "/" in occurrence:
        return None
    whom, _between, channel = rest.partition(_BETWEEN)
    to, _dot, number = whom.partition(".")
    return Resend(base, to, int(number or 1), channel)


def base_of(occurrence: str) -> str:
    """Return the occurrence that one repeats; itself where it repeats none."""
    found = parse(occurrence)
    return found.base if found else occurrence
