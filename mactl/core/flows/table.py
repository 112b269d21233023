"""The machine's table: from each phase of an enrolment, what each verdict leads to. The diagram is drawn from it.

What is not in the table cannot happen: a verdict that a phase does not know is an error of the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mactl.core.flows.state import Phase

# enrolled: the time of the first step is known. left: goal, exit rule, filter, an exit step or the end of the steps.
# passed: the step is done. paused: the flow is paused. resumed: it goes on. queued: its message is in the ledger.
# awaits: it waits for an event, a condition or a date. asked: it waits for a person. stayed: nothing that matters.
Verdict = Literal["enrolled", "left", "passed", "paused", "resumed", "queued", "awaits", "asked", "stayed"]

TABLE: Mapping[tuple[Phase, Verdict], Phase] = {
    ("arriving", "enrolled"): "waiting",
    ("arriving", "left"): "done",
    ("waiting", "stayed"): "waiting",
    ("waiting", "passed"): "waiting",
    ("waiting", "queued"): "sending",
    ("waiting", "awaits"): "awaiting",
    ("waiting", "asked"): "tasked",
    ("waiting", "paused"): "parked",
    ("waiting", "left"): "done",
    ("sending", "stayed"): "sending",
    ("sending", "passed"): "waiting",
    ("sending", "left"): "done",
    ("awaiting", "stayed"): "awaiting",
    ("awaiting", "passed"): "waiting",
    ("awaiting", "left"): "done",
    ("tasked", "stayed"): "tasked",
    ("tasked", "passed"): "waiting",
    ("tasked", "left"): "done",
    ("parked", "stayed"): "parked",
    ("parked", "resumed"): "waiting",
    ("parked", "passed"): "waiting",
    ("parked", "left"): "done",
}
# What wakes an enrolment in each phase: exactly one thing (F3).
WAKERS: Mapping[Phase, str] = {
    "waiting": "its instant",
    "sending": "its message",
    "awaiting": "an event, or its deadline",
    "tasked": "a person, or the deadline",
    "parked": "flow resume",
}
