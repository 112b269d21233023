"""Short texts that people give things: names, ids and tags, free of signs that nobody sees."""

from __future__ import annotations

import re

from mactl.core.decode.faults import shown
from mactl.errors import MactlError
from mactl.i18n import _

LONGEST_ID = 200
LONGEST_TEXT = 10_000
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SPLIT = re.compile(r"\s*[;；]\s*")


def clean(text: str) -> str:
    """Return ``text`` without control characters (a space stands for them), broken letters (�) and outer spaces."""
    if text.isprintable():
        return text.strip()
    return _SURROGATES.sub("�", _CONTROLS.sub(" ", text)).replace("\ufeff", "").strip()


def label(value: object) -> str | None:
    """Return a text field's value, None where it is empty.

    Raises:
        MactlError: neither text nor a number, or far too long.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MactlError(_("“{value}” is not text", value=shown(value)))
    text = clean(_digits(value))
    if len(text) > LONGEST_TEXT:
        raise MactlError(_("a text of {n} characters is too long", n=len(text)))
    return text or None


def name_of(value: object) -> str | None:
    """Return an id or address as text, None where there is none; it must not hold control characters."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise MactlError(_("“{value}” is not an id", value=shown(value)), _("Write it as text."))
    text = _digits(value).strip().strip("\ufeff")
    if _CONTROLS.search(text) or _SURROGATES.search(text):
        raise MactlError(_("“{value}” holds characters that cannot be seen", value=shown(text)))
    if len(text) > LONGEST_ID:
        raise MactlError(_("an id of {n} characters is too long", n=len(text)))
    return text or None


def labels(value: object) -> list[str]:
    """Return tags: a list of them, or one text that separates them by ";"."""
    if value is None:
        return []
    if isinstance(value, str):
        return [clean(tag) for tag in _SPLIT.split(value) if clean(tag)]
    if not isinstance(value, list | tuple):
        raise MactlError(_("tags are a list of names"), _('Write ["vip", "母婴"], in a table vip;母婴.'))
    found = [label(tag) for tag in value]
    return [tag for tag in found if tag]


def _digits(value: str | float) -> str:
    """Return text as it is, and a spreadsheet's 1001.0 as 1001."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)
