"""Full-width letters, digits and signs (１２３，＠) made the half-width ones that machines read."""

from __future__ import annotations

# U+FF01..U+FF5E stand 0xFEE0 above ASCII; the ideographic space and no-break spaces become plain ones, and marks that
# nobody sees (zero-width spaces and joiners, directions, the byte order mark) go.
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)}
_SPACES = dict.fromkeys((0x3000, 0xA0, 0x2007, 0x202F, 0x2009), 0x20)
_UNSEEN = dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202C, 0x202D, 0x2060), None)
_JOINERS = {0x200C, 0x200D}  # they make one sign of several (👩‍👧, some scripts), so text that people read keeps them
_KEPT: dict[int, None] = {sign: None for sign in _UNSEEN if sign not in _JOINERS}
_TABLE: dict[int, int | None] = {**_WIDE, **_SPACES, **_UNSEEN}


def half(text: str) -> str:
    """Return ``text`` with half-width signs and without unseen marks or outer spaces."""
    return text.strip() if text.isascii() else text.translate(_TABLE).strip()


def seen(text: str) -> str:
    """Return ``text`` without unseen marks or outer spaces; full-width signs stay (names need them)."""
    return text.strip() if text.isascii() else text.translate(_KEPT).strip()
