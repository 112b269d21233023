"""Ids made of names: "Spring news!" is ``spring_news``, 新品推广 stays as it is."""

from __future__ import annotations

import unicodedata


def slug(name: str) -> str:
    """Return ``name`` as an id: letters and digits of any script, small, with single underscores between."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return "_".join("".join(sign if sign.isalnum() else " " for sign in plain).split())
