"""What the gates say about one message: send it, skip it, hold it out, or look again later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["send", "skipped", "held_out", "delayed"]

# A refusal for one of these moves a fallback on to its next channel (M6): it concerns the channel, not the person.
_FALLS_THROUGH = frozenset({"bounced", "no_consent", "no_address", "invalid_address", "no_entitlement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to do with one message, and why.

    ``gate`` names the gate that refused and ``reason`` is a code of reasons.py, both empty for "send". A delayed
    message is due again at ``until``; with ``moves_first_due`` its lateness counts from there too. ``falls_through``
    tells a fallback to try its next channel.
    """

    kind: Kind
    gate: str = ""
    reason: str = ""
    detail: str = ""
    until: int | None = None
    moves_first_due: bool = False
    falls_through: bool = False


SEND = Verdict(kind="send")
HELD_OUT = Verdict(kind="held_out", gate="holdout", reason="held_out")


@lru_cache(maxsize=512)
def skip(gate: str, reason: str, detail: str = "", *, falls_through: bool = False) -> Verdict:
    """Return the verdict that skips a message for ``reason``."""
    through = falls_through or reason in _FALLS_THROUGH
    return Verdict(kind="skipped", gate=gate, reason=reason, detail=detail, falls_through=through)


def delay(gate: str, reason: str, until: int, *, detail: str = "", moves_first_due: bool = False) -> Verdict:
    """Return the verdict that looks at a message again at ``until``."""
    return Verdict(
        kind="delayed", gate=gate, reason=reason, detail=detail, until=until, moves_first_due=moves_first_due
    )
