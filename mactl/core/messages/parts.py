"""What an SMS is billed as."""

from __future__ import annotations

SINGLE = 70
EACH = 67


def sms_length(text: str) -> int:
    """Return the length of ``text`` as networks count it: UTF-16 code units, so most emoji are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def sms_parts(text: str) -> int:
    """Return how many parts ``text`` is billed as: up to 70 UTF-16 code units one part, longer ones 67 each."""
    length = sms_length(text)
    return 1 if length <= SINGLE else -(-length // EACH)
