"""Times as Chinese keyboards type them (２４ｈ, 2２：00—０8：00) made the plain signs that times are written in."""

from __future__ import annotations

from unicodedata import normalize

# What stands for the plain minus and hyphen where a keyboard or a word processor put another dash.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def typed(text: str) -> str:
    """Return ``text`` in half-width signs, without outer spaces; plain text as it is."""
    return text.strip() if text.isascii() else normalize("NFKC", text).translate(_DASHES).strip()


def unsigned(text: str) -> str:
    """Return an offset without its sign."""
    return typed(text).lstrip("+-")


def is_before(text: str) -> bool:
    """Tell whether an offset leads back."""
    return typed(text).startswith("-")
