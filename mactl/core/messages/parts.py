"""What an SMS is billed as."""

from __future__ import annotations

SINGLE = 70
EACH = 67


def sms_parts(text: str) -> int:
    """Return how many parts ``text`` is billed as: up to 70 UTF-16 code units one part, longer ones 67 each."""
    units = len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
    return 1 if units <= SINGLE else -(-units // EACH)
