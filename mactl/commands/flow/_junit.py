"""Stories' outcomes as JUnit XML, which every CI reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from mactl.engine.stories import Outcome


def document(told: Sequence[Outcome]) -> str:
    """Return one test suite with a case for each story; what differs is the failure's text."""
    failed = sum(not each.passed for each in told)
    head = f'<testsuite name="mactl flow test" tests="{len(told)}" failures="{failed}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *map(_case, told), "</testsuite>", ""])


def _case(outcome: Outcome) -> str:
    from mactl.engine.stories import spoken

    name = outcome.story.name or outcome.story.flow
    head = f"<testcase classname={quoteattr(outcome.file)} name={quoteattr(name)}"
    if outcome.passed:
        return head + "/>"
    signs = {"same": " ", "missing": "-", "extra": "+"}
    lines = [f"{signs[line.verdict]} {spoken(outcome, line)}" for line in outcome.lines]
    text = escape("\n".join([*outcome.faults, *lines]))
    return f'{head}><failure message="the flow did something else">{text}</failure></testcase>'
