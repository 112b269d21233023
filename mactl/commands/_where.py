"""Conditions on a command line: JSON, words, ``@FILE`` or ``-`` for standard input."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from mactl.core.decode.machine import refusal
from mactl.core.segments.condition import Condition
from mactl.core.segments.text import parse_text
from mactl.errors import MactlError
from mactl.i18n import _

_NAME = re.compile(r"[\w-]+(?: [\w-]+)*")
_SPOKEN = {"and", "or", "not", "in", "is", "exists", "empty"}


def condition(text: str) -> Condition:
    """Return the condition that an option says.

    Raises:
        MactlError: it is none, or its file cannot be read.
    """
    return parse_text(source(text))


def source(text: str) -> str:
    """Return the text of a condition: what is written, or what the file or standard input holds that it names."""
    if text == "-":
        return sys.stdin.read()
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise MactlError(
            _("{path} cannot be read: {fault}", path=text[1:], fault=refusal(fault)),
            _("after @ stands the name of a file in UTF-8"),
        ) from None


def is_name(text: str) -> bool:
    """Tell whether a text can only be a name: letters, digits, no sign and none of the words of conditions."""
    return _NAME.fullmatch(text) is not None and not _SPOKEN & set(text.split())
