"""Regular expressions that people write: checked before use, so that none can run away on hostile data."""

from __future__ import annotations

import re

from mactl.errors import MactlError
from mactl.i18n import _

LONGEST_PATTERN = 500
LONGEST_VALUE = 2_000  # characters of a value that are looked at
_ESCAPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEAT = re.compile(r"[*+]|\{\d+,\d*\}")
_GROUP = re.compile(r"\((?:\?(?:[aiLmsux-]+:|:|P<\w+>|<?[=!]))?([^()]*)\)(?P<again>[*+]|\{\d+(?:,\d*)?\})?")


def check_pattern(pattern: str) -> None:
    """Raise MactlError where ``pattern`` is no regular expression, is too long, or could take for ever.

    A repeat inside a repeat (``(a+)+``), or alternatives inside one (``(a|ab)*``), can take exponential time on text
    that a customer chose; both are refused.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise MactlError(_("a pattern has at most {n} characters", n=LONGEST_PATTERN))
    try:
        re.compile(pattern)
    except re.error as fault:
        raise MactlError(
            _(
                "{pattern} is not a regular expression: look at character {n}",
                pattern=repr(pattern),
                n=(fault.pos or 0) + 1,
            ),
            _("Use contains, starts_with or ends_with for plain text."),
        ) from None
    if _runs_away(_ESCAPED.sub("x", pattern)):
        raise MactlError(
            _("{pattern} repeats what is repeated already, which can take for ever", pattern=repr(pattern)),
            _("Leave out the inner or the outer repeat."),
        )


def _runs_away(plain: str) -> bool:
    """Take away the innermost groups one by one; see whether a repeated one holds a repeat or alternatives."""
    while match := _GROUP.search(plain):
        inside, again = match[1], match["again"]
        if again and (_REPEAT.search(inside) or "|" in inside):
            return True
        # What is left of a group keeps what counts for the groups around it.
        kept = "x*" if again or _REPEAT.search(inside) else "x|x" if "|" in inside else "x"
        plain = plain[: match.start()] + kept + plain[match.end() :]
    return False
